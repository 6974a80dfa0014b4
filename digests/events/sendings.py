"""Sending events on: who gets which, who may send one now, what came of it, and sending again.

An event is sent at least once. The conditional UPDATE in `claim` keeps two processes from sending one at the same time;
one whose process died is free again when its lease is over.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Select, and_, select, update

from digests.db import insert
from digests.events import patience
from digests.events.model import Endpoint, EventKind, Result, Sending, SendingState, Tried
from digests.events.store import WAITING, endpoints, events, read, sendings

BATCH = 500
LEASE = timedelta(minutes=5)  # a try takes far less


def spread(connection: Connection, told: Sequence[Endpoint], now: datetime, limit: int = BATCH) -> int:
    """Makes the sendings of events that have none yet, for each endpoint that asks for them; how many events.

    An endpoint that said it is gone gets none until its settings change.
    """
    fresh = connection.execute(
        select(events.c.id, events.c.kind).where(events.c.spread_at.is_(None)).order_by(events.c.id).limit(limit)
    ).all()
    if not fresh:
        return 0
    gone = {row.name: row.gone for row in connection.execute(select(endpoints.c.name, endpoints.c.gone))}
    open_ = [one for one in told if gone.get(one.name) != one.fingerprint]
    rows = [_fresh(row.id, one.name, now) for row in fresh for one in open_ if row.kind in one.kinds]
    if rows:
        connection.execute(insert(connection, sendings).on_conflict_do_nothing(), rows)
    ids = [row.id for row in fresh]
    connection.execute(update(events).where(events.c.id.in_(ids), events.c.spread_at.is_(None)).values(spread_at=now))
    return len(fresh)


def _fresh(event_id: str, endpoint: str, now: datetime) -> dict[str, object]:
    state = SendingState.WAITING
    return {"event_id": event_id, "endpoint": endpoint, "state": state, "not_before": now, "changed_at": now}


def ready(connection: Connection, endpoint: Endpoint, now: datetime) -> bool:
    """Whether there is something to send to an endpoint now; it only reads."""
    return _open(connection, endpoint, now) and connection.execute(_next(endpoint, now)).first() is not None


def claim(connection: Connection, endpoint: Endpoint, worker: str, now: datetime) -> Sending | None:
    """The next event for an endpoint, ours to send until the lease ends; None: nothing is to be sent there now."""
    if not _open(connection, endpoint, now):
        return None
    chosen = connection.execute(_next(endpoint, now).with_for_update(skip_locked=True)).first()
    if chosen is None:
        return None
    ours = connection.execute(
        update(sendings)
        .where(
            sendings.c.event_id == chosen.event_id,
            sendings.c.endpoint == endpoint.name,
            sendings.c.state == SendingState.WAITING,
            sendings.c.not_before <= now,
        )
        .values(tries=sendings.c.tries + 1, not_before=now + LEASE, worker=worker, changed_at=now)
        .returning(sendings.c.tries)
    ).scalar_one()
    event = connection.execute(select(events).where(events.c.id == chosen.event_id)).one()
    return Sending(read(event), endpoint.name, worker, ours)


def _open(connection: Connection, endpoint: Endpoint, now: datetime) -> bool:
    row = connection.execute(
        select(endpoints.c.gone, endpoints.c.not_before).where(endpoints.c.name == endpoint.name)
    ).first()
    return row is None or (row.gone != endpoint.fingerprint and (row.not_before is None or row.not_before <= now))


def _next(endpoint: Endpoint, now: datetime) -> Select[tuple[str]]:
    return (
        select(sendings.c.event_id)
        .where(WAITING, sendings.c.endpoint == endpoint.name, sendings.c.not_before <= now)
        .order_by(sendings.c.not_before, sendings.c.event_id)
        .limit(1)
    )


def finish(connection: Connection, endpoint: Endpoint, tried: Tried) -> None:
    """Writes what came of a try, if it is still ours, and how the endpoint does."""
    sending, now = tried.sending, tried.at
    wait = patience.before_next(sending.tries, tried.chance, tried.retry_after)
    if tried.result is Result.TAKEN:
        state = SendingState.SENT
    else:
        state = SendingState.FAILED if tried.result is Result.GONE or wait is None else SendingState.WAITING
    connection.execute(
        update(sendings)
        .where(
            sendings.c.event_id == sending.event.id,
            sendings.c.endpoint == sending.endpoint,
            sendings.c.worker == sending.worker,
            sendings.c.tries == sending.tries,
            sendings.c.state == SendingState.WAITING,
        )
        .values(state=state, worker="", answer=tried.answer, changed_at=now, not_before=now + (wait or timedelta(0)))
    )
    if tried.result is Result.TAKEN:
        _well(connection, endpoint, now)
    else:
        _unwell(connection, endpoint, tried)
    if tried.result is Result.GONE:
        _give_up(connection, endpoint, tried)


def _well(connection: Connection, endpoint: Endpoint, now: datetime) -> None:
    connection.execute(
        update(endpoints)
        .where(endpoints.c.name == endpoint.name, endpoints.c.failures > 0)
        .values(failures=0, not_before=None, gone="", answer="", changed_at=now)
    )


def _unwell(connection: Connection, endpoint: Endpoint, tried: Tried) -> None:
    before = connection.scalar(select(endpoints.c.failures).where(endpoints.c.name == endpoint.name))
    failures = (before or 0) + 1
    values = {
        "failures": failures,
        "not_before": tried.at + patience.rest(failures, tried.chance, tried.retry_after),
        "gone": endpoint.fingerprint if tried.result is Result.GONE else "",
        "answer": tried.answer,
        "changed_at": tried.at,
    }
    statement = insert(connection, endpoints).values(name=endpoint.name, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=[endpoints.c.name], set_=values))


def _give_up(connection: Connection, endpoint: Endpoint, tried: Tried) -> None:
    """Nothing that waits for an endpoint that is gone shall come back by surprise: `replay` sends it when wanted."""
    connection.execute(
        update(sendings)
        .where(sendings.c.endpoint == endpoint.name, sendings.c.state == SendingState.WAITING, sendings.c.worker == "")
        .values(state=SendingState.FAILED, answer=tried.answer, changed_at=tried.at)
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events to send again: those that were told since then, of one kind, by id, or only what was given up."""

    since: datetime | None = None
    kind: EventKind | None = None
    ids: Collection[str] = ()
    failed: bool = False


