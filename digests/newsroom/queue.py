"""The queue as somebody with a role sees it: by state, in pages, and what became of an item."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, false, func, or_, select, true

from digests.content.body import from_json
from digests.content.model import Item, ItemState
from digests.content.store import item_versions, items, load_items
from digests.errors import UnknownError
from digests.newsroom.merging import diff
from digests.newsroom.model import Decision, Suggestion, Version
from digests.newsroom.standing import Act, Standing
from digests.newsroom.store import load_decisions, load_suggestions

__all__ = ["diff"]
PAGE = 10


@dataclass(frozen=True, slots=True)
class Page:
    """Some items of a state, what changed last first; pages count from 1, and there is always one."""

    items: tuple[Item, ...]
    page: int
    pages: int
    total: int


def counts(connection: Connection, standing: Standing) -> dict[str, int]:
    """How many items of their desks somebody has in each state."""
    query = select(items.c.state, func.count()).where(_seen_by(standing)).group_by(items.c.state)
    found: dict[str, int] = {row[0]: row[1] for row in connection.execute(query)}
    return {state.value: found.get(state.value, 0) for state in ItemState}


def listed(connection: Connection, standing: Standing, state: ItemState, page: int = 1, size: int = PAGE) -> Page:
    """One page of a state; beyond the last page stands the last."""
    mine = _seen_by(standing) & (items.c.state == state.value)
    total = connection.scalar(select(func.count()).select_from(items).where(mine)) or 0
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    query = (
        select(items.c.id, items.c.body, items.c.version)
        .where(mine)
        .order_by(items.c.changed_at.desc(), items.c.id)
        .limit(size)
        .offset((page - 1) * size)
    )
    found = tuple(from_json(row.id, row.body, row.version) for row in connection.execute(query))
    return Page(found, page, pages, total)


def find(connection: Connection, standing: Standing, item_id: str) -> Item:
    """An item of one of their desks; UnknownError for any other, so that nobody learns what there is."""
    found = load_items(connection, [item_id])
    if not found or not standing.may(Act.SEE_QUEUE, found[0].owner):
        raise UnknownError("There is no item {item!r} in your queue.", item=item_id)
    return found[0]


def history(connection: Connection, item_id: str) -> list[Decision]:
    """Who decided what about an item, oldest first."""
    return load_decisions(connection, item_id)


def versions(connection: Connection, item_id: str) -> list[Version]:
    """The item as it was, oldest first."""
    query = select(item_versions).where(item_versions.c.item_id == item_id).order_by(item_versions.c.version)
    return [
        Version(from_json(row.item_id, row.body, row.version), row.at, row.origin) for row in connection.execute(query)
    ]


def suggestions(connection: Connection, ids: Sequence[str]) -> dict[str, Suggestion]:
    """Those of these items that somebody suggested, with why and where they saw it."""
    return load_suggestions(connection, ids)


def desks(connection: Connection, named: Sequence[str]) -> tuple[str, ...]:
    """The company's desks: those that configuration names, then others that have items."""
    having = connection.scalars(select(items.c.owner).distinct().order_by(items.c.owner))
    return tuple(dict.fromkeys((*named, *(desk for desk in having if desk))))


def _seen_by(standing: Standing) -> ColumnElement[bool]:
    if not standing.anywhere(Act.SEE_QUEUE):
        return false()
    if standing.admin:
        return true()
    mine = [desk for desk, acts in standing.desks.items() if Act.SEE_QUEUE in acts]
    return or_(func.lower(items.c.owner).in_(mine), items.c.owner == "")
