"""What uplift is worked out from: what was offered and held out, and what its people brought about afterwards.

A person is held out of an item for good, so the first time that it was held out of them counts, as the first time that
it was offered does; and nothing offered to somebody whom it was held out of before. Where all of a digest was held out
there was nothing to send, and the day on which it was due stands for that on which it would have been sent. Whoever
objects to tracking has no links of their own: they are in neither arm.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, distinct, func, or_, select
from sqlalchemy import case as when

from digests.delivery.model import DeliveryState
from digests.delivery.store import deliveries
from digests.edition.store import picks
from digests.ledger.model import FactKind, Verdict
from digests.ledger.store import facts
from digests.measure.attribution import WHOLE, State
from digests.measure.conversion_store import conversions, credits_
from digests.measure.difference import ALONE, Units
from digests.measure.disclosure import OPEN, Rules
from digests.measure.moments import day_of
from digests.measure.span import Span

CLICKS = ""  # the outcome of this name is human clicks; the others are goals
Deeds = Mapping[str, Mapping[date, float]]  # by person and day


@dataclass(frozen=True, slots=True)
class Arm:
    """People that something was offered to, or held out of."""

    people: int = 0
    protected: int = 0


@dataclass(frozen=True, slots=True)
class Unit:
    """An item that was offered to a person or held out of them, with whatever tells it from others like it."""

    item: str
    chance: float
    held_out: bool


@dataclass(frozen=True, slots=True)
class Observed:
    """Everything that was offered or held out by chance in a period, and what the people did whom anything came of."""

    number: Mapping[Unit, int]
    arms: Mapping[bool, Arm]  # by whether it was held out
    active: tuple[tuple[str, date, Unit], ...]  # of people with any outcome, by person
    deeds: Mapping[str, Deeds]  # by outcome

    def units(self, outcome: str, days: int) -> Units:
        """The rows to compare by one outcome, within so many days from each delivery's own on."""
        place = {name: number for number, name in enumerate(sorted({unit.item for unit in self.number}))}
        known = {name: number for number, name in enumerate(dict.fromkeys(person for person, _, _ in self.active))}
        rest = dict(self.number)
        for _, _, unit in self.active:
            rest[unit] -= 1
        done = self.deeds.get(outcome, {})
        rows = [
            *((known[person], unit, _within_days(done.get(person, {}), start, days), 1)
              for person, start, unit in self.active),
            *((ALONE, unit, 0.0, number) for unit, number in rest.items() if number),
        ]  # fmt: skip
        return Units(
            person=np.array([person for person, *_ in rows], dtype=np.intp),
            item=np.array([place[unit.item] for _, unit, *_ in rows], dtype=np.intp),
            offered=np.array([not unit.held_out for _, unit, *_ in rows], dtype=np.bool_),
            chance=np.array([unit.chance for _, unit, *_ in rows], dtype=np.float64),
            outcome=np.array([outcome for *_, outcome, _ in rows], dtype=np.float64),
            number=np.array([number for *_, number in rows], dtype=np.float64),
        )


def anything_held_out(connection: Connection) -> bool:
    """Whether any item was ever held out of anybody; one look at a small index."""
    return connection.execute(select(picks.c.delivery_id).where(picks.c.held_out).limit(1)).first() is not None


def load(connection: Connection, span: Span, days: int, rules: Rules) -> Observed:
    """All of it, in five queries: deliveries whose days afterwards lie in the period too."""
    window = Span(span.since, span.until - timedelta(days=days))
    events = _events(window, rules)
    clicked = select(facts.c.person_id).where(_human(), span.holds(facts.c.at))
    converted = _converted().with_only_columns(facts.c.person_id).where(span.holds(conversions.c.at))
    active = events.c.person_id.in_(clicked.union(converted))
    deeds: dict[str, dict[str, dict[date, float]]] = {CLICKS: _clicks(connection, span)}
    for goal, person, day, number in _conversions(connection, span):
        deeds.setdefault(goal, {}).setdefault(person, {})[date.fromisoformat(day)] = number / WHOLE
    return Observed(_number(connection, events), _arms(connection, events), _rows(connection, events, active), deeds)


def _protected(rules: Rules) -> ColumnElement[bool]:
    """Whether a delivery's person is shown in groups only: by today's mode, or by the one it was collected under."""
    exception = deliveries.c.country.in_(rules.exceptions)
    return or_(deliveries.c.privacy_mode != OPEN, exception if rules.mode == OPEN else ~exception)


