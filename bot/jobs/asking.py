"""Approvers are asked and reminded, every card says afterwards how it ended, and authors are told what came back."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Protocol, runtime_checkable

from sqlalchemy import Connection

from bot.jobs.editions import is_holiday
from bot.jobs.work import Work
from digests.delivery.model import Outcome, Result
from digests.newsroom.approvers import asked, cards
from digests.newsroom.asking import Question, settle, unsettled
from digests.newsroom.model import Card
from digests.newsroom.returning import Returned, untold
from digests.newsroom.waiting import NOWHERE, Patience, reminded, unasked, unreminded
from digests.people.model import ChannelName, Person
from digests.people.reach import channels

REST = timedelta(seconds=30)  # for a channel that could not take a card and does not say for how long
LOOK = timedelta(minutes=1)
TOGETHER = 3  # so many questions to one person at once are listed in one message
LIST = "list"  # the ref of a question that stands in a list: nothing is changed there afterwards

log = logging.getLogger(__name__)


@runtime_checkable
class Asking(Protocol):
    """A channel that can ask somebody for a decision."""

    def reaches(self, person: Person) -> bool:
        """Whether this person can be asked here."""
        ...

    def ask(self, question: Question) -> Outcome:
        """Sends the card; its `ref` is what the channel calls it."""
        ...

    def conclude(self, question: Question, ref: str) -> Outcome:
        """Has the card say how it ended."""
        ...


@runtime_checkable
class Listing(Asking, Protocol):
    """One that can ask one person about many items in one message, and remind them."""

    def ask_all(self, questions: Sequence[Question], *, again: bool) -> Outcome:
        """Sends the list; with `again` it reminds of what was asked before."""
        ...


@runtime_checkable
class Returning(Asking, Protocol):
    """One that can tell an author, too, that a change is asked for."""

    def hand_back(self, told: Returned) -> Outcome:
        """Sends the word, once."""
        ...


@dataclass(slots=True)
class Asker:
    """Asks who was not asked, once each and on one channel, reminds once, lets cards say how it ended."""

    work: Work
    _rests: dict[ChannelName, datetime] = field(default_factory=dict)
    _looked: datetime | None = None  # when it was last looked who is to be reminded

    def __call__(self) -> bool:
        """Some of them; whether anything was done."""
        if not self._channels():
            return False
        done = self._ask() | self._remind()
        if gone := self.work.database.read(unsettled, NOWHERE):  # there is no card that could say how it ended
            self.work.database.write(settle, [card.id for card, _ in gone])
        for name, channel in self._channels().items():
            if self._awake(name):
                done |= self._conclude(name, channel)
                done |= self._hand_back(name)
        return done

    def _channels(self) -> dict[ChannelName, Asking]:
        return {name: channel for name, channel in self.work.channels.items() if isinstance(channel, Asking)}

    def _awake(self, name: ChannelName) -> bool:
        now = self.work.clock()
        return now >= self._rests.get(name, now)

    def _patience(self) -> Patience:
        config = self.work.settings.config
        return Patience(
            remind=config.newsroom.remind_hours,
            deadline=config.newsroom.deadline_hours,
            own=config.newsroom.own_approval,
            timezone=config.company.timezone,
            is_holiday=is_holiday,
        )

    def _ask(self) -> bool:
        done = False
        found = self.work.database.read(unasked, self.work.clock(), self._patience())
        for _, theirs in groupby(sorted(found, key=_of), key=_of):
            done |= self._put(list(theirs))
        return done

    def _put(self, questions: Sequence[Question]) -> bool:
        """Asks one person on the first of their channels that takes it; whether that is settled now."""
        person, left = questions[0].person, list(questions)
        for name, channel in self._ways(person):
            if not self._awake(name):
                return False
            for lot in _lots(channel, left):
                outcome = self._sent(name, channel, lot)
                if outcome.result in {Result.LATER, Result.DOWN}:
                    self._rest(name, outcome)
                    return False
                if outcome.result is not Result.REFUSED:
                    left = [one for one in left if one not in lot]
        self._keep(left, NOWHERE)
        return True

    def _ways(self, person: Person) -> Iterator[tuple[ChannelName, Asking]]:
        asking = self._channels()
        for name in channels(person, asking):
            if asking[name].reaches(person):
                yield name, asking[name]

    def _sent(self, name: ChannelName, channel: Asking, lot: Sequence[Question]) -> Outcome:
        """Kept as asked first, so that nobody is asked twice; given back where that is certain not to have arrived."""
        self._keep(lot, name.value)
        listed = len(lot) > 1 and isinstance(channel, Listing)
        outcome = channel.ask_all(lot, again=False) if listed and isinstance(channel, Listing) else channel.ask(lot[0])
        if outcome.result is Result.SENT:
            self._keep(lot, name.value, LIST if listed else outcome.ref)
            return outcome
        log.warning("an approver was not asked: %s", outcome.reason)
        if outcome.result is not Result.UNKNOWN:
            for one in lot:
                self.work.database.write(_forgotten, one, name)
        return outcome

    def _keep(self, questions: Sequence[Question | Returned], channel: str, ref: str = "") -> None:
        self.work.database.write(_kept, questions, channel, self.work.clock(), ref)

    def _remind(self) -> bool:
        """Looked at once a minute: nobody is reminded to the second."""
        done, database, now = False, self.work.database, self.work.clock()
        if self._looked is not None and now - self._looked < LOOK:
            return False
        self._looked = now
        due = database.read(unreminded, now, self._patience())
        for (_, name), theirs in groupby(sorted(due, key=_where), key=_where):
            channel = self._channels().get(ChannelName(name))
            if isinstance(channel, Listing) and self._awake(ChannelName(name)):
                done |= self._remind_one(ChannelName(name), channel, list(theirs))
        return done

    def _remind_one(self, name: ChannelName, channel: Listing, due: Sequence[tuple[Card, Question]]) -> bool:
        database, numbers = self.work.database, [card.id for card, _ in due]
        database.write(reminded, numbers, self.work.clock())
        outcome = channel.ask_all([question for _, question in due], again=True)
        if outcome.result is not Result.SENT:
            log.warning("an approver was not reminded: %s", outcome.reason)
        if outcome.result in {Result.LATER, Result.DOWN}:
            database.write(reminded, numbers, None)
            self._rest(name, outcome)
            return False
        return True

    def _hand_back(self, name: ChannelName) -> bool:
        """Tells authors on this channel, where it is the first of theirs."""
        database, done = self.work.database, False
        for told in database.read(untold, name.value, self.work.clock()):
            self._keep([told], name.value)  # nothing is ever changed in what they were told
            done = True
            way, channel = next(self._ways(told.person), (None, None))
            if way is not name or not isinstance(channel, Returning):
                continue
            outcome = channel.hand_back(told)
            if outcome.result is not Result.SENT:
                log.warning("an author was not told of a change that is asked for: %s", outcome.reason)
            if outcome.result in {Result.LATER, Result.DOWN}:
                database.write(_forgotten, told, name)
                self._rest(name, outcome)
                return False
        return done

    def _conclude(self, name: ChannelName, channel: Asking) -> bool:
        database = self.work.database
        done = False
        for card, question in database.read(unsettled, name.value):
            told = bool(card.ref) and card.ref != LIST and question is not None
            outcome = channel.conclude(question, card.ref) if told and question else Outcome(Result.SENT)
            if outcome.result in {Result.LATER, Result.DOWN, Result.UNKNOWN}:
                log.warning("a card does not say yet how it ended: %s", outcome.reason)
                self._rest(name, outcome)
                return False
            database.write(settle, [card.id])
            done = True
        return done

    def _rest(self, name: ChannelName, outcome: Outcome) -> None:
        self._rests[name] = self.work.clock() + (outcome.retry_after or REST)


def _lots(channel: Asking, questions: Sequence[Question]) -> list[list[Question]]:
    """What goes into one message each."""
    if len(questions) >= TOGETHER and isinstance(channel, Listing):
        return [list(questions)]
    return [[one] for one in questions]


def _of(question: Question) -> str:
    return question.person.id


def _where(due: tuple[Card, Question]) -> tuple[str, str]:
    return due[0].person_id, due[0].channel


def _kept(
    connection: Connection, questions: Sequence[Question | Returned], channel: str, now: datetime, ref: str
) -> None:
    for one in questions:
        asked(connection, one.item.id, one.item.version, one.person.id, now, channel=channel, ref=ref)


def _forgotten(connection: Connection, question: Question | Returned, channel: ChannelName) -> None:
    found = cards(connection, question.item.id, question.item.version)
    mine = [one.id for one in found if (one.person_id, one.channel) == (question.person.id, channel.value)]
    settle(connection, mine)
