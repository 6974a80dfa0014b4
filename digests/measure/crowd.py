"""What a report says of people: who is active, where they stand, and who took part, in a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    Subquery,
    case,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)

from digests.delivery.store import deliveries
from digests.measure.disclosure import OPEN, Rules
from digests.measure.moments import week_of
from digests.measure.naming import known, protected
from digests.measure.sources import ordinals, sent
from digests.measure.span import Reading, Span
from digests.measure.store import UNIT, deed_rows
from digests.people.model import Rung
from digests.people.store import people, preferences

CLIMB = timedelta(weeks=8)  # over which climbing the ladder is told
TOOK = ("tap_at", "copy_at", "confirm_at", "click_at", "last_tap_at", "last_share_at")
_REACHED = ("strict", "last_id", "before_id")
_chosen = people.outerjoin(preferences, preferences.c.person_id == people.c.id)
SHARED = ("confirm_at", "click_at", "last_share_at")


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


def load_cells(connection: Connection, read: Reading, rules: Rules) -> list[Cell]:
    """The active people at the period's end."""
    active = _active(read.span, rules)
    took = _took(read).subquery()
    involved = select(took.c.person_id).distinct().subquery()
    now, then = deliveries.alias("now"), deliveries.alias("then")
    keys = (
        active.c.department,
        active.c.country,
        active.c.strict,
        active.c.known,
        now.c.digest["rung"].as_string().label("rung"),
        then.c.digest["rung"].as_string().label("before"),
    )
    alike = (
        select(*keys, func.count().label("people"), func.count(involved.c.person_id).label("involved"))
        .select_from(
            active.outerjoin(involved, involved.c.person_id == active.c.id)
            .outerjoin(now, now.c.id == active.c.last_id)
            .outerjoin(then, then.c.id == active.c.before_id)
        )
        .group_by(*ordinals(len(keys)))
    )
    return [_cell(rules, *row) for row in connection.execute(alike)]


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


def held(read: Reading, deed: Subquery, names: tuple[str, ...]) -> ColumnElement[bool]:
    """Whether one of these moments of a deed lies in the period."""
    return or_(*(read.span.holds(deed.c[name]) for name in names))


def _took(read: Reading) -> Select[Any]:
    """The part of people in an item, on a network, in a week of the period; `shared` is 1 where it was a share."""
    deed = deed_rows(read)
    shared = case((held(read, deed, SHARED), 1), else_=0).label("shared")
    return (
        select(deliveries.c.person_id, deed.c.item_id, deed.c.network, deed.c.week, shared)
        .join_from(deed, deliveries, deliveries.c.id == deed.c.delivery_id)
        .where(held(read, deed, TOOK), deliveries.c.person_id.is_not(None))
    )


def load_part(connection: Connection, read: Reading) -> Part:
    """The active people who took part in each week, and how many shared so and so often."""
    took = _took(read).cte("took")
    here = select(people.c.id).select_from(_chosen).where(*_present(read.span)).cte("here")
    theirs = took.join(here, here.c.id == took.c.person_id)
    shares = (
        select(took.c.person_id, took.c.item_id, took.c.network)
        .select_from(theirs)
        .where(took.c.shared == 1)
        .distinct()
        .subquery()
    )
    each = select(func.count().label("number")).select_from(shares).group_by(shares.c.person_id).subquery()
    every = select(took.c.week, took.c.person_id).select_from(theirs).distinct().subquery()
    by_week = select(every.c.week, literal(0, Integer), func.count()).group_by(every.c.week)
    by_number = select(literal("", String), each.c.number, func.count()).group_by(each.c.number)
    weeks, numbers = {}, {}
    for week, number, count in connection.execute(union_all(by_week, by_number)):
        if week:
            weeks[week] = count
        else:
            numbers[number] = count
    return Part(weeks, numbers)


def load_reached(connection: Connection, span: Span, rules: Rules) -> dict[str, Reached]:
    """By week, the people who were sent a digest."""
    week = week_of(deliveries.c.sent_at).label("week")
    strict = func.max(case((protected(rules), 1), else_=0)).label("strict")
    each = (
        select(week, UNIT.label("unit"), strict)
        .where(sent, span.holds(deliveries.c.sent_at))
        .group_by(*ordinals(2))
        .subquery()
    )
    query = select(each.c.week, func.count(), func.sum(each.c.strict)).group_by(each.c.week)
    return {row[0]: Reached(row[1], int(row[2])) for row in connection.execute(query)}
