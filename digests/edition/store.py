"""Where editions and the picks of their digests are kept, and what waits for a digest."""

from collections.abc import Collection, Mapping

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Float,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    column,
    func,
    select,
    table,
    text,
)

from digests.content.store import given_texts
from digests.db import JsonList, UtcDateTime, insert, metadata
from digests.edition.wording import Given

editions = Table(
    "editions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("schedule", String(80), nullable=False),
    Column("period", String(20), nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("slot_at", UtcDateTime, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("by_hand", Boolean, nullable=False),
    UniqueConstraint("schedule", "period", "timezone", name="editions_once"),
    Index("editions_state", "state"),
)

_HELD_OUT = text("held_out = 1"), text("held_out")  # SQLite's and PostgreSQL's; few rows, and mostly none

picks = Table(
    "picks",
    metadata,
    Column("delivery_id", Integer, primary_key=True, info={"privacy": "delivery"}),
    Column(
        "position", Integer, primary_key=True
    ),  # held-out items have positions from 101 up: 103 would have stood third
    Column("item_id", String(120), nullable=False),
    Column("version", Integer, nullable=False),
    Column("score", Float, nullable=False),
    Column("probability", Float, nullable=False),  # of this item at this position, given the earlier picks
    Column("components", JSON, nullable=False),  # {component: contribution to the score}
    Column("reasons", JSON, nullable=False),  # [[code, value], ...]
    Column("offers", JSON, nullable=False),  # [[network, text key], ...]
    Column("language", String(16), nullable=False),
    Column("colleagues", Integer, nullable=False),
    Column("held_out", Boolean, nullable=False),
    Column("hold_out", Float, nullable=False, server_default="0"),  # the probability with which it was to be held out
    Column("shown", Integer),  # the version that the message shows since it was corrected; null: the one picked
    Index("picks_item", "item_id"),
    Index("picks_held_out", "delivery_id", sqlite_where=_HELD_OUT[0], postgresql_where=_HELD_OUT[1]),
)

delivery = table(  # made further up, by digests.delivery; a digest is written onto the row that waits for it
    "deliveries",
    column("id", Integer),
    column("schedule", String),
    column("period", String),
    column("person_id", String),
    column("department", String),
    column("country", String),
    column("privacy_mode", String),
    column("tracked", Boolean),
    column("state", String),
    column("reason", String),
    column("channel", String),
    column("channels_left", JsonList),
    column("changed_at", UtcDateTime),
    column("digest", JSON),
)
_QUEUED = "queued"


def load_fates(connection: Connection, schedule: str, period: str, item_id: str) -> dict[str, int]:
    """How many digests of a period have the item, by the state of their delivery."""
    query = (
        select(delivery.c.state, func.count().label("people"))
        .select_from(picks.join(delivery, delivery.c.id == picks.c.delivery_id))
        .where(delivery.c.schedule == schedule, delivery.c.period == period)
        .where(picks.c.item_id == item_id, picks.c.held_out.is_(False))
        .group_by(delivery.c.state)
    )
    return {row.state: row.people for row in connection.execute(query)}


def load_given(connection: Connection, items: Collection[str], departments: Collection[str]) -> dict[Given, int]:
    """How often each text of these items was given in these departments."""
    query = select(given_texts).where(given_texts.c.item_id.in_(items), given_texts.c.department.in_(departments))
    return {Given(*row[:4]): row.given for row in connection.execute(query)}


def add_given(connection: Connection, added: Mapping[Given, int]) -> None:
    """Counts texts on."""
    if added:
        statement = insert(connection, given_texts)
        counted = statement.on_conflict_do_update(
            index_elements=list(Given._fields), set_={"given": given_texts.c.given + statement.excluded.given}
        )
        rows = [dict(zip(Given._fields, place, strict=True), given=count) for place, count in sorted(added.items())]
        connection.execute(counted, rows)


def waiting(connection: Connection, ids: Collection[int]) -> set[int]:
    """Those of the deliveries that still wait for a digest, held against other writers until the transaction ends."""
    query = select(delivery.c.id).where(
        delivery.c.id.in_(ids), delivery.c.state == _QUEUED, delivery.c.channel.is_(None)
    )
    return set(connection.scalars(query.with_for_update()))
