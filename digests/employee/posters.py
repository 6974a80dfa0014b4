"""A desk's pick of the week: one item that anybody may open from a poster, without a login and without being known."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, String, Table, delete, select

from digests.content.model import Item, ItemState, Kind
from digests.content.store import load_items
from digests.db import UtcDateTime, insert, metadata
from digests.employee.model import OwnPick
from digests.errors import InputError, UnknownError
from digests.people.model import Person

week_picks = Table(
    "week_picks",
    metadata,
    Column("desk", String(60), primary_key=True),  # in small letters
    Column("item_id", String(120), nullable=False),
    Column("person_id", String(120), info={"privacy": "person"}),  # who chose it; null: nobody who is still known
    Column("at", UtcDateTime, nullable=False, info={"ages": "audit"}),
)


@dataclass(frozen=True, slots=True)
class WeekPick:
    """What a desk puts on its poster, and since when."""

    desk: str
    item: Item
    at: datetime

    def on(self, now: datetime) -> bool:
        """Whether the item can be shown: approved, and within its time."""
        return self.item.state is ItemState.APPROVED and self.item.opens(now)


def choose(connection: Connection, desk: str, item_id: str, person_id: str | None, now: datetime) -> WeekPick:
    """Puts an item of a desk on its poster, in place of the one before; InputError where that cannot be."""
    found = load_items(connection, [item_id])
    if not found or found[0].owner.casefold() != desk.casefold():
        raise UnknownError("The desk {desk!r} has no item {item!r}: choose one of its own.", desk=desk, item=item_id)
    chosen = WeekPick(desk.casefold(), found[0], now)
    if not chosen.on(now):
        raise InputError("This item is not approved, or not within its time: choose one that people may share now.")
    if found[0].kind is Kind.POST:
        raise InputError("A post of the company's own is opened, not shared: choose another item.")
    values = {"item_id": item_id, "person_id": person_id, "at": now}
    statement = insert(connection, week_picks).values(values | {"desk": chosen.desk})
    connection.execute(statement.on_conflict_do_update(index_elements=["desk"], set_=values))
    return chosen


def clear(connection: Connection, desk: str) -> None:
    """Takes a desk's pick down."""
    connection.execute(delete(week_picks).where(week_picks.c.desk == desk.casefold()))


def week_pick(connection: Connection, desk: str) -> WeekPick | None:
    """A desk's pick, whether it can be shown or not; None where there is none."""
    found = chosen(connection, [desk])
    return found[0] if found else None


def chosen(connection: Connection, desks: Collection[str] | None = None) -> list[WeekPick]:
    """The picks of these desks, or of all, the newest first."""
    query = select(week_picks).order_by(week_picks.c.at.desc(), week_picks.c.desk)
    if desks is not None:
        query = query.where(week_picks.c.desk.in_({desk.casefold() for desk in desks}))
    rows = connection.execute(query).all()
    known = {item.id: item for item in load_items(connection, {row.item_id for row in rows})}
    return [WeekPick(row.desk, known[row.item_id], row.at) for row in rows if row.item_id in known]


def anybodys(item: Item, language: str) -> OwnPick:
    """The item as somebody has it of whom nothing is known: whatever they do belongs to the item alone."""
    nobody = Person("", "", languages=(language,))
    return OwnPick(nobody, delivery_id=0, position=1, item_id=item.id, department="", tracked=False)
