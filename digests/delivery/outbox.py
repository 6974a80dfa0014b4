"""The outbox: what waits, who may send it now, and what came of it.

The conditional UPDATE in `start` is the only protection against double sends; everything else may run twice.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select, update

from digests.db import DriverStatement
from digests.delivery.model import DeliveryState, Outcome, Result
from digests.delivery.store import WAITING, deliveries
from digests.edition.model import EditionState
from digests.edition.store import editions
from digests.errors import InputError, UnknownError
from digests.people.model import ChannelName

OPEN = (DeliveryState.QUEUED, DeliveryState.SENDING)
NO_LIMIT = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Retry:
    """How trying again goes: `tries` per channel, the wait doubled each time and spread by `jitter` (0..1)."""

    tries: int
    backoff: timedelta
    jitter: float = 0.5

    def wait(self, tried: int, chance: float) -> timedelta:
        """How long after the try numbered `tried` (from 1) the next may come; `chance` in [0, 1) spreads it."""
        return self.backoff * (2.0 ** (tried - 1) * (1 + self.jitter * chance))


@dataclass(frozen=True, slots=True)
class Finished:
    """A delivery that a lane is done with, and what came of it."""

    delivery_id: int
    channel: ChannelName
    outcome: Outcome
    at: datetime
    chance: float = 0.0  # in [0, 1): where in the jitter its next try falls


@dataclass(frozen=True, slots=True)
class Starting:
    """A delivery that a lane wants to send next, as it was read at `loaded`: what changed since is read again."""

    delivery_id: int
    channel: ChannelName
    at: datetime
    loaded: datetime = NO_LIMIT


@dataclass(frozen=True, slots=True)
class Step:
    """A thread's one write for its lanes: the ends of their last messages and the starts of the next."""

    finished: tuple[Finished, ...] = ()
    starting: tuple[Starting, ...] = ()


_START = (
    "UPDATE deliveries SET state = 'sending', worker = ?, tries = tries + 1, changed_at = ? "
    "WHERE state = 'queued' AND channel = ? AND changed_at <= ? AND id IN ({ids}) RETURNING id"
)
_SENT = DriverStatement(
    "UPDATE deliveries SET state = 'sent', reason = '', ref = ?, sent_at = ?, changed_at = ? "
    "WHERE id = ? AND worker = ? AND state IN ('sending', 'unknown')"
)
_ATTEMPT = DriverStatement("INSERT INTO attempts (delivery_id, channel, at, result, reason) VALUES (?, ?, ?, ?, ?)")


def composable(connection: Connection, now: datetime, limit: int, skip: Collection[int] = ()) -> list[int]:
    """Deliveries that are due and have no digest yet, the longest due first."""
    return _ready(connection, now, limit, skip, deliveries.c.channel.is_(None))


def sendable(
    connection: Connection, channel: ChannelName, now: datetime, limit: int, skip: Collection[int] = ()
) -> list[int]:
    """Composed deliveries that a channel may try now, the longest due first."""
    return _ready(connection, now, limit, skip, deliveries.c.channel == channel.value)


def take_step(connection: Connection, worker: str, retry: Retry, step: Step) -> frozenset[int]:
    """Writes a thread's step; which of its starts are ours."""
    finish(connection, worker, retry, step.finished)
    won: set[int] = set()
    for channel in {one.channel for one in step.starting}:
        starting = [one for one in step.starting if one.channel == channel]
        statement = DriverStatement(_START.format(ids=", ".join("?" * len(starting))))
        loaded = min(one.loaded for one in starting)
        values = (worker, starting[0].at, channel.value, loaded, *[one.delivery_id for one in starting])
        won.update(row[0] for row in statement.run(connection, values))
    return frozenset(won)


def finish(connection: Connection, worker: str, retry: Retry, finished: Sequence[Finished]) -> None:
    """Writes each attempt and moves its delivery on. Only the worker that started it may."""
    if not finished:
        return
    _ATTEMPT.run(connection, [_attempt(one) for one in finished])
    if sent := [_sent(one, worker) for one in finished if one.outcome.result is Result.SENT]:
        _SENT.run(connection, sent)
    for one in finished:
        if one.outcome.result is not Result.SENT:
            _move_on(connection, worker, retry, one)


