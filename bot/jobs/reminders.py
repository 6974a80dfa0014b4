"""Reminders that people asked for: each goes out once, as a reply to the digest that it is about."""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from sqlalchemy import Connection

from bot.jobs.batch import Batch
from bot.jobs.work import Work
from digests.delivery.model import Outcome, Parcel, Result
from digests.employee import acts
from digests.employee.model import PickState, Reminder, Standing
from digests.employee.own import own_pick, pick_states
from digests.employee.reminders import due_reminders, reminded
from digests.employee.store import load_wishes
from digests.people.model import ChannelName

REST = timedelta(seconds=30)  # for a channel that cannot take a reminder and does not say for how long

OVER = (PickState.WITHDRAWN, PickState.SHARED, PickState.DECLINED)  # nobody has to be reminded of these

log = logging.getLogger(__name__)


@runtime_checkable
class Reminding(Protocol):
    """A channel that can reply to a message it sent, and put what stands now in its place."""

    def remind(self, parcel: Parcel, position: int, ref: str) -> Outcome:
        """Replies once, with one item of the message."""
        ...

    def refresh(self, parcel: Parcel, ref: str, states: Mapping[int, Standing]) -> Outcome:
        """Draws the message anew; the same twice is the same once."""
        ...


@dataclass(frozen=True, slots=True)
class Claimed:
    """A reminder that is ours to send, and the moment it was wanted for."""

    reminder: Reminder
    wanted: datetime | None
    states: Mapping[int, Standing]  # of the digest's picks, without the reminder


@dataclass(slots=True)
class Reminders:
    """Sends what is due, one at a time: it is written down as sent before it goes, so that it never goes twice."""

    work: Work
    _rests: dict[ChannelName, datetime] = field(default_factory=dict)

    def __call__(self) -> bool:
        """The next one; whether there was one."""
        now, database = self.work.clock(), self.work.database
        channels = self.work.channels
        awake = [
            name
            for name, channel in channels.items()
            if isinstance(channel, Reminding) and now >= self._rests.get(name, now)
        ]
        if not awake or not database.read(due_reminders, now, 1, channels=awake):
            return False
        claimed = database.write(claim, now, awake)
        if claimed is not None:
            self._send(claimed)
        return claimed is not None

    def _send(self, claimed: Claimed) -> None:
        one, channel = claimed.reminder, self.work.channels[claimed.reminder.channel]
        standing = claimed.states.get(one.position)
        if standing is None or standing.state in OVER or not isinstance(channel, Reminding):
            return
        parcel = Batch(self.work).past(one.delivery_id)
        if parcel is None:
            return
        outcome = channel.remind(parcel, one.position, one.ref)
        if outcome.result is Result.SENT:
            channel.refresh(parcel, one.ref, claimed.states)  # lost, it is repaired by the next press
            return
        log.warning("delivery %d: a reminder did not go out: %s", one.delivery_id, outcome.reason)
        if outcome.result in {Result.DOWN, Result.LATER}:  # nothing went out: it is due again
            now = self.work.clock()
            self._rests[one.channel] = now + (outcome.retry_after or REST)
            self.work.database.write(put_back, claimed, now)


def claim(connection: Connection, now: datetime, channels: Collection[ChannelName]) -> Claimed | None:
    """The oldest reminder that is due, written down as sent; None where there is none any more."""
    found = due_reminders(connection, now, 1, channels=channels)
    if not found:
        return None
    (one,) = found
    wish = load_wishes(connection, one.delivery_id).get(one.position)
    reminded(connection, [one.id], now)
    return Claimed(one, wish.remind_at if wish is not None else None, pick_states(connection, one.delivery_id))


def put_back(connection: Connection, claimed: Claimed, now: datetime) -> None:
    """A reminder that did not go out is due as it was."""
    one = claimed.reminder
    own = own_pick(connection, one.person_id, one.delivery_id, one.position)
    if own is not None and claimed.wanted is not None:
        acts.remind(connection, own, claimed.wanted, now)
