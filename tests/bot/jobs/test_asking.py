"""Approvers are asked by card: once each, when the channel is there, and every card says how it ended."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.jobs.asking import Asker, Asking
from digests.content.model import ItemState
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.delivery.model import Outcome, Result
from digests.newsroom import items
from digests.newsroom.approvers import cards
from digests.newsroom.asking import Question
from digests.newsroom.returning import Returned
from digests.newsroom.standing import OPERATOR, standing
from digests.people.model import ChannelName, Person, Preferences
from digests.people.store import save_preferences
from tests.bot.jobs.house import House, house
from tests.factories import NOW, item, person
from tests.fakes import FakeChannel

IDA = person(id="p-ida", name="Ida Lund", email="ida@example.com", slack_id="U2", roles=("comms:approver",))
BO = person(id="p-bo", name="Bo Friis", email="bo@example.com", slack_id="U3", roles=("comms:approver",))
NOT_IN_SLACK = person(id="p-eva", name="Eva Krog", email="eva@example.com", roles=("comms:approver",))
LATER = Outcome(Result.LATER, "Slack asks to slow down", retry_after=timedelta(seconds=20))
ID = "crane-school"


@dataclass
class AskingChannel(FakeChannel):
    """A fake that can also ask."""

    answers: list[Outcome] = field(default_factory=list)  # what the next calls meet, in order
    asked_of: list[str] = field(default_factory=list)
    concluded: list[tuple[str, str]] = field(default_factory=list)  # the card, and what was done

    def ask(self, question: Question) -> Outcome:
        self.asked_of.append(question.person.id)
        return self.answers.pop(0) if self.answers else Outcome(Result.SENT, ref=f"D-{question.person.id}:1.1")

    def conclude(self, question: Question, ref: str) -> Outcome:
        self.concluded.append((ref, question.ended.act.value if question.ended else ""))
        return self.answers.pop(0) if self.answers else Outcome(Result.SENT)


@dataclass
class ListingChannel(AskingChannel):
    """One that lists many questions in one message."""

    listed: list[tuple[str, list[str], bool]] = field(default_factory=list)

    def ask_all(self, questions: Sequence[Question], *, again: bool) -> Outcome:
        self.listed.append((questions[0].person.id, [one.item.id for one in questions], again))
        return self.answers.pop(0) if self.answers else Outcome(Result.SENT)


@dataclass
class ReturningChannel(AskingChannel):
    """One that also tells authors."""

    handed_back: list[tuple[str, str, str]] = field(default_factory=list)

    def hand_back(self, told: Returned) -> Outcome:
        self.handed_back.append((told.person.id, told.by, told.reason))
        return self.answers.pop(0) if self.answers else Outcome(Result.SENT, ref="D1:2.2")


@pytest.fixture
def slack() -> AskingChannel:
    return AskingChannel(ChannelName.SLACK)


@pytest.fixture
def made(database: Database, slack: AskingChannel) -> House:
    found = house(database, [IDA, BO, NOT_IN_SLACK], channels=[slack])
    waiting = item(id=ID, state=ItemState.IN_REVIEW)
    database.write(add_items, [Entry(waiting, None)], "slack", NOW)
    return found


def approve(made: House) -> None:
    made.database.write(items.approve, OPERATOR, ID, None, made.clock())


def run(act: Asker) -> None:
    for _ in range(20):
        if not act():
            return
    raise AssertionError("it never ends")


def kept(made: House) -> Sequence[tuple[str, str]]:
    return [(one.person_id, one.ref) for one in made.database.read(cards, ID)]


def test_everybody_who_may_approve_and_is_in_slack_is_asked_once(made: House, slack: AskingChannel) -> None:
    act = Asker(made.work)
    run(act)
    run(act)
    assert slack.asked_of == ["p-bo", "p-ida"]
    assert sorted(kept(made)) == [("p-bo", "D-p-bo:1.1"), ("p-eva", ""), ("p-ida", "D-p-ida:1.1")]


def test_every_card_says_how_it_ended_once(made: House, slack: AskingChannel) -> None:
    act = Asker(made.work)
    run(act)
    approve(made)
    run(act)
    run(act)
    assert slack.concluded == [("D-p-bo:1.1", "approved"), ("D-p-ida:1.1", "approved")]
    assert kept(made) == []


def test_whoever_could_not_be_asked_now_is_asked_later(made: House, slack: AskingChannel) -> None:
    act = Asker(made.work)
    slack.answers = [LATER]
    run(act)
    assert slack.asked_of == ["p-bo"]
    made.clock.now += timedelta(seconds=19)
    run(act)
    assert slack.asked_of == ["p-bo"]
    made.clock.now += timedelta(seconds=1)
    run(act)
    assert slack.asked_of == ["p-bo", "p-bo", "p-ida"]


@pytest.mark.parametrize("result", [Result.UNKNOWN, Result.REFUSED])
def test_a_card_that_may_have_arrived_or_was_refused_is_not_sent_again(
    made: House, slack: AskingChannel, result: Result
) -> None:
    act = Asker(made.work)
    slack.answers = [Outcome(result, "no answer")]
    run(act)
    made.clock.now += timedelta(hours=1)
    run(act)
    assert slack.asked_of == ["p-bo", "p-ida"]
    approve(made)
    run(act)
    assert slack.concluded == [("D-p-ida:1.1", "approved")]


@pytest.mark.parametrize("result", [Result.LATER, Result.DOWN, Result.UNKNOWN])
def test_a_card_that_could_not_be_changed_is_changed_later(made: House, slack: AskingChannel, result: Result) -> None:
    act = Asker(made.work)
    run(act)
    approve(made)
    slack.answers = [Outcome(result, "not now")]
    run(act)
    assert len(slack.concluded) == 1
    made.clock.now += timedelta(seconds=31)
    run(act)
    assert len(slack.concluded) == 3
    assert kept(made) == []


def test_a_card_that_is_not_there_any_more_is_let_go(made: House, slack: AskingChannel) -> None:
    act = Asker(made.work)
    run(act)
    approve(made)
    slack.answers = [Outcome(Result.REFUSED, "message_not_found")]
    run(act)
    assert kept(made) == []


def test_a_new_version_is_a_new_question(made: House, slack: AskingChannel) -> None:
    act = Asker(made.work)
    run(act)
    newer = item(id=ID, state=ItemState.IN_REVIEW, minutes=9)
    made.database.write(items.change, OPERATOR, newer, 1, made.clock())
    run(act)
    assert slack.asked_of == ["p-bo", "p-ida"] * 2
    assert [act for _, act in slack.concluded] == ["changed", "changed"]


def test_a_channel_that_cannot_ask_is_left_alone(made: House) -> None:
    mail = FakeChannel()
    assert not isinstance(mail, Asking)
    assert Asker(replace(made.work, channels={ChannelName.EMAIL: mail}))() is False


WRITER = person(id="p-maja", name="Maja Holm", email="maja@example.com", slack_id="U4", roles=("comms:editor",))
BACK = [("p-maja", "Ida Lund", "Shorter, please.")]


def sent_back(database: Database, writer: Person = WRITER) -> tuple[House, ReturningChannel, Asker]:
    """An item that its approver sent back."""
    channel = ReturningChannel(ChannelName.SLACK)
    made = house(database, [IDA, writer], channels=[channel])
    database.write(items.add, standing(writer), item(id=ID, state=ItemState.DRAFT), NOW)
    version = database.write(items.submit, standing(writer), ID, NOW).version
    database.write(items.ask_change, standing(IDA), ID, version, "Shorter, please.", NOW)
    return made, channel, Asker(made.work)


def test_an_author_is_told_once_that_a_change_is_asked_for(database: Database) -> None:
    made, slack, act = sent_back(database)
    run(act)
    run(Asker(made.work))
    assert slack.handed_back == BACK


def test_what_an_author_was_told_is_never_changed(database: Database) -> None:
    made, slack, act = sent_back(database)
    run(act)
    database.write(items.submit, standing(WRITER), ID, made.clock())
    run(act)
    assert slack.concluded == []
    assert kept(made) == [("p-ida", "D-p-ida:1.1")]


@pytest.mark.parametrize(
    ("result", "told"), [(Result.LATER, 2), (Result.DOWN, 2), (Result.UNKNOWN, 1), (Result.REFUSED, 1)]
)
def test_an_author_is_told_later_only_of_what_did_not_go_out(database: Database, result: Result, told: int) -> None:
    made, slack, act = sent_back(database)
    slack.answers = [Outcome(result, "not now")]
    run(act)
    assert slack.handed_back == BACK
    made.clock.now += timedelta(seconds=31)
    run(act)
    assert slack.handed_back == BACK * told


def test_an_author_who_is_not_in_slack_is_not_told_there(database: Database) -> None:
    made, slack, act = sent_back(database, replace(WRITER, slack_id=""))
    run(act)
    assert slack.handed_back == []
    assert kept(made) == [("p-maja", "")]


REFUSED = Outcome(Result.REFUSED, "Slack does not know this person")
DAY = timedelta(days=1)


def several(database: Database, number: int = 3, people: Sequence[Person] = (IDA,)) -> tuple[House, ListingChannel]:
    """A company that lists, and as many items in review."""
    channel = ListingChannel(ChannelName.SLACK)
    made = house(database, people, channels=[channel])
    waiting = [item(id=f"n-{place}", state=ItemState.IN_REVIEW) for place in range(number)]
    database.write(add_items, [Entry(one, None) for one in waiting], "files", NOW)
    return made, channel


def test_an_approver_is_asked_on_one_channel_and_that_is_their_own(database: Database) -> None:
    slack, mail = AskingChannel(ChannelName.SLACK), AskingChannel(ChannelName.EMAIL)
    made = house(database, [IDA, BO, NOT_IN_SLACK], channels=[slack, mail])
    database.write(add_items, [Entry(item(id=ID, state=ItemState.IN_REVIEW), None)], "slack", NOW)
    database.write(save_preferences, "p-bo", Preferences(channel=ChannelName.EMAIL), NOW)
    run(Asker(made.work))
    assert (slack.asked_of, mail.asked_of) == (["p-ida"], ["p-bo", "p-eva"])


def test_whoever_one_channel_refuses_is_asked_on_the_next(database: Database) -> None:
    slack, mail = AskingChannel(ChannelName.SLACK, answers=[REFUSED]), AskingChannel(ChannelName.EMAIL)
    made = house(database, [IDA], channels=[slack, mail])
    database.write(add_items, [Entry(item(id=ID, state=ItemState.IN_REVIEW), None)], "slack", NOW)
    run(Asker(made.work))
    assert (slack.asked_of, mail.asked_of) == (["p-ida"], ["p-ida"])
    (card,) = made.database.read(cards, ID)
    assert (card.channel, card.ref) == ("email", "D-p-ida:1.1")


def test_a_channel_that_rests_keeps_its_people_and_nobody_else_waiting(database: Database) -> None:
    slack, mail = AskingChannel(ChannelName.SLACK, answers=[LATER]), AskingChannel(ChannelName.EMAIL)
    made = house(database, [IDA, NOT_IN_SLACK], channels=[slack, mail])
    database.write(add_items, [Entry(item(id=ID, state=ItemState.IN_REVIEW), None)], "slack", NOW)
    act = Asker(made.work)
    run(act)
    assert (slack.asked_of, mail.asked_of) == (["p-ida"], ["p-eva"])
    made.clock.now += timedelta(seconds=21)
    run(act)
    assert (slack.asked_of, mail.asked_of) == (["p-ida", "p-ida"], ["p-eva"])


def test_many_items_at_once_are_one_message(database: Database) -> None:
    made, slack = several(database)
    act = Asker(made.work)
    run(act)
    assert (slack.asked_of, slack.listed) == ([], [("p-ida", ["n-0", "n-1", "n-2"], False)])
    made.database.write(items.approve, OPERATOR, "n-0", None, made.clock())
    run(act)
    assert slack.concluded == []
    assert made.database.read(cards, "n-0") == []


def test_few_items_are_a_card_each(database: Database) -> None:
    made, slack = several(database, 2)
    run(Asker(made.work))
    assert (slack.asked_of, slack.listed) == (["p-ida", "p-ida"], [])


def test_a_list_that_did_not_go_out_is_sent_later_and_whole(database: Database) -> None:
    made, slack = several(database)
    slack.answers = [LATER]
    act = Asker(made.work)
    run(act)
    made.clock.now += timedelta(seconds=31)
    run(act)
    assert slack.listed == [("p-ida", ["n-0", "n-1", "n-2"], False)] * 2


def test_an_approver_is_reminded_once_of_everything_that_waits(database: Database) -> None:
    made, slack = several(database, 2)
    act = Asker(made.work)
    run(act)
    made.clock.now += DAY
    slack.answers = [LATER]
    run(act)
    made.clock.now += timedelta(minutes=1)
    run(act)
    run(act)
    assert slack.listed == [("p-ida", ["n-0", "n-1"], True)] * 2


def test_a_reminder_that_may_have_arrived_is_not_sent_again(database: Database) -> None:
    made, slack = several(database, 1)
    act = Asker(made.work)
    run(act)
    made.clock.now += DAY
    slack.answers = [Outcome(Result.UNKNOWN, "no answer")]
    run(act)
    made.clock.now += timedelta(minutes=1)
    run(act)
    assert slack.listed == [("p-ida", ["n-0"], True)]


def test_in_time_somebody_else_is_asked_too(database: Database) -> None:
    chief = person(id="p-chief", name="Chi Ef", email="chief@example.com", slack_id="U9", roles=("comms:admin",))
    made, slack = several(database, 1, [IDA, chief])
    act = Asker(made.work)
    run(act)
    assert slack.asked_of == ["p-ida"]
    made.clock.now += 2 * DAY
    run(act)
    assert slack.asked_of == ["p-ida", "p-chief"]