def _attempt(finished: Finished) -> tuple[object, ...]:
    outcome = finished.outcome
    return finished.delivery_id, finished.channel.value, finished.at, outcome.result.value, outcome.reason


def _sent(finished: Finished, worker: str) -> tuple[object, ...]:
    return finished.outcome.ref, finished.at, finished.at, finished.delivery_id, worker


def _move_on(connection: Connection, worker: str, retry: Retry, finished: Finished) -> None:
    row = connection.execute(
        select(deliveries.c.tries, deliveries.c.channels_left).where(
            deliveries.c.id == finished.delivery_id,
            deliveries.c.worker == worker,
            deliveries.c.state.in_([DeliveryState.SENDING, DeliveryState.UNKNOWN]),
        )
    ).first()
    if row is not None:
        values = _next(row, finished, retry) | {"changed_at": finished.at}
        connection.execute(update(deliveries).where(deliveries.c.id == finished.delivery_id).values(values))


def _next(row: Row[*tuple[Any, ...]], finished: Finished, retry: Retry) -> dict[str, object]:
    outcome, now = finished.outcome, finished.at
    reason = outcome.reason
    if outcome.result is Result.UNKNOWN:
        return {"state": DeliveryState.UNKNOWN, "reason": reason, "ref": outcome.ref}
    if outcome.result is Result.DOWN:
        wait = outcome.retry_after or timedelta(0)
        return {
            "state": DeliveryState.QUEUED,
            "reason": reason,
            "tries": max(row.tries - 1, 0),
            "not_before": now + wait,
        }
    if outcome.result is Result.LATER and row.tries < retry.tries:
        wait = max(retry.wait(row.tries, finished.chance), outcome.retry_after or timedelta(0))
        return {"state": DeliveryState.QUEUED, "reason": reason, "not_before": now + wait}
    if outcome.result is Result.LATER:
        reason = f"given up after {row.tries} tries: {reason}"
    if row.channels_left:
        onward = {"channel": row.channels_left[0], "channels_left": row.channels_left[1:]}
        return {"state": DeliveryState.QUEUED, "reason": reason, "tries": 0, "not_before": now, **onward}
    return {"state": DeliveryState.FAILED, "reason": reason}


def recover(connection: Connection, now: datetime) -> list[int]:
    """Rows found in `sending` when nobody can be sending them become `unknown`; their ids."""
    found = [
        row.id
        for row in connection.execute(
            select(deliveries.c.id).where(deliveries.c.state == DeliveryState.SENDING).order_by(deliveries.c.id)
        )
    ]
    if found:
        connection.execute(
            update(deliveries)
            .where(deliveries.c.state == DeliveryState.SENDING)
            .values(
                state=DeliveryState.UNKNOWN,
                reason="the process stopped while this was being sent; whether it arrived is not known",
                changed_at=now,
            )
        )
    return found


def resolve(connection: Connection, delivery_id: int, outcome: Outcome, now: datetime) -> None:
    """What a channel could tell of a delivery in doubt: it arrived, it did not, or nobody knows."""
    if outcome.result is Result.UNKNOWN:
        return
    sent = outcome.result is Result.SENT
    values = (
        {"state": DeliveryState.SENT, "sent_at": now, "ref": outcome.ref, "reason": ""}
        if sent
        else {"state": DeliveryState.QUEUED, "not_before": now, "reason": "it had not arrived; tried again"}
    )
    connection.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery_id, deliveries.c.state == DeliveryState.UNKNOWN)
        .values(changed_at=now, **values)
    )


