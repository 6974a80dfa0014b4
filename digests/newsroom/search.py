"""Looking for items of the queue: by desk, kind, language, topic, campaign, window, state and words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, UnaryExpression, false, func, or_, select, true

from digests.content.body import from_json
from digests.content.index import BAR, apart, item_index
from digests.content.model import Item, ItemState
from digests.content.store import items
from digests.newsroom.queue import Page
from digests.newsroom.standing import Act, Standing

SIZE = 50  # items of a page
COLUMN = 20  # items of a state on the board
WORDS = 8  # that are searched for at once


class Window(StrEnum):
    """Where an item's time lies."""

    RUNNING = "running"
    COMING = "coming"
    ENDED = "ended"
    NO_END = "no_end"


class Sort(StrEnum):
    """What comes first."""

    CHANGED = "changed"  # what changed last
    TITLE = "title"
    PUBLISH = "publish"  # what begins first; what has no beginning before all
    EXPIRES = "expires"  # what ends first; what has no end after all


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody looks for; an empty field excludes nothing."""

    state: str = ""
    desk: str = ""
    kind: str = ""
    language: str = ""
    topic: str = ""
    campaign: str = ""
    window: str = ""
    words: str = ""
    sort: str = Sort.CHANGED


@dataclass(frozen=True, slots=True)
class Facets:
    """What can be chosen from, as the items of somebody's desks have it."""

    languages: tuple[str, ...]
    topics: tuple[str, ...]
    campaigns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pile:
    """The first items of a state, and how many there are."""

    state: ItemState
    items: tuple[Item, ...]
    total: int


def found(  # noqa: PLR0917 - a page, and of what
    connection: Connection, standing: Standing, sought: Sought, now: datetime, page: int = 1, size: int = SIZE
) -> Page:
    """One page of what is sought among the items of somebody's desks; beyond the last page stands the last."""
    meant = seen_by(standing) & _meant(connection, sought, now)
    total = connection.scalar(select(func.count()).select_from(item_index).where(meant)) or 0
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    query = select(item_index.c.item_id).where(meant).order_by(*_order(sought.sort)).limit(size)
    ids = connection.scalars(query.offset((page - 1) * size)).all()
    return Page(tuple(in_order(connection, ids)), page, pages, total)


def board(
    connection: Connection, standing: Standing, sought: Sought, now: datetime, most: int = COLUMN
) -> tuple[Pile, ...]:
    """What is sought by state, the first few of each, in a fixed number of queries."""
    meant = seen_by(standing) & _meant(connection, sought, now)
    totals = select(item_index.c.state, func.count()).where(meant).group_by(item_index.c.state)
    total: dict[str, int] = {row[0]: row[1] for row in connection.execute(totals)}
    place = func.row_number().over(partition_by=item_index.c.state, order_by=_order(sought.sort)).label("place")
    ranked = select(item_index.c.item_id, item_index.c.state, place).where(meant).subquery()
    query = select(ranked.c.item_id, ranked.c.state).where(ranked.c.place <= most).order_by(ranked.c.place)
    rows = connection.execute(query).all()
    loaded = {one.id: one for one in in_order(connection, [row.item_id for row in rows])}
    return tuple(
        Pile(state, tuple(loaded[row.item_id] for row in rows if row.state == state), total.get(state, 0))
        for state in ItemState
    )


def facets(connection: Connection, standing: Standing) -> Facets:
    """The languages, topics and campaigns of what somebody sees."""
    mine = seen_by(standing)
    spoken = connection.scalars(select(item_index.c.languages).where(mine).distinct())
    about = connection.scalars(select(item_index.c.topics).where(mine).distinct())
    named = connection.scalars(select(item_index.c.campaign).where(mine, item_index.c.campaign != "").distinct())
    return Facets(_values(spoken.all()), _values(about.all()), tuple(sorted(named)))


def in_order(connection: Connection, ids: Sequence[str]) -> list[Item]:
    """These items, in the order of their ids here."""
    query = select(items.c.id, items.c.body, items.c.version).where(items.c.id.in_(ids))
    loaded = {row.id: from_json(row.id, row.body, row.version) for row in connection.execute(query)} if ids else {}
    return [loaded[item_id] for item_id in ids if item_id in loaded]


def seen_by(standing: Standing) -> ColumnElement[bool]:
    """The rows of the index that somebody may see."""
    if not standing.anywhere(Act.SEE_QUEUE):
        return false()
    if standing.admin:
        return true()
    mine = [desk for desk, acts in standing.desks.items() if Act.SEE_QUEUE in acts]
    return item_index.c.owner.in_([*mine, ""])


def _values(written: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({value for text in written for value in apart(text)}))


def _meant(connection: Connection, sought: Sought, now: datetime) -> ColumnElement[bool]:
    at = func.instr if connection.dialect.name == "sqlite" else func.strpos
    plain = {
        item_index.c.state: sought.state,
        item_index.c.owner: sought.desk.casefold(),
        item_index.c.kind: sought.kind,
        item_index.c.campaign: sought.campaign,
    }
    meant: ColumnElement[bool] = true()
    for column, value in plain.items():
        if value:
            meant &= column == value
    for column, value in ((item_index.c.languages, sought.language), (item_index.c.topics, sought.topic)):
        if value:
            meant &= at(column, f"{BAR}{value.casefold()}{BAR}") > 0
    if sought.window in set(Window):
        meant &= _within(Window(sought.window), now)
    for word in sought.words.casefold().split()[:WORDS]:
        meant &= at(item_index.c.words, word) > 0
    return meant


def _within(window: Window, now: datetime) -> ColumnElement[bool]:
    publish, expires = item_index.c.publish, item_index.c.expires
    return {
        Window.RUNNING: or_(publish.is_(None), publish <= now) & or_(expires.is_(None), expires > now),
        Window.COMING: publish > now,
        Window.ENDED: expires <= now,
        Window.NO_END: expires.is_(None),
    }[window]


def _order(sort: str) -> tuple[ColumnElement[object] | UnaryExpression[object], ...]:
    by: dict[str, tuple[ColumnElement[object] | UnaryExpression[object], ...]] = {
        Sort.TITLE: (item_index.c.title,),
        Sort.PUBLISH: (item_index.c.publish.asc().nulls_first(),),
        Sort.EXPIRES: (item_index.c.expires.asc().nulls_last(),),
    }
    return (*by.get(sort, (item_index.c.changed_at.desc(),)), item_index.c.item_id)
