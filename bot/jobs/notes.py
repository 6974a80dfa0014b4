"""Small messages go out: each is worded when it is sent, and goes once, on its person's own channel."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.jobs.work import Work
from digests.delivery import notes
from digests.delivery.channel import Telling
from digests.delivery.model import Result
from digests.delivery.notes import Asked, Maker, Note
from digests.people.model import ChannelName, Person
from digests.people.reach import channels

AT_ONCE = 20
TRIES = 8
REST = timedelta(seconds=30)  # for a channel that cannot take a note and does not say for how long
OLD = timedelta(days=1)  # after which nobody waits for a small message any more

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Made:
    """A note in words, and whom it goes to."""

    person: Person
    note: Note


@dataclass(slots=True)
class Notes:
    """Sends what is due; a note is taken out before it goes, so that none goes twice, and put back where it did not."""

    work: Work
    makers: Mapping[str, Maker]
    _rests: dict[ChannelName, datetime] = field(default_factory=dict)

    def __call__(self) -> bool:
        """Some of them; whether anything could be done."""
        now, done = self.work.clock(), False
        for asked in self.work.database.read(notes.due, now, AT_ONCE):
            done |= self._one(asked, now)
        return done

    def _one(self, asked: Asked, now: datetime) -> bool:
        database = self.work.database
        person = database.read(notes.resolve, asked)
        ways = tuple(self._ways(asked, person)) if person else ()
        held = [self._rests[name] for name, _ in ways if now < self._rests.get(name, now)]
        if held:
            database.write(notes.again, asked.id, max(held), counted=False)
            return False
        try:
            made = database.write(_taken, asked, self.makers, now)
        except Exception:  # a fault of ours in one kind of note must not hold up every other
            log.exception("a note of the kind %s cannot be worded", asked.kind)
            self._later(asked, REST)
            return True
        if made is not None:
            self._send(asked, made, ways)
        return True

    def _ways(self, asked: Asked, person: Person) -> Iterator[tuple[ChannelName, Telling]]:
        """The channels on which a person can be told, best first."""
        wanted = ChannelName.EMAIL if asked.person_id and asked.address else asked.channel
        possible = channels(person, tuple(self.work.channels))
        if wanted is not None:  # the preview shows what any channel would have carried
            possible = tuple(one for one in possible if one in (wanted, ChannelName.PREVIEW))
        for name in possible:
            channel = self.work.channels[name]
            if isinstance(channel, Telling) and channel.reaches(person):
                yield name, channel

    def _send(self, asked: Asked, made: Made, ways: tuple[tuple[ChannelName, Telling], ...]) -> None:
        if not ways:
            log.warning("a note of the kind %s reaches its person on no channel", asked.kind)
        for name, channel in ways:
            outcome = channel.tell(made.person, made.note)
            if outcome.result is not Result.SENT:
                log.warning("a note of the kind %s did not go out by %s: %s", asked.kind, name, outcome.reason)
            if outcome.result in {Result.LATER, Result.DOWN}:
                self._rests[name] = self.work.clock() + (outcome.retry_after or REST)
                self._later(asked, outcome.retry_after or REST, counted=outcome.result is Result.LATER)
                return
            if outcome.result is not Result.REFUSED:
                break
        self.work.database.write(notes.done, asked.id)

    def _later(self, asked: Asked, wait: timedelta, *, counted: bool = True) -> None:
        if asked.tries + counted < TRIES:
            self.work.database.write(notes.again, asked.id, self.work.clock() + wait, counted=counted)
        else:
            self.work.database.write(notes.done, asked.id)


def _taken(connection: Connection, asked: Asked, makers: Mapping[str, Maker], now: datetime) -> Made | None:
    """A note in words, taken; None where nobody is there, there is nothing to say any more, or it is another's."""
    if not notes.take(connection, asked.id, now):
        return None
    person, maker = notes.resolve(connection, asked), makers.get(asked.kind)
    if maker is None:
        log.warning("nobody knows how to word a note of the kind %s", asked.kind)
    note = maker(connection, asked, person, now) if person and maker and now - asked.at < OLD else None
    if person is None or note is None:
        notes.done(connection, asked.id)
        return None
    return Made(person, note)
