"""When each item goes to how many people in the weeks to come, and for whom there is nothing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from sqlalchemy import ColumnElement, Connection, case, false, func, or_, select

from digests.config import Config
from digests.content import audience
from digests.content.index import apart, item_index
from digests.content.model import EVERYBODY, Audience, Item, ItemState
from digests.edition.model import Slot
from digests.newsroom.folk import Roll
from digests.newsroom.reach import Reach
from digests.newsroom.search import in_order, seen_by
from digests.newsroom.slots import Week, schedules
from digests.newsroom.standing import Act, Standing
from digests.programme.quiet import Quiet, keeping, periods

SIZE = 40  # items of a page
PLANNED = (ItemState.APPROVED, ItemState.IN_REVIEW, ItemState.DRAFT)
OPEN = "open"  # the one mode that protects nobody


@dataclass(frozen=True, slots=True)
class Cell:
    """An item in a week: whether it may go out, and to how many people where it is the first time."""

    on: bool = False
    first: Slot | None = None
    people: Reach | None = None
    quiet: str = ""  # the period that keeps it in


@dataclass(frozen=True, slots=True)
class Line:
    """An item through the weeks."""

    item: Item
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Supply:
    """How many approved items there are from a desk, or for a department, in each week; None: no digest goes out."""

    name: str
    items: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The weeks, the items, and what there is by desk and by department."""

    weeks: tuple[Week, ...]
    quiet: tuple[tuple[Quiet, ...], ...]  # by week
    lines: tuple[Line, ...]
    desks: tuple[Supply, ...]
    departments: tuple[Supply, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class House:
    """What the company decided, and its people."""

    config: Config
    roll: Roll
    key: bytes
    told: dict[tuple[Audience, str], Reach] = field(default_factory=dict)  # items share audiences

    @property
    def protected(self) -> bool:
        """Whether anybody is shown in groups only."""
        privacy = self.config.privacy
        return any(mode != OPEN for mode in (privacy.mode, *privacy.countries.values()))

    def reach(self, item: Item, slot: Slot) -> Reach:
        """How many people an item can reach with a digest."""
        asked = (item.audience, slot.schedule)
        if asked not in self.told:
            held = {one.name: one.audience for one in schedules(self.config)}
            both = [item.audience, held.get(slot.schedule, EVERYBODY)]
            self.told[asked] = self.roll.reach(both, key=self.key, k=self.config.privacy.k, protected=self.protected)
        return self.told[asked]


def calendar(  # noqa: PLR0917 - of whom, of what, and which part
    connection: Connection, standing: Standing, house: House, weeks: Sequence[Week], desk: str = "", page: int = 1
) -> Calendar:
    """The calendar of somebody's desks, or one of them; what there is for departments is whatever desk it is from."""
    quiet = periods(house.config)
    found, page, total = _planned(connection, standing, weeks, desk, page)
    supply = _supply(connection, weeks, quiet)
    return Calendar(
        weeks=tuple(weeks),
        quiet=tuple(tuple(one for one in quiet if _meets(one, week)) for week in weeks),
        lines=tuple(_line(one, house, weeks, quiet) for one in found),
        desks=_desks(supply, [one for one in standing.desks_for(Act.SEE_QUEUE) if desk in {"", one}], weeks),
        departments=_departments(supply, house, weeks),
        page=page,
        pages=max(1, -(-total // SIZE)),
        total=total,
    )


def departments(connection: Connection, house: House, weeks: Sequence[Week]) -> tuple[Supply, ...]:
    """What there is for each department in these weeks."""
    return _departments(_supply(connection, weeks, periods(house.config)), house, weeks)


def _planned(
    connection: Connection, standing: Standing, weeks: Sequence[Week], desk: str, page: int
) -> tuple[list[Item], int, int]:
    """Items that may still go out in these weeks, what begins last before all; one page, its number, and how many."""
    slots = [slot.at for week in weeks for slot in week.slots]
    if not slots:
        return [], 1, 0
    publish, expires = item_index.c.publish, item_index.c.expires
    meant = seen_by(standing) & item_index.c.state.in_([state.value for state in PLANNED])
    meant &= or_(publish.is_(None), publish <= max(slots)) & or_(expires.is_(None), expires > min(slots))
    if desk:
        meant &= item_index.c.owner == desk.casefold()
    total = connection.scalar(select(func.count()).select_from(item_index).where(meant)) or 0
    page = min(page, max(1, -(-total // SIZE)))
    order = (publish.desc().nulls_last(), item_index.c.item_id)
    query = select(item_index.c.item_id).where(meant).order_by(*order).limit(SIZE).offset((page - 1) * SIZE)
    return in_order(connection, connection.scalars(query).all()), page, total


def _line(item: Item, house: House, weeks: Sequence[Week], quiet: Sequence[Quiet]) -> Line:
    cells: list[Cell] = []
    gone = False
    for week in weeks:
        open_at = [slot for slot in week.slots if item.opens(slot.at)]
        held = [keeping(quiet, item.owner, item.topics, slot.at) for slot in open_at]
        free = [slot for slot, kept in zip(open_at, held, strict=True) if kept is None]
        if free:
            cells.append(Cell(True) if gone else Cell(True, free[0], house.reach(item, free[0])))
            gone = True
        else:
            cells.append(Cell(quiet=next((one.name for one in held if one is not None), "")))
    return Line(item, tuple(cells))


@dataclass(frozen=True, slots=True)
class _Kind:
    """Approved items of one desk and one audience, and how many of them may go out in each week."""

    owner: str
    audience: str
    numbers: tuple[int, ...]


def _supply(connection: Connection, weeks: Sequence[Week], quiet: Sequence[Quiet]) -> list[_Kind]:
    by = [item_index.c.owner, item_index.c.audience, *([item_index.c.topics] if quiet else [])]
    counted = [func.sum(case((_open(week), 1), else_=0)) for week in weeks]
    query = select(*by, *counted).where(item_index.c.state == ItemState.APPROVED.value).group_by(*by)
    found = []
    for row in connection.execute(query):
        numbers = tuple(int(number) for number in row[len(by) :])
        if quiet:
            about = apart(row[2])
            free = [any(keeping(quiet, row[0], about, slot.at) is None for slot in week.slots) for week in weeks]
            numbers = tuple(number * kept for number, kept in zip(numbers, free, strict=True))
        found.append(_Kind(row[0], row[1], numbers))
    return found


def _open(week: Week) -> ColumnElement[bool]:
    """Whether an item is open at a slot of the week."""
    publish, expires = item_index.c.publish, item_index.c.expires
    at = [slot.at for slot in week.slots]
    found = [or_(publish.is_(None), publish <= one) & or_(expires.is_(None), expires > one) for one in at]
    return or_(false(), *found)


def _desks(supply: Sequence[_Kind], desks: Sequence[str], weeks: Sequence[Week]) -> tuple[Supply, ...]:
    counted: dict[str, list[int]] = {desk.casefold(): [0] * len(weeks) for desk in desks}
    for kind in supply:
        for place, number in enumerate(kind.numbers if kind.owner in counted else ()):
            counted[kind.owner][place] += number
    return tuple(Supply(desk, _told(counted[desk.casefold()], weeks)) for desk in desks)


def _departments(supply: Sequence[_Kind], house: House, weeks: Sequence[Week]) -> tuple[Supply, ...]:
    """What there is for departments of k or more; an item is for one where it is for k of its people, or for all."""
    k = house.config.privacy.k if house.protected else 1
    names = list(house.roll.departments(k))
    by_audience: dict[str, list[int]] = {}
    for kind in supply:
        before = by_audience.get(kind.audience)
        both = [one + other for one, other in zip(before, kind.numbers, strict=True)] if before else [*kind.numbers]
        by_audience[kind.audience] = both
    if not names or not by_audience:
        return tuple(Supply(name, _told([0] * len(weeks), weeks)) for name in names)
    served = [house.roll.in_departments(_read(written)) for written in by_audience]
    meant = np.array([[inside.get(name, 0) >= k for name in names] for inside in served], dtype=np.intp)
    counted = (meant.T @ np.array(list(by_audience.values()), dtype=np.intp)).tolist()
    return tuple(Supply(name, _told(numbers, weeks)) for name, numbers in zip(names, counted, strict=True))


@lru_cache(maxsize=8192)
def _read(written: str) -> Audience:
    """An audience of the index; there are far fewer of them than items."""
    return audience.read(json.loads(written)) if written else EVERYBODY


def _told(numbers: Sequence[int], weeks: Sequence[Week]) -> tuple[int | None, ...]:
    return tuple(number if week.slots else None for number, week in zip(numbers, weeks, strict=True))


def _meets(quiet: Quiet, week: Week) -> bool:
    return any(quiet.since <= slot.at < quiet.until for slot in week.slots)
