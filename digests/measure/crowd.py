"""What a report says of people: who is active, where they stand, and who took part, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    String,
    Subquery,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from digests.delivery.store import deliveries
from digests.measure import moments
from digests.measure.disclosure import OPEN, Rules
from digests.measure.moments import BITS, bits_of, union_of
from digests.measure.naming import known, protected
from digests.measure.sources import ordinals, sent
from digests.measure.span import Reading, Span
from digests.measure.store import UNIT
from digests.measure.taken import takings_of, turns_of
from digests.people.model import Rung
from digests.people.store import people, preferences

CLIMB = timedelta(weeks=8)  # over which climbing the ladder is told
_REACHED = ("strict", "last_id", "before_id")
_chosen = people.outerjoin(preferences, preferences.c.person_id == people.c.id)
_ALIKE = 6  # columns of the select below that say who is alike


class Cell(NamedTuple):
    """Active people who are alike; `before` is where they stood at the beginning of the climb, empty if unknown."""

    department: str
    country: str
    rung: str
    before: str
    protected: bool
    concerned: bool  # they were sent a digest at least once, so that they can have done something
    people: int
    involved: int


@dataclass(frozen=True, slots=True)
class Part:
    """Who took part: active people by week, and how many shared so and so often."""

    weeks: Mapping[str, int] = field(default_factory=dict)
    shares: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reached:
    """How many people were sent a digest in a week, and how many of them are protected."""

    people: int = 0
    protected: int = 0


def load_crowd(connection: Connection, read: Reading, rules: Rules) -> tuple[list[Cell], Part]:
    """The active people at the period's end by what they have in common, and who of them took part when."""
    weeks = [day.isoformat() for day in moments.weeks(read.span.since, read.span.until)]
    active, took = _active(read.span, rules), _took(read, weeks)
    keys = (
        active.c.department,
        active.c.country,
        active.c.strict,
        active.c.known,
        _rung(active.c.last_id),
        _rung(active.c.before_id),
        *list(took.c)[1:],
    )
    alike = (
        select(*keys, func.count())
        .select_from(active.outerjoin(took, took.c.person_id == active.c.id))
        .group_by(*ordinals(len(keys)))
    )
    return _crowd(rules, weeks, connection.execute(alike))


def _crowd(rules: Rules, names: Sequence[str], rows: Iterable[Any]) -> tuple[list[Cell], Part]:
    """The rows of the select above: who is alike, how often they shared, and a bit for each week they took part in."""
    cells: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    by_turns: dict[tuple[int | None, ...], int] = defaultdict(int)
    shares: dict[int, int] = defaultdict(int)
    for *alike, number, bits, several in ((*row[:_ALIKE], row[_ALIKE], row[_ALIKE + 1 : -1], row[-1]) for row in rows):
        cell = cells[tuple(alike)]
        cell[0] += several
        cell[1] += several * any(bits)
        by_turns[bits] += several
        if number:
            shares[number] += several
    weeks: dict[str, int] = defaultdict(int)
    for bits, several in by_turns.items():
        for week in _set(names, bits):
            weeks[week] += several
    return [_cell(rules, *alike, *numbers) for alike, numbers in cells.items()], Part(weeks, shares)


def _cell(  # noqa: PLR0917 - a row of the select above
    rules: Rules, department: str, country: str, strict: int | None, told: int, rung: str | None, before: str | None,
    number: int, involved: int,
) -> Cell:  # fmt: skip
    guarded = (bool(strict) or rules.protects(country)) and not told
    stands = Rung.NEWCOMER.value if strict is None else rung or ""
    return Cell(department, country, stands, before or "", guarded, strict is not None, number, involved)


def _active(span: Span, rules: Rules) -> Subquery:
    """People who at the period's end had not left or stopped, and could get digests: they have an address, or got one.

    `strict` is null for whoever was never sent one, else 1 if any was under a mode that protects them; `last_id` is
    their last digest in the period or before, `before_id` the last one before the climb began. `known` are people who
    would be protected had they not said yes to being named.
    """
    began = span.until - CLIMB
    reached = (
        select(
            deliveries.c.person_id,
            func.max(case((deliveries.c.privacy_mode != OPEN, 1), else_=0)).label("strict"),
            func.max(deliveries.c.id).label("last_id"),
            func.max(case((deliveries.c.sent_at < began, deliveries.c.id))).label("before_id"),
        )
        .where(sent, deliveries.c.sent_at < span.until)
        .group_by(deliveries.c.person_id)
        .subquery()
    )
    addresses = (people.c.email, people.c.slack_id, people.c.slack_found, people.c.teams_id)
    found = (people.c.id, people.c.department, people.c.country, *(reached.c[name] for name in _REACHED))
    told = known(rules, people.c.id).label("known")
    return (
        select(*found, told)
        .select_from(_chosen.outerjoin(reached, reached.c.person_id == people.c.id))
        .where(*_present(span), or_(*(address != "" for address in addresses), reached.c.strict.is_not(None)))
        .subquery()
    )


