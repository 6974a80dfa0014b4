"""Slack as a channel: a direct message per digest, at the workspace's pace, never twice."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from bot.slack.decisions.lane import CardLane
from bot.slack.lane import SlackLane
from bot.slack.notes import NoteLane
from bot.slack.people import owner
from bot.slack.workspace import Workspace
from digests.delivery.model import Outcome, Parcel, Result
from digests.delivery.notes import Note
from digests.employee.model import Standing
from digests.newsroom.asking import Question
from digests.newsroom.returning import Returned
from digests.people.model import ChannelName, Person


@dataclass(frozen=True, slots=True)
class SlackChannel:
    """One workspace's app."""

    workspace: Workspace
    name: ChannelName = ChannelName.SLACK
    crew: int = 1

    @property
    def lanes(self) -> int:
        """As many as configuration allows connections."""
        return self.workspace.settings.config.slack.connections

    def reaches(self, person: Person) -> bool:
        """Whether the directory knows this person in Slack, or an address by which Slack may."""
        return bool(person.slack_id or person.email)

    def prepare(self, parcels: Sequence[Parcel]) -> None:
        """Nothing is the same for two people."""
        del parcels

    def open(self) -> SlackLane:
        """A new lane."""
        return SlackLane(self.workspace)

    def refresh(self, parcel: Parcel, ref: str, states: Mapping[int, Standing]) -> Outcome:
        """Edits a message that was sent to what it says now; `refused`: it is not there any more."""
        with closing(self.open()) as lane:
            return lane.refresh(parcel, ref, states)

    def remind(self, parcel: Parcel, position: int, ref: str) -> Outcome:
        """Replies to the message of that name with one item of it."""
        with closing(self.open()) as lane:
            return lane.remind(parcel, position, ref)

    def ask(self, question: Question) -> Outcome:
        """Sends an approver their card."""
        with closing(CardLane(self.workspace)) as lane:
            return lane.ask(question)

    def ask_all(self, questions: Sequence[Question], *, again: bool) -> Outcome:
        """Sends an approver the list of what waits for them."""
        with closing(CardLane(self.workspace)) as lane:
            return lane.ask_all(questions, again=again)

    def conclude(self, question: Question, ref: str) -> Outcome:
        """Has the card of that name say how it ended."""
        with closing(CardLane(self.workspace)) as lane:
            return lane.conclude(question, ref)

    def hand_back(self, told: Returned) -> Outcome:
        """Tells an author that a change is asked for."""
        with closing(CardLane(self.workspace)) as lane:
            return lane.hand_back(told)

    def tell(self, person: Person, note: Note) -> Outcome:
        """Sends a person a small message."""
        with closing(NoteLane(self.workspace)) as lane:
            return lane.tell(person, note)

    def find(self, delivery_id: int, ref: str) -> Outcome:
        """Looks for the delivery's id among the messages that its person got from us."""
        if ref:
            return Outcome(Result.SENT, ref=ref)
        person = self.workspace.database.read(owner, delivery_id)
        if person is None:
            return Outcome(Result.UNKNOWN, "The person is no longer in the directory")
        with closing(self.open()) as lane:
            return lane.find(delivery_id, person)
