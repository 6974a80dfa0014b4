"""Approvers are asked by card, every card says afterwards how it ended, and authors are told what came back."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from sqlalchemy import Connection

from bot.jobs.work import Work
from digests.delivery.model import Outcome, Result
from digests.newsroom.approvers import asked, cards
from digests.newsroom.asking import Question, settle, unasked, unsettled
from digests.newsroom.returning import Returned, untold
from digests.people.model import ChannelName, Person

REST = timedelta(seconds=30)  # for a channel that could not take a card and does not say for how long

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
class Returning(Asking, Protocol):
    """One that can tell an author, too, that a change is asked for."""

    def hand_back(self, told: Returned) -> Outcome:
        """Sends the word, once."""
        ...


@dataclass(slots=True)
class Asker:
    """Asks who was not asked, once each, lets cards say how it ended, and tells authors what came back."""

    work: Work
    _rests: dict[ChannelName, datetime] = field(default_factory=dict)

    def __call__(self) -> bool:
        """Some of them; whether anything was done."""
        done = False
        for name, channel in self._awake():
            done |= self._ask(name, channel)
            done |= self._conclude(name, channel)
            if isinstance(channel, Returning):
                done |= self._hand_back(name, channel)
        return done

    def _awake(self) -> Iterator[tuple[ChannelName, Asking]]:
        now = self.work.clock()
        for name, channel in self.work.channels.items():
            if isinstance(channel, Asking) and now >= self._rests.get(name, now):
                yield name, channel

    def _ask(self, name: ChannelName, channel: Asking) -> bool:
        database, own = self.work.database, self.work.settings.config.newsroom.own_approval
        done = False
        for question in database.read(unasked, name.value, own=own):
            database.write(_kept, question, name, self.work.clock(), "")  # first, so that nobody is asked twice
            done = True
            if not channel.reaches(question.person):
                continue
            outcome = channel.ask(question)
            if outcome.result is Result.SENT:
                database.write(_kept, question, name, self.work.clock(), outcome.ref)
                continue
            log.warning("an approver was not asked: %s", outcome.reason)
            if outcome.result in {Result.LATER, Result.DOWN}:
                database.write(_forgotten, question, name)
                self._rest(name, outcome)
                return False
        return done

    def _hand_back(self, name: ChannelName, channel: Returning) -> bool:
        database, done = self.work.database, False
        for told in database.read(untold, name.value, self.work.clock()):
            database.write(_kept, told, name, self.work.clock(), "")  # nothing is ever changed in what they were told
            done = True
            if not channel.reaches(told.person):
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
            outcome = channel.conclude(question, card.ref) if card.ref and question else Outcome(Result.SENT)
            if outcome.result in {Result.LATER, Result.DOWN, Result.UNKNOWN}:
                log.warning("a card does not say yet how it ended: %s", outcome.reason)
                self._rest(name, outcome)
                return False
            database.write(settle, [card.id])
            done = True
        return done

    def _rest(self, name: ChannelName, outcome: Outcome) -> None:
        self._rests[name] = self.work.clock() + (outcome.retry_after or REST)


def _kept(connection: Connection, question: Question | Returned, channel: ChannelName, now: datetime, ref: str) -> None:
    item = question.item
    asked(connection, item.id, item.version, question.person.id, now, channel=channel.value, ref=ref)


def _forgotten(connection: Connection, question: Question | Returned, channel: ChannelName) -> None:
    found = cards(connection, question.item.id, question.item.version)
    mine = [one.id for one in found if (one.person_id, one.channel) == (question.person.id, channel.value)]
    settle(connection, mine)