def replay(connection: Connection, endpoint: Endpoint, wanted: Wanted, now: datetime) -> int:
    """Sends events to an endpoint again, under the ids they had; how many. What is in hand just now is left alone."""
    matching = connection.execute(
        select(events.c.id, sendings.c.state, sendings.c.worker)
        .outerjoin(sendings, and_(sendings.c.event_id == events.c.id, sendings.c.endpoint == endpoint.name))
        .where(events.c.kind.in_(endpoint.kinds), *_conditions(wanted))
        .order_by(events.c.id)
    ).all()
    rows = [_fresh(row.id, endpoint.name, now) for row in matching if not row.worker]
    for start in range(0, len(rows), BATCH):
        statement = insert(connection, sendings)
        values = {"state": SendingState.WAITING, "tries": 0, "not_before": now, "answer": "", "changed_at": now}
        keys = [sendings.c.event_id, sendings.c.endpoint]
        again = statement.on_conflict_do_update(index_elements=keys, set_=values, where=sendings.c.worker == "")
        connection.execute(again, rows[start : start + BATCH])
    if rows:
        connection.execute(
            update(endpoints).where(endpoints.c.name == endpoint.name).values(not_before=None, changed_at=now)
        )
    return len(rows)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [events.c.spread_at.is_not(None)]
    if wanted.since is not None:
        conditions.append(events.c.spread_at >= wanted.since)
    if wanted.kind is not None:
        conditions.append(events.c.kind == wanted.kind)
    if wanted.ids:
        conditions.append(events.c.id.in_(wanted.ids))
    if wanted.failed:
        conditions.append(sendings.c.state == SendingState.FAILED)
    return conditions