def _present(span: Span) -> tuple[ColumnElement[bool], ...]:
    """At the period's end the person was there, and had not stopped."""
    return (
        people.c.added_at < span.until,
        or_(people.c.left_at.is_(None), people.c.left_at >= span.until),
        func.coalesce(preferences.c.stopped, false()).is_(False),
    )


def _took(read: Reading, weeks: Sequence[str]) -> Subquery:
    """For each person who took part in the period, how often they shared, and a bit for each week they took part in.

    A share counts once for each item and network. Weeks and shares meet their people in one pass.
    """
    turn, share = turns_of(read), takings_of(read, shares=True)
    bits = [
        bits_of(case({week: _bit(place) for place, week in enumerate(some)}, value=turn.c.week)).label(f"weeks_{start}")
        for start, some in _chunks(weeks)
    ]
    parts = union_all(
        select(turn.c.delivery_id, cast(null(), String).label("item_id"), cast(null(), String).label("network"), *bits)
        .group_by(turn.c.delivery_id),
        select(share.c.delivery_id, share.c.item_id, share.c.network, *(cast(null(), BigInteger) for _ in bits)),
    ).subquery("part")  # fmt: skip
    keys = (deliveries.c.person_id, parts.c.item_id, parts.c.network)
    each = (
        select(*keys, *(union_of(parts.c[one.name]).label(one.name) for one in bits))
        .join_from(parts, deliveries, deliveries.c.id == parts.c.delivery_id)
        .where(deliveries.c.person_id.is_not(None))
        .group_by(*keys)
        .subquery("each")
    )
    together = (union_of(each.c[one.name]).label(one.name) for one in bits)
    shares = func.count(each.c.item_id).label("shares")
    return select(each.c.person_id, shares, *together).group_by(each.c.person_id).subquery("took")


def _chunks(weeks: Sequence[Any]) -> Iterator[tuple[int, Sequence[Any]]]:
    """As many weeks as a number has bits, and where they start."""
    return ((start, weeks[start : start + BITS]) for start in range(0, len(weeks), BITS))


def load_reached(connection: Connection, span: Span, rules: Rules) -> dict[str, Reached]:
    """By week, the people who were sent a digest."""
    names = [day.isoformat() for day in moments.weeks(span.since, span.until)]
    ends = [moments.monday(span.since) + (place + 1) * moments.WEEK for place in range(len(names))]
    columns = []
    for start, some in _chunks(ends):
        part = [(deliveries.c.sent_at < end, _bit(place)) for place, end in enumerate(some)]
        here = case((deliveries.c.sent_at >= ends[start] - moments.WEEK, case(*part)))
        columns += [bits_of(here), bits_of(case((protected(rules), here)))]
    each = (
        select(*(column.label(f"weeks_{place}") for place, column in enumerate(columns)))
        .where(sent, span.holds(deliveries.c.sent_at))
        .group_by(UNIT)
        .subquery()
    )
    query = select(*each.c, func.count()).group_by(*each.c)
    people_: dict[str, int] = defaultdict(int)
    strict: dict[str, int] = defaultdict(int)
    for *bits, several in connection.execute(query):
        for week in _set(names, bits[::2]):
            people_[week] += several
        for week in _set(names, bits[1::2]):
            strict[week] += several
    return {week: Reached(number, strict[week]) for week, number in people_.items()}


def _bit(place: int) -> ColumnElement[int]:
    return literal(1 << place, BigInteger)


def _set(names: Sequence[str], bits: Sequence[int | None]) -> list[str]:
    """The weeks whose bits are set."""
    return [week for place, week in enumerate(names) if (bits[place // BITS] or 0) >> place % BITS & 1]


def _rung(delivery: ColumnElement[int]) -> ColumnElement[str]:
    """Where a person stood at a delivery: one look-up for each, in place of a pass through all deliveries."""
    at = deliveries.alias()
    return select(at.c.digest["rung"].as_string()).where(at.c.id == delivery).scalar_subquery()
