"""What the report says of goals: conversions by what became of them, their value, and what led to them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select

from digests.measure.attribution import WHOLE, Reason, State
from digests.measure.conversion_store import conversions, credits_, untaken
from digests.measure.disclosure import Rules
from digests.measure.frame import Frame, load_frame
from digests.measure.goals import Goal, named
from digests.measure.model import GoalFigures, Portion
from digests.measure.span import Span
from digests.money import Money

PER = 1000  # active people


def section(
    connection: Connection, span: Span, rules: Rules, goals: Iterable[Goal], frame: Frame | None = None
) -> tuple[GoalFigures, ...]:
    """Every goal's figures, in the order of configuration, then those that only the ledger knows.

    A conversion belongs to the period in which it happened; what was not taken in to the one in which it came. `frame`
    is what the period's figures stand in, where that is known already.
    """
    frame = frame or load_frame(connection, span, rules)
    people = frame.active
    states, missed = _states(connection, span), _untaken(connection, span)
    items, networks = (_portions(connection, span, column) for column in (credits_.c.item_id, credits_.c.network))
    out = frame.out | {name for _, name in items if name and frame.hides(name)}
    configured = named(goals)
    found = sorted({goal for goal in (*states, *(goal for goal, _ in missed)) if goal} - configured.keys())
    every = (*configured.values(), *(Goal(name) for name in found))
    if not frame.shown:
        return tuple(_closed(goal) for goal in every)
    return tuple(
        _figures(
            goal,
            states.get(goal.name, []),
            {outcome: number for (name, outcome), number in missed.items() if name == goal.name},
            people,
            items=_of(items, goal.name, out),
            networks=_of(networks, goal.name, frozenset()),
        )
        for goal in every
    )


def _closed(goal: Goal) -> GoalFigures:
    return GoalFigures(goal.name, goal.title, kind=goal.kind, attribution=goal.attribution, hidden=True)


def _figures(
    goal: Goal,
    rows: Sequence[Row[Any]],
    missed: Mapping[str, int],
    people: int,
    *,
    items: tuple[Portion, ...],
    networks: tuple[Portion, ...],
) -> GoalFigures:
    of = {state: [row for row in rows if row.verified and row.state == state] for state in State}
    number = sum(row.number for row in of[State.ATTRIBUTED])
    values = _sums(of[State.ATTRIBUTED])
    reasons = Counter[str]()
    for row in of[State.UNATTRIBUTED]:
        reasons[row.reason] += row.number
    currency = goal.currency or next((value.currency for value in values), "")
    value = next((float(value.amount) for value in values if value.currency == currency), 0.0 if currency else None)
    return GoalFigures(
        name=goal.name,
        title=goal.title,
        conversions=number,
        value=value,
        currency=currency,
        per_1000=number * PER / people if people else None,
        value_per_1000=value * PER / people if people and value is not None else None,
        unattributed=reasons.total(),
        unverified=sum(row.number for row in rows if not row.verified),
        parked=sum(row.number for row in of[State.PARKED]),
        refused=missed.get("refused", 0),
        doubled=missed.get("duplicate", 0),
        kind=goal.kind,
        attribution=goal.attribution,
        values=values,
        unattributed_values=_sums(of[State.UNATTRIBUTED]),
        reasons=dict(sorted(reasons.items())),
        late=reasons[Reason.LATE],
        items=items,
        networks=networks,
    )


def _states(connection: Connection, span: Span) -> dict[str, list[Row[Any]]]:
    """By goal, how many conversions stand where, and why."""
    c = conversions.c
    keys = (c.goal, c.verified, c.state, c.reason, c.currency)
    query = select(*keys, func.count().label("number"), func.sum(c.minor).label("minor"))
    found: dict[str, list[Row[Any]]] = {}
    for row in connection.execute(query.where(c.at >= span.since, c.at < span.until).group_by(*keys)):
        found.setdefault(row.goal, []).append(row)
    return found


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