def _starts() -> ColumnElement[datetime]:
    return func.coalesce(deliveries.c.sent_at, deliveries.c.due_at)


def _told() -> ColumnElement[bool]:
    """It was sent, or there was nothing to send because all of it was held out."""
    nothing_left = and_(deliveries.c.state == DeliveryState.SKIPPED, deliveries.c.channel.is_(None))
    return and_(
        or_(deliveries.c.state == DeliveryState.SENT, nothing_left),
        deliveries.c.tracked,
        deliveries.c.person_id.is_not(None),
        picks.c.hold_out > 0,
    )


def _events(span: Span, rules: Rules) -> Subquery:
    """What was offered to a person or held out of them for the first time, and that within the period."""
    held = select(deliveries.c.person_id, picks.c.item_id, func.min(_starts()).label("since"))
    held = held.join_from(picks, deliveries, deliveries.c.id == picks.c.delivery_id)
    first = held.where(picks.c.held_out, _told()).group_by(deliveries.c.person_id, picks.c.item_id).subquery()
    same = and_(first.c.person_id == deliveries.c.person_id, first.c.item_id == picks.c.item_id)
    return (
        select(
            deliveries.c.person_id,
            day_of(_starts()).label("day"),
            picks.c.item_id,
            picks.c.hold_out,
            picks.c.held_out,
            _protected(rules).label("protected"),
        )
        .select_from(picks.join(deliveries, deliveries.c.id == picks.c.delivery_id).outerjoin(first, same))
        .where(
            _told(),
            span.holds(_starts()),
            when((picks.c.held_out, first.c.since == _starts()), else_=first.c.since.is_(None)),
        )
        .subquery()
    )


def _number(connection: Connection, events: Subquery) -> dict[Unit, int]:
    keys = (events.c.item_id, events.c.hold_out, events.c.held_out)
    found = connection.execute(select(*keys, func.count()).group_by(*keys))
    return {Unit(item, chance, held_out): number for item, chance, held_out, number in found}


def _arms(connection: Connection, events: Subquery) -> dict[bool, Arm]:
    people = func.count(distinct(events.c.person_id))
    hidden = func.count(distinct(when((events.c.protected, events.c.person_id))))
    found = connection.execute(select(events.c.held_out, people, hidden).group_by(events.c.held_out))
    return {held_out: Arm(number, strict) for held_out, number, strict in found}


def _rows(connection: Connection, events: Subquery, active: ColumnElement[bool]) -> tuple[tuple[str, date, Unit], ...]:
    c = events.c
    query = select(c.person_id, c.day, c.item_id, c.hold_out, c.held_out).where(active)
    order = query.order_by(c.person_id, c.day, c.item_id)
    return tuple(
        (person, date.fromisoformat(day), Unit(item, chance, held_out))
        for person, day, item, chance, held_out in connection.execute(order)
    )


def _human() -> ColumnElement[bool]:
    return and_(facts.c.kind == FactKind.HIT, facts.c.verdict == Verdict.HUMAN, facts.c.person_id.is_not(None))


def _clicks(connection: Connection, span: Span) -> dict[str, dict[date, float]]:
    keys = (facts.c.person_id, day_of(facts.c.at).label("day"))
    query = select(*keys, func.count().label("number")).where(_human(), span.holds(facts.c.at)).group_by(*keys)
    found: dict[str, dict[date, float]] = {}
    for person, day, number in connection.execute(query):
        found.setdefault(person, {})[date.fromisoformat(day)] = number
    return found


def _converted() -> Select[tuple[str]]:
    """Conversions that count, and the clicks that led to them; each part of one belongs to its click's person."""
    return (
        select(conversions.c.goal)
        .join_from(conversions, credits_, credits_.c.conversion_id == conversions.c.id)
        .join(facts, facts.c.id == credits_.c.click_id)
        .where(conversions.c.verified, conversions.c.state == State.ATTRIBUTED, facts.c.person_id.is_not(None))
    )


def _conversions(connection: Connection, span: Span) -> Iterable[tuple[str, str, str, int]]:
    keys = (conversions.c.goal, facts.c.person_id, day_of(conversions.c.at).label("day"))
    query = _converted().with_only_columns(*keys, func.sum(credits_.c.millionths)).group_by(*keys)
    return [tuple(row) for row in connection.execute(query.where(span.holds(conversions.c.at)))]


def _within_days(done: Mapping[date, float], start: date, days: int) -> float:
    end = start + timedelta(days=days)
    return sum(number for day, number in done.items() if start <= day < end)