def settle(connection: Connection, delivery_id: int, verdict: str, now: datetime) -> None:
    """An operator's word on a delivery in doubt: `sent` or `resend`. InputError when there is no doubt."""
    row = connection.execute(select(deliveries.c.state).where(deliveries.c.id == delivery_id)).first()
    if row is None:
        raise UnknownError(f"There is no delivery {delivery_id}: `budstikke outbox` lists those in doubt.")
    if row.state not in {DeliveryState.UNKNOWN, DeliveryState.FAILED}:
        raise InputError(f"Delivery {delivery_id} is {row.state}: only an unknown or failed one can be settled.")
    values = (
        {"state": DeliveryState.SENT, "sent_at": now, "reason": "settled by hand"}
        if verdict == "sent"
        else {"state": DeliveryState.QUEUED, "tries": 0, "not_before": now, "reason": "sent again by hand"}
    )
    connection.execute(update(deliveries).where(deliveries.c.id == delivery_id).values(changed_at=now, **values))
    if verdict == "resend":
        connection.execute(
            update(editions)
            .where(editions.c.id.in_(select(deliveries.c.edition_id).where(deliveries.c.id == delivery_id)))
            .values(state=EditionState.OPEN, closed_at=None)
        )


def stop(connection: Connection, edition_id: int, now: datetime) -> int | None:
    """Stops an edition: what is not being sent is skipped; how many those were. None: it was not open any more."""
    row = connection.execute(select(editions.c.state).where(editions.c.id == edition_id)).first()
    if row is None:
        raise UnknownError(f"There is no edition {edition_id}: `budstikke outbox` lists the editions that are open.")
    if row.state != EditionState.OPEN:
        return None
    connection.execute(
        update(editions).where(editions.c.id == edition_id).values(state=EditionState.STOPPED, closed_at=now)
    )
    skipped = connection.execute(
        update(deliveries)
        .where(deliveries.c.edition_id == edition_id, deliveries.c.state == DeliveryState.QUEUED)
        .values(state=DeliveryState.SKIPPED, reason="the edition was stopped", changed_at=now)
    )
    return skipped.rowcount


def skip(connection: Connection, ids: Collection[int], reason: str, now: datetime) -> None:
    """Closes deliveries that wait with their digest and shall not be sent any more."""
    waiting = deliveries.c.state == DeliveryState.QUEUED
    connection.execute(
        update(deliveries)
        .where(deliveries.c.id.in_(ids), waiting, deliveries.c.channel.is_not(None))
        .values(state=DeliveryState.SKIPPED, reason=reason, changed_at=now)
    )


def skip_late(
    connection: Connection, schedule: str, lateness: timedelta, now: datetime, *, composed: bool = True
) -> int:
    """Skips what waits although it was due longer ago than the schedule's lateness; how many.

    `composed=False` leaves alone what has a digest and waits for its channel's pace, which is not lateness.
    """
    late = [
        deliveries.c.schedule == schedule,
        deliveries.c.state == DeliveryState.QUEUED,
        deliveries.c.due_at < now - lateness,
    ]
    if not composed:
        late.append(deliveries.c.channel.is_(None))
    skipped = connection.execute(
        update(deliveries)
        .where(*late)
        .values(state=DeliveryState.SKIPPED, reason="too late: it was due longer ago than the limit", changed_at=now)
    )
    return skipped.rowcount


def close_finished(connection: Connection, now: datetime) -> int:
    """Editions with nothing left to do become complete; how many."""
    waiting = (
        select(deliveries.c.id).where(deliveries.c.edition_id == editions.c.id, deliveries.c.state.in_(OPEN)).exists()
    )
    closed = connection.execute(
        update(editions)
        .where(editions.c.state == EditionState.OPEN, ~waiting)
        .values(state=EditionState.COMPLETE, closed_at=now)
    )
    return closed.rowcount


def _ready(
    connection: Connection, now: datetime, limit: int, skip: Collection[int], which: ColumnElement[bool]
) -> list[int]:
    found = connection.execute(
        select(deliveries.c.id)
        .where(WAITING, deliveries.c.not_before <= now, which)
        .order_by(deliveries.c.not_before, deliveries.c.id)
        .limit(limit + len(skip))
    )
    return [row.id for row in found if row.id not in skip][:limit]
