"""Where deliveries and their attempts are kept, and what the outbox looks like now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    or_,
    select,
    text,
)

from digests.db import JsonList, UtcDateTime, metadata
from digests.delivery.model import Delivery, DeliveryState
from digests.edition.model import Edition, EditionState
from digests.edition.store import editions
from digests.people.model import ChannelName

WAITING = text("state = 'queued'")  # spelt out, or SQLite does not see that the index of what waits will do

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("edition_id", Integer, nullable=False),
    Column("schedule", String(80), nullable=False),
    Column("period", String(20), nullable=False),
    Column("person_id", String(120), info={"privacy": "person"}),  # null after erasure
    Column("department", String(200), nullable=False, server_default=""),  # as it was, for figures
    Column("country", String(2), nullable=False, server_default=""),
    Column("privacy_mode", String(16), nullable=False),  # under which this was collected
    Column("tracked", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("due_at", UtcDateTime, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),  # due, or when the next try may come
    Column("channel", String(16)),  # where it is tried, or was sent
    Column("channels_left", JsonList, nullable=False),  # where a definite refusal goes on to
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("ref", String(400), nullable=False, server_default="", info={"privacy": "identity"}),
    Column("worker", String(80), nullable=False, server_default=""),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    # The digest holds rung, language, best hour and first: what the picks do not; null once erased.
    Column("digest", JSON, info={"privacy": "identity"}),
    UniqueConstraint("schedule", "period", "person_id", name="deliveries_once"),
    # No index holds what sending changes but the one of what waits, which a delivery leaves once: an index more that
    # followed the state would cost every message as much as all the rest of its ledger.
    Index("deliveries_waiting", "channel", "not_before", sqlite_where=WAITING, postgresql_where=WAITING),
    Index("deliveries_edition", "edition_id"),
    Index("deliveries_person", "person_id"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery_id", Integer, nullable=False, info={"privacy": "delivery"}),
    Column("channel", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("result", String(16), nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Index("attempts_delivery", "delivery_id"),
)


@dataclass(frozen=True, slots=True)
class Overview:
    """The outbox at a glance: deliveries by state, when the oldest that waits was due, and what needs an eye."""

    counts: dict[str, int]
    oldest: datetime | None
    open: tuple[Edition, ...]
    troubled: tuple[Delivery, ...]  # unknown, and the newest failed
    waiting: tuple["Waiting", ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many composed deliveries wait for a channel, and what one of them last met there."""

    channel: str
    deliveries: int
    reason: str


def overview(connection: Connection, most: int = 50) -> Overview:
    """The whole outbox; at most `most` failed deliveries, and every one in doubt."""
    waiting = select(func.min(deliveries.c.due_at)).where(
        deliveries.c.state.in_([DeliveryState.QUEUED, DeliveryState.SENDING])
    )
    failed = connection.execute(
        select(deliveries)
        .where(deliveries.c.state == DeliveryState.FAILED)
        .order_by(deliveries.c.id.desc())
        .limit(most)
    )
    opened = connection.execute(select(editions).where(editions.c.state == EditionState.OPEN).order_by(editions.c.id))
    return Overview(
        counts=counts(connection),
        oldest=connection.execute(waiting).scalar(),
        open=tuple(_edition(row) for row in opened),
        troubled=(*in_doubt(connection), *(_delivery(row) for row in failed)),
        waiting=tuple(_waiting(connection)),
    )


def listed(connection: Connection, most: int = 100) -> list[Delivery]:
    """The newest deliveries, at most so many, and every one that failed or is in doubt; the newest first."""
    newest = select(deliveries.c.id).order_by(deliveries.c.id.desc()).limit(most)
    troubled = deliveries.c.state.in_([DeliveryState.UNKNOWN, DeliveryState.FAILED])
    found = connection.execute(
        select(deliveries)
        .where(or_(troubled, deliveries.c.id.in_(newest.scalar_subquery())))
        .order_by(deliveries.c.id.desc())
    )
    return [_delivery(row) for row in found]


def _waiting(connection: Connection) -> list[Waiting]:
    found = connection.execute(
        select(deliveries.c.channel, func.count(), func.max(deliveries.c.reason))
        .where(deliveries.c.state == DeliveryState.QUEUED, deliveries.c.channel.is_not(None))
        .group_by(deliveries.c.channel)
        .order_by(deliveries.c.channel)
    )
    return [Waiting(*row) for row in found]


def rows(connection: Connection, ids: Collection[int] = (), edition_ids: Collection[int] = ()) -> list[Delivery]:
    """Deliveries by id or edition, in the order of their ids."""
    found = connection.execute(
        select(deliveries)
        .where(or_(deliveries.c.id.in_(ids), deliveries.c.edition_id.in_(edition_ids)))
        .order_by(deliveries.c.id)
    )
    return [_delivery(row) for row in found]


def in_doubt(connection: Connection) -> list[Delivery]:
    """Deliveries of which nobody knows whether they arrived."""
    found = connection.execute(
        select(deliveries).where(deliveries.c.state == DeliveryState.UNKNOWN).order_by(deliveries.c.id)
    )
    return [_delivery(row) for row in found]


def counts(connection: Connection, edition_ids: Collection[int] | None = None) -> dict[str, int]:
    """Deliveries by state, of all editions or of some."""
    query = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
    if edition_ids is not None:
        query = query.where(deliveries.c.edition_id.in_(edition_ids))
    found: dict[str, int] = {row[0]: row[1] for row in connection.execute(query)}
    return {state.value: found.get(state.value, 0) for state in DeliveryState}


def next_ready(
    connection: Connection, edition_ids: Collection[int] | None = None, channels: Collection[ChannelName] | None = None
) -> datetime | None:
    """When the next queued delivery of an open edition may be worked on; of those composed, on one of `channels`."""
    query = select(func.min(deliveries.c.not_before)).where(WAITING)
    if edition_ids is not None:
        query = query.where(deliveries.c.edition_id.in_(edition_ids))
    if channels is not None:
        query = query.where(or_(deliveries.c.channel.is_(None), deliveries.c.channel.in_(channels)))
    return connection.execute(query).scalar()


def _delivery(row: Row[*tuple[Any, ...]]) -> Delivery:
    return Delivery(
        id=row.id,
        edition_id=row.edition_id,
        schedule=row.schedule,
        period=row.period,
        person_id=row.person_id,
        state=DeliveryState(row.state),
        reason=row.reason,
        due_at=row.due_at,
        channel=ChannelName(row.channel) if row.channel else None,
        tries=row.tries,
        ref=row.ref,
        sent_at=row.sent_at,
    )


def _edition(row: Row[*tuple[Any, ...]]) -> Edition:
    return Edition(
        id=row.id,
        schedule=row.schedule,
        period=row.period,
        timezone=row.timezone,
        state=EditionState(row.state),
        opened_at=row.opened_at,
        by_hand=row.by_hand,
    )
