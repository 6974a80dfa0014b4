"""The active people of a report by group, rung and week, and how their shares are spread; small groups hidden."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from digests.measure import moments
from digests.measure.crowd import CLIMB, Cell, Reached
from digests.measure.disclosure import hidden, showable
from digests.measure.frame import Frame
from digests.measure.involvement import rate
from digests.measure.model import (
    Concentration,
    GroupFigures,
    Ladder,
    Overall,
    RungFigures,
    WeekFigures,
)
from digests.measure.partition import hidden_across
from digests.people.model import Rung

TOP = 0.05  # of the active people: those who share most
_STEPS = {rung.value: step for step, rung in enumerate(Rung)}


@dataclass(frozen=True, slots=True)
class Everybody:
    """The active people in three groupings, of which none gives another's hidden groups away."""

    departments: tuple[GroupFigures, ...]
    countries: tuple[GroupFigures, ...]
    rungs: tuple[GroupFigures, ...]


def overall(frame: Frame, *, cleared: bool) -> Overall:
    """Everybody together."""
    if cleared or not frame.shown:
        return Overall(frame.active, None, None)
    involved = sum(cell.involved for cell in frame.cells)
    return Overall(frame.active, involved, rate(involved, frame.active))


def groups(frame: Frame, *, cleared: bool) -> Everybody:
    """Departments, countries and rungs; a small one is hidden even before anybody in it was sent anything."""
    concerned: dict[tuple[str, ...], int] = defaultdict(int)
    for cell in frame.cells:
        concerned[cell.department, cell.country, cell.rung] += cell.people * (cell.protected and cell.concerned)
    columns: tuple[Callable[[Cell], str], ...] = (
        lambda cell: cell.department,
        lambda cell: cell.country,
        lambda cell: cell.rung,
    )
    small = [_small(frame, of) for of in columns]
    out = hidden_across(concerned, frame.k, small[0]) or (frozenset(),) * len(columns)
    return Everybody(
        *(
            _figures(frame.cells, of, gone | few, cleared=cleared or not frame.shown)
            for of, gone, few in zip(columns, out, small, strict=True)
        )
    )


def _small(frame: Frame, of: Callable[[Cell], str]) -> frozenset[str]:
    """Groups with fewer than k protected people, whatever these were sent."""
    sizes: dict[str, int] = defaultdict(int)
    for cell in frame.cells:
        sizes[of(cell)] += cell.people * cell.protected
    return frozenset(name for name, size in sizes.items() if not showable(size, frame.k))


def _figures(
    cells: Iterable[Cell], of: Callable[[Cell], str], out: Collection[str], *, cleared: bool
) -> tuple[GroupFigures, ...]:
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for cell in cells:
        found[of(cell)][0] += cell.people
        found[of(cell)][1] += cell.involved
    return tuple(
        GroupFigures(name, people, None, True)
        if cleared or name in out
        else GroupFigures(name, people, rate(involved, people), False)
        for name, (people, involved) in sorted(found.items())
    )


def ladder(frame: Frame, rungs: Iterable[GroupFigures], *, cleared: bool) -> Ladder:
    """The steps, and who climbed. Where somebody stands tells what they did, so that a hidden step has no people."""
    weeks = CLIMB // timedelta(weeks=1)
    by_name = {rung.name: rung for rung in rungs}
    steps = tuple(
        RungFigures(name)
        if found is None or found.hidden
        else RungFigures(name, found.people, found.involvement, False)
        for name, found in ((name, by_name.get(name, GroupFigures(name, 0, 0.0, not frame.shown))) for name in _STEPS)
    )
    known = [cell for cell in frame.cells if cell.before in _STEPS and cell.rung in _STEPS]
    guarded = sum(cell.people for cell in known if cell.protected)
    if cleared or not frame.shown or not showable(guarded, frame.k):
        return Ladder(steps, weeks)
    climbed = sum(cell.people for cell in known if _STEPS[cell.rung] > _STEPS[cell.before])
    return Ladder(steps, weeks, climbed, sum(cell.people for cell in known))


def weeks(
    frame: Frame, reached: Mapping[str, Reached], clicks: Mapping[str, int], *, cleared: bool
) -> tuple[WeekFigures, ...]:
    """Week by week; one in which few were sent a digest is hidden, and another with it.

    In a week without any digest everybody who ever got one may still have shared.
    """
    span = frame.read.span
    mondays = moments.weeks(span.since, span.until)
    found = {day.isoformat(): reached.get(day.isoformat(), Reached()) for day in mondays}
    sizes = {week: one.protected for week, one in found.items() if one.people}
    out = hidden(sizes, frame.k, max((size for size in sizes.values() if size < frame.k), default=0))
    return tuple(
        WeekFigures(day)
        if day.isoformat() in out or not frame.shown
        else _week(day, found[day.isoformat()].people, frame, clicks, cleared=cleared)
        for day in mondays
    )


def _week(day: date, reached: int, frame: Frame, clicks: Mapping[str, int], *, cleared: bool) -> WeekFigures:
    involved = None if cleared else frame.part.weeks.get(day.isoformat(), 0)
    followed = sum(clicks.get((day + timedelta(days=number)).isoformat(), 0) for number in range(7))
    share = None if involved is None else rate(involved, frame.active)
    return WeekFigures(day, reached, involved, share, followed, False)


def concentration(frame: Frame, *, cleared: bool) -> Concentration:
    """What part of the shares comes from the most eager; of them, and of the others who shared, k must be protected."""
    if cleared or not frame.shown:
        return Concentration(TOP)
    top, part = ceil(frame.active * TOP), frame.part
    sharers, shares = sum(part.shares.values()), sum(number * people for number, people in part.shares.items())
    strict = any(cell.protected for cell in frame.cells)
    told = sum(cell.people for cell in frame.cells if not cell.protected)  # one by one, so that they hide nobody
    least = frame.k + told if strict else 1
    if 0 < sharers < least:
        return Concentration(TOP, top, sharers)
    others = sharers - top
    if not sharers or top < least or 0 < others < least:
        return Concentration(TOP, top, sharers, shares)
    return Concentration(TOP, top, sharers, shares, _most(part.shares, top) / shares)


def _most(shares: Mapping[int, int], top: int) -> int:
    """The shares of so many people who shared most."""
    found, left = 0, top
    for number in sorted(shares, reverse=True):
        people = min(left, shares[number])
        found, left = found + number * people, left - people
    return found
