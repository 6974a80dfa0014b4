"""Where events are kept, and one sending of each for every endpoint that asks for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    delete,
    func,
    select,
    text,
)

from digests.db import UtcDateTime, insert, metadata
from digests.events.model import Event, EventKind, SendingState

WAITING = text("state = 'waiting'")
BATCH = 500  # ids in one statement

events = Table(
    "events",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False, info={"ages": "events"}),
    Column("body", JSON, nullable=False),
    Column("person_id", String(120), info={"privacy": "person"}),  # where people are shown by name, else null
    Column("spread_at", UtcDateTime),  # when its sendings were made
    Index("events_spread", "spread_at"),
)

sendings = Table(
    "sendings",
    metadata,
    Column("event_id", String(40), ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("endpoint", String(80), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("not_before", UtcDateTime, nullable=False),  # when the next try may come; a try in hand pushes it on
    Column("worker", String(80), nullable=False, server_default=""),
    Column("answer", Text, nullable=False, server_default=""),  # what the last try met
    Column("changed_at", UtcDateTime, nullable=False),
    Index("sendings_waiting", "endpoint", "not_before", sqlite_where=WAITING, postgresql_where=WAITING),
)

endpoints = Table(
    "endpoints",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("failures", Integer, nullable=False, server_default="0"),  # in a row
    Column("not_before", UtcDateTime),  # when anything may be sent there again
    Column(
        "gone", String(64), nullable=False, server_default=""
    ),  # the settings that answered 410; others may be tried
    Column("answer", Text, nullable=False, server_default=""),
    Column("changed_at", UtcDateTime, nullable=False),
)


def add(connection: Connection, added: Iterable[Event | None]) -> None:
    """Keeps events to be told; one that is there already stays as it is, and None is left out."""
    rows = [
        {"id": one.id, "kind": one.kind, "at": one.at, "body": dict(one.body), "person_id": one.person_id}
        for one in added
        if one is not None
    ]
    if rows:
        connection.execute(insert(connection, events).on_conflict_do_nothing(), rows)


def read(row: Row[Any]) -> Event:
    """An event from its row."""
    return Event(row.id, EventKind(row.kind), row.at, row.body, row.person_id)


def fresh(connection: Connection) -> bool:
    """Whether an event waits to be spread."""
    return connection.execute(select(events.c.id).where(events.c.spread_at.is_(None)).limit(1)).first() is not None


def old(connection: Connection, before: datetime) -> bool:
    """Whether an event was spread before then."""
    return connection.execute(select(events.c.id).where(events.c.spread_at < before).limit(1)).first() is not None


def retain(connection: Connection, before: datetime, limit: int = 10_000) -> int:
    """Deletes events that were spread before then, whatever came of them, at most `limit`; how many."""
    found = list(connection.scalars(select(events.c.id).where(events.c.spread_at < before).limit(limit)))
    for start in range(0, len(found), BATCH):
        ids = found[start : start + BATCH]
        connection.execute(delete(sendings).where(sendings.c.event_id.in_(ids)))
        connection.execute(delete(events).where(events.c.id.in_(ids)))
    return len(found)


@dataclass(frozen=True, slots=True)
class Condition:
    """How one endpoint does: sendings by state, since when the longest waits, and what was last heard from it."""

    waiting: int = 0
    sent: int = 0
    failed: int = 0
    oldest: datetime | None = None  # when the event that waits longest was to be told first
    failures: int = 0  # in a row
    not_before: datetime | None = None
    gone: str = ""
    answer: str = ""


def conditions(connection: Connection) -> dict[str, Condition]:
    """By endpoint's name, for all that ever were sent to or were to be."""
    oldest = func.min(events.c.spread_at)
    counted = connection.execute(
        select(sendings.c.endpoint, sendings.c.state, func.count(), oldest)
        .join(events, events.c.id == sendings.c.event_id)
        .group_by(sendings.c.endpoint, sendings.c.state)
    )
    found: dict[str, dict[str, Any]] = {}
    for name, state, number, since in counted:
        values = found.setdefault(name, {})
        values[state] = number
        if state == SendingState.WAITING:
            values["oldest"] = since
    for row in connection.execute(select(endpoints)):
        told = {"failures": row.failures, "not_before": row.not_before, "gone": row.gone, "answer": row.answer}
        found.setdefault(row.name, {}).update(told)
    return {name: Condition(**values) for name, values in sorted(found.items())}


@dataclass(frozen=True, slots=True)
class Line:
    """One sending as people read it."""

    id: str
    endpoint: str
    kind: str
    told_at: datetime  # when it was to be told first
    state: str
    tries: int
    not_before: datetime
    answer: str


def listed(connection: Connection, most: int = 50) -> list[Line]:
    """What was not taken at the first try or still waits, and the newest beside it; at most so many of each."""
    query = (
        select(sendings, events.c.kind, events.c.spread_at)
        .join(events, events.c.id == sendings.c.event_id)
        .order_by(sendings.c.changed_at.desc(), sendings.c.event_id, sendings.c.endpoint)
        .limit(most)
    )
    troubled = connection.execute(query.where(sendings.c.state != SendingState.SENT))
    sent = connection.execute(query.where(sendings.c.state == SendingState.SENT))
    return [
        Line(row.event_id, row.endpoint, row.kind, row.spread_at, row.state, row.tries, row.not_before, row.answer)
        for row in (*troubled, *sent)
    ]
