"""Items that were sent back with a reason: whoever wrote or submitted one is told so once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, select

from digests.content.model import Item, ItemState
from digests.content.store import items, load_items
from digests.newsroom.approvers import cards
from digests.newsroom.deciding import authors
from digests.newsroom.model import Done
from digests.newsroom.standing import Act, standing
from digests.newsroom.store import item_decisions
from digests.people.model import Person
from digests.people.store import load_people

MOST = 50  # items at once
FRESH = timedelta(days=7)  # what was sent back longer ago is read in the queue


@dataclass(frozen=True, slots=True)
class Returned:
    """An item that was sent back, who is told, by whom it was and what should change."""

    item: Item
    person: Person
    reason: str
    by: str = ""  # a name; empty where nobody of the directory did


def untold(connection: Connection, channel: str, now: datetime) -> list[Returned]:
    """Everybody who may change an item, wrote or submitted it, and was not told on this channel that it came back.

    Once it was changed there is nothing left to tell; whoever sent it back knows.
    """
    query = (
        select(item_decisions.c.item_id, item_decisions.c.person_id, item_decisions.c.reason)
        .join(items, and_(items.c.id == item_decisions.c.item_id, items.c.version == item_decisions.c.version))
        .where(
            item_decisions.c.act == Done.ASKED.value,
            item_decisions.c.at > now - FRESH,
            items.c.state == ItemState.DRAFT.value,
        )
        .order_by(item_decisions.c.id)
        .limit(MOST)
    )
    rows = connection.execute(query).all()
    found = {one.id: one for one in load_items(connection, [row.item_id for row in rows])} if rows else {}
    return [
        one
        for row in rows
        if (item := found.get(row.item_id))
        for one in _returned(connection, item, row.person_id, row.reason, channel)
    ]


def _returned(connection: Connection, item: Item, who: str | None, reason: str, channel: str) -> Sequence[Returned]:
    told = {one.person_id for one in cards(connection, item.id, item.version) if one.channel == channel}
    wanted = authors(connection, item.id) - told - {who}
    if not wanted:
        return []
    by = {one.id: one.name for one in load_people(connection, [who], active=False)} if who else {}
    return [
        Returned(item, person, reason, by.get(who or "", ""))
        for person in load_people(connection, wanted)
        if standing(person).may(Act.EDIT, item.owner)
    ]
