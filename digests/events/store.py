"""Where events are kept, and one sending of each for every endpoint that asks for it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    delete,
    false,
    select,
    text,
)

from digests.db import UtcDateTime, insert, metadata
from digests.events.model import Event

WAITING = text("state = 'waiting'")

events = Table(
    "events",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("body", JSON, nullable=False),
    Column("person_id", String(120), info={"privacy": "person"}),  # where people are shown by name, else null
    Column("spread", Boolean, nullable=False, server_default=false()),  # whether its sendings were made
    Index("events_at", "at"),
    Index("events_to_spread", "at", sqlite_where=text("spread = 0"), postgresql_where=text("NOT spread")),
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


def retain(connection: Connection, before: datetime, limit: int = 10_000) -> int:
    """Deletes events older than `before`, whatever came of them, at most `limit`; how many."""
    old = select(events.c.id).where(events.c.at < before).limit(limit)
    connection.execute(delete(sendings).where(sendings.c.event_id.in_(old.scalar_subquery())))
    return connection.execute(delete(events).where(events.c.id.in_(old.scalar_subquery()))).rowcount
