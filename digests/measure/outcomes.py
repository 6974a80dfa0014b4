"""What uplift is worked out from: what was offered and held out, and what its people brought about afterwards.

A person is held out of an item for good, so the first time that it was held out of them counts, as the first time that
it was offered does; and nothing offered to somebody whom it was held out of before. Where all of a digest was held out
there was nothing to send, and the day on which it was due stands for that on which it would have been sent. Whoever
objects to tracking has no links of their own: they are in neither arm.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

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
from digests.measure.difference import ALONE, Floats, Places, Units
from digests.measure.disclosure import Rules
from digests.measure.moments import day_of
from digests.measure.naming import protected
from digests.measure.span import Span

CLICKS = ""  # the outcome of this name is human clicks; the others are goals
_LIFE = 10_000_000  # days, more than any date has


@dataclass(frozen=True, slots=True)
class Arm:
    """People that something was offered to, or held out of."""

    people: int = 0
    protected: int = 0


@dataclass(frozen=True, slots=True)
class Kind:
    """An item that was offered or held out, and the probability with which it was to be held out."""

    item: str
    chance: float
    held_out: bool


class Event(NamedTuple):
    """Something of a kind that befell a person on a day (as 2026-11-24)."""

    person: str
    day: str
    kind: Kind


class Deed(NamedTuple):
    """So many clicks, or parts of conversions, on a person's links on a day."""

    person: str
    day: str
    number: float


@dataclass(frozen=True, slots=True)
class Observed:
    """Everything that was offered or held out by chance in a period, and what the people did whom anything came of."""

    days: int  # that are looked at, from each delivery's own on
    number: Mapping[Kind, int]
    arms: Mapping[bool, Arm]  # by whether it was held out
    active: Sequence[Event]  # of people with any outcome
    deeds: Mapping[str, Sequence[Deed]]  # by outcome

    def units(self, outcome: str) -> Units:
        """The rows to compare by one outcome: one for each event of those people, and one for all others of a kind."""
        people = {name: number for number, name in enumerate(dict.fromkeys(event.person for event in self.active))}
        kinds = {kind: number for number, kind in enumerate(self.number)}
        items = {name: number for number, name in enumerate(dict.fromkeys(kind.item for kind in kinds))}
        person = np.array([people[event.person] for event in self.active], dtype=np.intp)
        kind = np.array([kinds[event.kind] for event in self.active], dtype=np.intp)
        rest = np.array(list(self.number.values()), dtype=np.float64) - np.bincount(kind, minlength=len(kinds))
        left = np.flatnonzero(rest)
        each = np.append(kind, left)
        return Units(
            person=np.append(person, np.full(len(left), ALONE)),
            item=np.array([items[one.item] for one in kinds], dtype=np.intp)[each],
            offered=np.array([not one.held_out for one in kinds], dtype=np.bool_)[each],
            chance=np.array([one.chance for one in kinds], dtype=np.float64)[each],
            outcome=np.append(self._brought(self.deeds.get(outcome, ()), people, person), np.zeros(len(left))),
            number=np.append(np.ones(len(person)), rest[left]),
        )

    def _brought(self, deeds: Sequence[Deed], people: Mapping[str, int], person: Places) -> Floats:
        """What came of each event's person within the days: a running sum, looked up at both ends."""
        known = sorted((people[deed.person] * _LIFE + _ordinal(deed.day), deed.number) for deed in deeds
                       if deed.person in people)  # fmt: skip
        moments = np.array([moment for moment, _ in known], dtype=np.int64)
        so_far = np.append(0, np.cumsum([number for _, number in known]))
        start = person * _LIFE + np.array([_ordinal(event.day) for event in self.active], dtype=np.int64)
        found: Floats = so_far[np.searchsorted(moments, start + self.days)] - so_far[np.searchsorted(moments, start)]
        return found


@lru_cache(maxsize=1024)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


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
    deeds = {CLICKS: _clicks(connection, span)}
    for goal, deed in _conversions(connection, span):
        deeds.setdefault(goal, []).append(deed)
    return Observed(
        days, _number(connection, events), _arms(connection, events), _events_of(connection, events, active), deeds
    )


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
            protected(rules).label("protected"),
        )
        .select_from(picks.join(deliveries, deliveries.c.id == picks.c.delivery_id).outerjoin(first, same))
        .where(
            _told(),
            span.holds(_starts()),
            when((picks.c.held_out, first.c.since == _starts()), else_=first.c.since.is_(None)),
        )
        .subquery()
    )


def _number(connection: Connection, events: Subquery) -> dict[Kind, int]:
    keys = (events.c.item_id, events.c.hold_out, events.c.held_out)
    found = connection.execute(select(*keys, func.count()).group_by(*keys).order_by(*keys))
    return {Kind(*kind): number for *kind, number in found}


def _arms(connection: Connection, events: Subquery) -> dict[bool, Arm]:
    people = func.count(distinct(events.c.person_id))
    hidden = func.count(distinct(when((events.c.protected, events.c.person_id))))
    found = connection.execute(select(events.c.held_out, people, hidden).group_by(events.c.held_out))
    return {held_out: Arm(number, strict) for held_out, number, strict in found}


def _events_of(connection: Connection, events: Subquery, people: ColumnElement[bool]) -> list[Event]:
    c = events.c
    kind = cache(Kind)  # there are few of them
    rows = connection.execute(select(c.person_id, c.day, c.item_id, c.hold_out, c.held_out).where(people))
    return [Event(person, day, kind(*rest)) for person, day, *rest in rows]


def _human() -> ColumnElement[bool]:
    return and_(facts.c.kind == FactKind.HIT, facts.c.verdict == Verdict.HUMAN, facts.c.person_id.is_not(None))


def _clicks(connection: Connection, span: Span) -> list[Deed]:
    keys = (facts.c.person_id, day_of(facts.c.at).label("day"))
    query = select(*keys, func.count().label("number")).where(_human(), span.holds(facts.c.at)).group_by(*keys)
    return [Deed(*row) for row in connection.execute(query)]


def _converted() -> Select[tuple[str]]:
    """Conversions that count, and the clicks that led to them; each part of one belongs to its click's person."""
    return (
        select(conversions.c.goal)
        .join_from(conversions, credits_, credits_.c.conversion_id == conversions.c.id)
        .join(facts, facts.c.id == credits_.c.click_id)
        .where(conversions.c.verified, conversions.c.state == State.ATTRIBUTED, facts.c.person_id.is_not(None))
    )


def _conversions(connection: Connection, span: Span) -> Iterator[tuple[str, Deed]]:
    keys = (conversions.c.goal, facts.c.person_id, day_of(conversions.c.at).label("day"))
    query = _converted().with_only_columns(*keys, func.sum(credits_.c.millionths)).group_by(*keys)
    for goal, person, day, parts in connection.execute(query.where(span.holds(conversions.c.at))):
        yield goal, Deed(person, day, int(parts) / WHOLE)
