"""What the report says of goals: conversions by what became of them, their value, and what led to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select

from digests.measure import store
from digests.measure.attribution import WHOLE, Reason, State
from digests.measure.conversion_store import conversions, credits_, untaken
from digests.measure.disclosure import Rules, hidden, showable
from digests.measure.goals import Goal
from digests.measure.store import Span
from digests.money import Money

PER = 1000  # active people


@dataclass(frozen=True, slots=True)
class Portion:
    """How much of a goal came through one item or network (None: which one is not known).

    `conversions` may be a fraction where several clicks share one; None where it may not be told.
    """

    name: str | None
    conversions: float | None
    value: tuple[Money, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class GoalFigures:
    """A goal's conversions in a period, by what became of them; what is unverified is in no other figure.

    Where `hidden`, `attributed`, `per_1000` and all portions are None or empty. Values stand apart by currency.
    """

    name: str
    title: Mapping[str, str] = field(default_factory=dict)
    kind: str = "other"
    attribution: str = "last"
    attributed: int | None = 0
    value: tuple[Money, ...] = ()
    per_1000: float | None = None  # attributed conversions per 1,000 active people
    unattributed: int = 0
    unattributed_value: tuple[Money, ...] = ()
    reasons: Mapping[str, int] = field(default_factory=dict)  # of those: "late", "no click", "not human", "before"
    parked: int = 0
    duplicates: int = 0
    refused: int = 0
    unverified: int = 0  # reported by script or pixel, which anybody can imitate
    items: tuple[Portion, ...] = ()
    networks: tuple[Portion, ...] = ()
    hidden: bool = False

    @property
    def late(self) -> int:
        """Conversions whose click was longer ago than the window."""
        return self.reasons.get(Reason.LATE, 0)


def section(
    connection: Connection, span: Span, rules: Rules, goals: Iterable[Goal], active: int | None = None
) -> tuple[GoalFigures, ...]:
    """Every goal's figures, in the order of configuration, then those that only the ledger knows.

    A conversion belongs to the period in which it happened; what was not taken in to the one in which it came. `active`
    is how many people were active, where that is known already.
    """
    members = store.load_members(connection, span, rules)
    people = sum(group.people for group in members.values()) if active is None else active
    told = showable(sum(group.protected for group in members.values()), rules.k)
    states = _states(connection, span)
    items, networks = (_portions(connection, span, column) for column in (credits_.c.item_id, credits_.c.network))
    out = _hidden_items(connection, span, rules, {name for _, name in items if name})
    missed = _untaken(connection, span)
    configured = {goal.name: goal for goal in goals}
    found = sorted({goal for goal, *_ in (*states, *missed) if goal} - configured.keys())
    return tuple(
        _figures(
            goal,
            [row for row in states.values() if row.goal == goal.name],
            {outcome: number for (name, outcome), number in missed.items() if name == goal.name},
            people if told else None,
            items=_of(items, goal.name, out),
            networks=_of(networks, goal.name, frozenset()),
        )
        for goal in (*configured.values(), *(Goal(name) for name in found))
    )


def _figures(
    goal: Goal,
    rows: Iterable[Row[Any]],
    missed: Mapping[str, int],
    people: int | None,
    *,
    items: tuple[Portion, ...],
    networks: tuple[Portion, ...],
) -> GoalFigures:
    known = [row for row in rows if row.verified]
    of = {state: [row for row in known if row.state == state] for state in State}
    attributed = sum(row.number for row in of[State.ATTRIBUTED])
    reasons: dict[str, int] = {}
    for row in of[State.UNATTRIBUTED]:
        reasons[row.reason] = reasons.get(row.reason, 0) + row.number
    shown = people is not None
    return GoalFigures(
        name=goal.name,
        title=goal.title,
        kind=goal.kind,
        attribution=goal.attribution,
        attributed=attributed if shown else None,
        value=_sums(of[State.ATTRIBUTED]) if shown else (),
        per_1000=attributed * PER / people if people else None,
        unattributed=sum(row.number for row in of[State.UNATTRIBUTED]),
        unattributed_value=_sums(of[State.UNATTRIBUTED]),
        reasons=reasons,
        parked=sum(row.number for row in of[State.PARKED]),
        duplicates=missed.get("duplicate", 0),
        refused=missed.get("refused", 0),
        unverified=sum(row.number for row in rows if not row.verified),
        items=items if shown else (),
        networks=networks if shown else (),
        hidden=not shown,
    )


def _states(connection: Connection, span: Span) -> dict[tuple[Any, ...], Row[Any]]:
    c = conversions.c
    keys = (c.goal, c.verified, c.state, c.reason, c.currency)
    query = select(*keys, func.count().label("number"), func.sum(c.minor).label("minor"))
    rows = connection.execute(query.where(c.at >= span.since, c.at < span.until).group_by(*keys))
    return {tuple(row[:5]): row for row in rows}


def _portions(
    connection: Connection, span: Span, by: ColumnElement[str | None]
) -> dict[tuple[str, str | None], list[Row[Any]]]:
    """By goal and item or network, a row for each currency."""
    c = conversions.c
    query = (
        select(
            c.goal,
            by.label("name"),
            c.currency,
            func.sum(credits_.c.millionths).label("millionths"),
            func.sum(credits_.c.minor).label("minor"),
        )
        .join_from(credits_, conversions, c.id == credits_.c.conversion_id)
        .where(c.verified, c.state == State.ATTRIBUTED, c.at >= span.since, c.at < span.until)
        .group_by(c.goal, by, c.currency)
    )
    found: dict[tuple[str, str | None], list[Row[Any]]] = {}
    for row in connection.execute(query):
        found.setdefault((row.goal, row.name), []).append(row)
    return found


def _of(
    portions: Mapping[tuple[str, str | None], list[Row[Any]]], goal: str, out: frozenset[str]
) -> tuple[Portion, ...]:
    """The portions of a goal, the largest first; what may not be told at the end, whether or not there is anything."""
    found = [
        Portion(name, sum(int(row.millionths) for row in rows) / WHOLE, _sums(rows))
        for (of, name), rows in portions.items()
        if of == goal and name not in out
    ]
    ordered = sorted(found, key=lambda one: (-(one.conversions or 0), one.name or ""))
    return (*ordered, *(Portion(name, None, hidden=True) for name in sorted(out)))


def _sums(rows: Iterable[Row[Any]]) -> tuple[Money, ...]:
    """By currency; nothing is ever added across."""
    sums: dict[str, int] = {}
    for row in rows:
        if row.currency is not None:
            sums[row.currency] = sums.get(row.currency, 0) + int(row.minor)
    return tuple(Money(minor, currency) for currency, minor in sorted(sums.items()))


def _untaken(connection: Connection, span: Span) -> dict[tuple[str, str], int]:
    c = untaken.c
    inside = and_(c.hour >= span.since.replace(minute=0, second=0, microsecond=0), c.hour < span.until)
    query = select(c.goal, c.outcome, func.sum(c.number)).where(inside).group_by(c.goal, c.outcome)
    return {(goal, outcome): int(number) for goal, outcome, number in connection.execute(query)}


def _hidden_items(connection: Connection, span: Span, rules: Rules, names: Iterable[str]) -> frozenset[str]:
    """Items whose part may not be told, by how many protected people were offered them; of all that have figures."""
    offers = store.load_offers(connection, span, rules)
    named = {name for name, offered in offers.items() if offered.people} | set(names)
    sizes = {name: offers[name].protected for name in named if name in offers}
    small = tuple(sorted(name for name, size in sizes.items() if not showable(size, rules.k)))
    return hidden(sizes, rules.k, store.load_together(connection, span, rules, small))
