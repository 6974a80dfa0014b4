"""What to do next: rules that look at a report and at what the queue has to offer, the most pressing first."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from digests.measure.involvement import BENCHMARK_ITEM, rate
from digests.measure.model import ItemFigures, Report

MOST = 2
FEW_ITEMS = 3  # open items below which people soon have nothing to get
NARROW = 0.25  # of all active people: an item that reached fewer has a reason to be looked at
UNREAD_CLICKS = 50  # people who followed links, after which a goal without any conversion looks broken
READERS = 20  # people who read an item, after which few taps say something
FEW_TAPS = 0.1  # of those who read it
BEHIND = 0.5  # of the overall involvement
LEAST_OVERALL = 0.05  # below it no department is behind: all are
SHARES = 20  # after which it can be said who gives them
MANY = 0.6  # of all shares from the most eager
TEXTS = 10
ALIKE = 0.8


class StepKind(StrEnum):
    """What is to be done; words stand with whoever shows it."""

    FILL_QUEUE = "fill_queue"  # `number` items are open
    ADD_FOR_GROUP = "add_for_group"  # `number` people of a department in a country got nothing
    WIDEN_AUDIENCE = "widen_audience"  # the item was offered to `number` of `of`; its audience leaves out `lost`
    TRANSLATE = "translate"  # the same; it is in no language that `lost` people read
    CHECK_GOAL = "check_goal"  # `number` readers and not one conversion
    REWORD = "reword"  # `number` read the item and `lost` tapped
    REACH_OUT = "reach_out"  # a department is behind
    HELP_BEGINNERS = "help_beginners"  # a few give most shares
    ADD_TEXTS = "add_texts"  # colleagues said the same
    APPROVE = "approve"  # `number` items wait
    REPEAT = "repeat"  # an item did better than the field


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, with the figures that say so."""

    kind: StepKind
    subject: str = ""  # an item's id, a goal's or a department's name
    country: str = ""
    language: str = ""
    number: int = 0
    of: int = 0
    lost: int = 0
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Gap:
    """People of one department, country and first language whose digest had nothing to say."""

    department: str
    country: str
    language: str
    people: int


@dataclass(frozen=True, slots=True)
class Way:
    """How many active people an item is for, and how many of those read one of its languages."""

    item_id: str
    active: int
    audience: int
    language: int


@dataclass(frozen=True, slots=True)
class Supply:
    """What the queue has to offer from now on, and whom it left without anything; groups are of k people and more."""

    open_items: int = 0
    waiting: int = 0  # for approval
    gaps: tuple[Gap, ...] = ()
    ways: tuple[Way, ...] = ()


def steps(report: Report, supply: Supply) -> tuple[Step, ...]:
    """At most MOST steps of different kinds, the most pressing first."""
    found: dict[StepKind, Step] = {}
    for step in _every(report, supply):
        found.setdefault(step.kind, step)
    return tuple(found.values())[:MOST]


def narrow(report: Report) -> list[ItemFigures]:
    """Items of the period that reached few of all active people, the narrowest first."""
    active = report.overall.active
    shown = [item for item in report.items if not item.hidden and item.offered < active * NARROW]
    return sorted(shown, key=lambda item: (item.offered, item.id))


def _every(report: Report, supply: Supply) -> Iterator[Step]:
    if supply.open_items < FEW_ITEMS:
        yield Step(StepKind.FILL_QUEUE, number=supply.open_items)
    for gap in sorted(supply.gaps, key=lambda gap: -gap.people):
        yield Step(StepKind.ADD_FOR_GROUP, gap.department, gap.country, gap.language, gap.people)
    yield from _ways(report, supply)
    yield from _goals(report)
    yield from _items(report)
    yield from _people(report)
    if supply.waiting:
        yield Step(StepKind.APPROVE, number=supply.waiting)
    best = max(report.items, key=lambda item: item.involvement_active or 0, default=None)
    if best is not None and (best.involvement_active or 0) >= BENCHMARK_ITEM:
        yield Step(StepKind.REPEAT, best.id, share=best.involvement_active or 0)


def _ways(report: Report, supply: Supply) -> Iterator[Step]:
    offered = {item.id: item.offered for item in report.items}
    for way in supply.ways:
        out, unread = way.active - way.audience, way.audience - way.language
        if max(out, unread) < report.k:
            continue
        kind = StepKind.WIDEN_AUDIENCE if out >= unread else StepKind.TRANSLATE
        yield Step(kind, way.item_id, number=offered.get(way.item_id, 0), of=way.active, lost=max(out, unread))


def _goals(report: Report) -> Iterator[Step]:
    clicks = report.clicks.human if report.clicks else 0
    for goal in report.goals:
        if clicks >= UNREAD_CLICKS and goal.conversions == 0 and not goal.unattributed:
            yield Step(StepKind.CHECK_GOAL, goal.name, number=clicks)


def _items(report: Report) -> Iterator[Step]:
    for item in sorted(report.items, key=lambda item: -(item.read or 0)):
        if (item.read or 0) >= READERS and rate(item.tapped or 0, item.read or 0) < FEW_TAPS:
            yield Step(StepKind.REWORD, item.id, number=item.read or 0, lost=item.tapped or 0)


def _people(report: Report) -> Iterator[Step]:
    overall, spread, wording = report.overall.involvement or 0, report.concentration, report.wording
    shown = [group for group in report.departments if group.involvement is not None and group.name]
    for group in sorted(shown, key=lambda group: group.involvement or 0):
        if overall >= LEAST_OVERALL and (group.involvement or 0) < overall * BEHIND:
            yield Step(StepKind.REACH_OUT, group.name, number=group.people, share=group.involvement or 0)
    if (spread.shares or 0) >= SHARES and (spread.part or 0) >= MANY:
        yield Step(StepKind.HELP_BEGINNERS, number=spread.people or 0, of=spread.shares or 0, share=spread.part or 0)
    if wording.given >= TEXTS and wording.rate is not None and wording.rate < ALIKE:
        yield Step(StepKind.ADD_TEXTS, number=wording.given, share=wording.rate)
