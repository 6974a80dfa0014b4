"""Messages that were delivered are drawn anew, because an item in them was withdrawn, corrected or restored."""

import logging
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Protocol, runtime_checkable

from sqlalchemy import Connection, select

from bot.jobs.work import Work
from digests.delivery.model import Delivery, Outcome, Parcel, Result
from digests.delivery.store import rows
from digests.edition.build import digests_of
from digests.employee.model import Standing
from digests.employee.own import pick_states
from digests.events.patience import before_next
from digests.newsroom import store
from digests.newsroom.messages import EDITABLE
from digests.newsroom.model import Recall
from digests.newsroom.recalls import due_recalls, recall_done, recall_failed
from digests.people.model import ChannelName
from digests.people.store import load_people
from digests.sharing import tokens

AT_ONCE = 5  # recalls between two looks at whether we are to stop
REST = timedelta(seconds=30)  # for a channel that is down and does not say for how long

log = logging.getLogger(__name__)


@runtime_checkable
class Refreshing(Protocol):
    """A channel that can put a message in the place of one it sent."""

    def refresh(self, parcel: Parcel, ref: str, states: Mapping[int, Standing]) -> Outcome:
        """Draws the message anew; the same twice is the same once. `refused`: it is not there any more."""
        ...


@dataclass(frozen=True, slots=True)
class Message:
    """A delivered digest as it is now, and what its channel calls it."""

    delivery: Delivery
    parcel: Parcel
    states: Mapping[int, Standing]


@dataclass(slots=True)
class Recaller:
    """Draws anew what is due, the longest due first; a message that several items changed is drawn once."""

    work: Work
    chance: Callable[[], float] = field(default=random.random)
    _rests: dict[ChannelName, datetime] = field(default_factory=dict)

    def __call__(self) -> bool:
        """Some of them; whether anything could be done."""
        now, done = self.work.clock(), False
        awake = [name for name in EDITABLE if now >= self._rests.get(name, now)]
        due = self.work.database.read(due_recalls, now, AT_ONCE, channels=awake)
        for _, group in groupby(_by_delivery(due), lambda one: one.delivery_id):
            done |= self._one(list(group))
        return done

    def _one(self, due: Sequence[Recall]) -> bool:
        database, now = self.work.database, self.work.clock()
        message = database.read(load, due[0].delivery_id, self.work.key)
        if message is None:
            database.write(finish, due, Outcome(Result.SENT), self.work.clock())
            return True
        name = message.delivery.channel
        if name is None or now < self._rests.get(name, now):
            return False
        outcome = self._refreshed(name, message)
        if outcome.result is Result.DOWN:
            self._rests[name] = now + (outcome.retry_after or REST)
            log.warning("messages in %s cannot be changed now: %s", name, outcome.reason)
            return False
        if outcome.result is not Result.SENT:
            log.warning("delivery %d was not changed: %s", message.delivery.id, outcome.reason)
        database.write(finish, due, outcome, self.work.clock(), self.chance())
        return True

    def _refreshed(self, name: ChannelName, message: Message) -> Outcome:
        channel = self.work.channels.get(name)
        if not isinstance(channel, Refreshing):
            return Outcome(Result.REFUSED, f"{name} is not connected any more, or cannot change what it sent")
        return channel.refresh(message.parcel, message.delivery.ref, message.states)


def load(connection: Connection, delivery_id: int, key: bytes) -> Message | None:
    """The message as it should be now; None once the digest or its person is erased."""
    digests = digests_of(connection, [delivery_id])
    people = load_people(connection, [digests[0].person_id], active=False) if digests else []
    if not people:
        return None
    (delivery,) = rows(connection, [delivery_id])
    parcel = Parcel(digests[0], people[0], tokens.sign(key, delivery_id, delivery.due_at))
    return Message(delivery, parcel, pick_states(connection, delivery_id))


def finish(connection: Connection, due: Sequence[Recall], outcome: Outcome, now: datetime, chance: float = 0.0) -> None:
    """Writes down what came of a try; what was asked for anew in the meantime stays due."""
    query = select(store.recalls.c.id, store.recalls.c.not_before).where(
        store.recalls.c.id.in_([one.id for one in due])
    )
    still = {(row.id, row.not_before) for row in connection.execute(query.with_for_update())}
    ours = [one for one in due if (one.id, one.not_before) in still]
    if outcome.result is Result.SENT:
        recall_done(connection, [one.id for one in ours], now)
        return
    for one in ours:
        wait = None if outcome.result is Result.REFUSED else before_next(one.tries + 1, chance, outcome.retry_after)
        recall_failed(connection, one.id, outcome.reason, now, again=None if wait is None else now + wait)


def _by_delivery(due: Sequence[Recall]) -> list[Recall]:
    """As they came, with those of one message together."""
    first = {one.delivery_id: place for place, one in reversed(list(enumerate(due)))}
    return sorted(due, key=lambda one: first[one.delivery_id])
