"""Where it is kept what people asked of single picks."""

from datetime import datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    delete,
    select,
    text,
    update,
)

from digests.db import UtcDateTime, insert, metadata
from digests.employee.model import OwnPick, Wish

_DUE = text("remind_at IS NOT NULL")

wishes = Table(
    "wishes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", String(120), nullable=False, info={"privacy": "person"}),
    Column("delivery_id", Integer, nullable=False, info={"privacy": "delivery"}),
    Column("position", Integer, nullable=False),
    Column("not_now_at", UtcDateTime),
    Column("remind_at", UtcDateTime),  # null once it went out, or was not needed any more
    Column("asked_at", UtcDateTime),
    Column("changed_at", UtcDateTime, nullable=False, info={"goes": "taps"}),
    UniqueConstraint("delivery_id", "position", name="wishes_once"),
    Index("wishes_person", "person_id"),
    Index("wishes_due", "remind_at", sqlite_where=_DUE, postgresql_where=_DUE),
)


def save_wish(
    connection: Connection,
    own: OwnPick,
    now: datetime,
    *,
    not_now_at: datetime | None = None,
    remind_at: datetime | None = None,
) -> None:
    """Keeps what was asked of a pick beside what was asked of it before."""
    values: dict[str, datetime] = {"changed_at": now}
    if not_now_at is not None:
        values["not_now_at"] = not_now_at
    if remind_at is not None:
        values |= {"remind_at": remind_at, "asked_at": now}
    place = {"person_id": own.person.id, "delivery_id": own.delivery_id, "position": own.position}
    statement = insert(connection, wishes).values(place | values)
    connection.execute(statement.on_conflict_do_update(index_elements=["delivery_id", "position"], set_=values))


def drop_reminder(connection: Connection, delivery_id: int, position: int) -> None:
    """Nobody has to be reminded of this pick any more."""
    close_reminders(connection, (wishes.c.delivery_id == delivery_id) & (wishes.c.position == position))


def close_reminders(connection: Connection, which: ColumnElement[bool]) -> None:
    """These reminders went out, or are of no use; a wish of which nothing else is left goes."""
    waiting = wishes.c.remind_at.is_not(None) & which
    connection.execute(delete(wishes).where(waiting, wishes.c.not_now_at.is_(None)))
    connection.execute(update(wishes).where(waiting).values(remind_at=None))


def load_wishes(connection: Connection, delivery_id: int) -> dict[int, Wish]:
    """What was asked of a delivery's picks, by position."""
    query = select(wishes).where(wishes.c.delivery_id == delivery_id)
    return {row.position: Wish(row.not_now_at, row.remind_at, row.asked_at) for row in connection.execute(query)}
