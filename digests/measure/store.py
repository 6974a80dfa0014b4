"""What the report reads: aggregates over the ledger, in a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    Subquery,
    and_,
    case,
    cast,
    distinct,
    false,
    func,
    literal,
    or_,
    select,
)

from digests.delivery.model import DeliveryState
from digests.delivery.store import deliveries
from digests.edition.store import picks
from digests.ledger.model import FactKind, Verdict
from digests.ledger.store import facts
from digests.measure.disclosure import OPEN, Rules
from digests.measure.involvement import INVOLVING, Acts, Nameless
from digests.people.store import people, preferences
from digests.sharing.store import links


@dataclass(frozen=True, slots=True)
class Span:
    """A period, from `since` (inclusive) to `until` (exclusive)."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Offered:
    """How many people were offered an item in the period, and what that means for their privacy."""

    people: int
    untracked: int
    protected: int  # of those people; where there are none, of all who were ever offered it


@dataclass(frozen=True, slots=True)
class Members:
    """The active people of a department, and how many protected ones a figure about it would be about."""

    people: int = 0
    protected: int = 0
    concerned: int = 0  # protected, and were sent a digest at least once


# A delivery whose person was erased still stands for one person.
_UNIT = func.coalesce(deliveries.c.person_id, literal("#") + cast(deliveries.c.id, String))
_PERSONAL = (FactKind.READ, FactKind.TAP, FactKind.COPY, FactKind.CONFIRM)
_FLAGS = (FactKind.READ, FactKind.TAP, FactKind.COPY, FactKind.CONFIRM, FactKind.HIT)


def _within(column: ColumnElement[datetime], span: Span) -> ColumnElement[bool]:
    return and_(column >= span.since, column < span.until)


def _protected(rules: Rules) -> ColumnElement[bool]:
    """Whether a delivery's person is shown in groups only: by today's mode, or by the one it was collected under."""
    exception = deliveries.c.country.in_(rules.exceptions)
    return or_(deliveries.c.privacy_mode != OPEN, exception if rules.mode == OPEN else ~exception)


def _offers(*conditions: ColumnElement[bool]) -> Subquery:
    joined = picks.join(deliveries, deliveries.c.id == picks.c.delivery_id)
    return (
        select(
            picks.c.item_id,
            deliveries.c.id.label("delivery_id"),
            deliveries.c.tracked,
            deliveries.c.sent_at,
            _UNIT.label("unit"),
            *(condition.label(f"if_{n}") for n, condition in enumerate(conditions)),
        )
        .select_from(joined)
        .where(deliveries.c.state == DeliveryState.SENT, picks.c.held_out.is_(False))
        .subquery()
    )


def _acts() -> Subquery:
    """Human facts that tell of a person's part, each with the link's person and delivery where it came through one."""
    return (
        select(
            facts.c.kind,
            facts.c.at,
            facts.c.code,
            func.coalesce(facts.c.item_id, links.c.item_id).label("item_id"),
            func.coalesce(facts.c.delivery_id, links.c.delivery_id).label("delivery_id"),
        )
        .select_from(facts.outerjoin(links, links.c.code == facts.c.code))
        .where(
            facts.c.verdict == Verdict.HUMAN,
            or_(facts.c.kind.in_(_PERSONAL), and_(facts.c.kind == FactKind.HIT, links.c.dropped_at.is_(None))),
        )
        .subquery()
    )


def load_offers(connection: Connection, span: Span, rules: Rules) -> dict[str, Offered]:
    """By item, everything that was ever offered before the period's end."""
    offers = _offers(_protected(rules))
    inside = _within(offers.c.sent_at, span)
    query = (
        select(
            offers.c.item_id,
            func.count(distinct(case((inside, offers.c.unit)))),
            func.count(distinct(case((and_(inside, ~offers.c.tracked), offers.c.unit)))),
            func.count(distinct(case((and_(inside, offers.c.if_0), offers.c.unit)))),
            func.count(distinct(case((offers.c.if_0, offers.c.unit)))),
        )
        .where(offers.c.sent_at < span.until)
        .group_by(offers.c.item_id)
    )
    return {
        item: Offered(inside_people, untracked, protected if inside_people else ever)
        for item, inside_people, untracked, protected, ever in connection.execute(query)
    }


def load_together(connection: Connection, span: Span, rules: Rules, items: tuple[str, ...]) -> int:
    """How many different protected people were offered any of these items in the period."""
    offers = _offers(_protected(rules))
    query = select(func.count(distinct(offers.c.unit))).where(
        offers.c.item_id.in_(items), offers.c.if_0, _within(offers.c.sent_at, span)
    )
    return connection.execute(query).scalar_one()


def load_done(connection: Connection, span: Span) -> dict[str, list[tuple[Acts, int]]]:
    """By item, how many of those offered it in the period did each combination of acts before its end."""
    acts, offers = _acts(), _offers()
    flags = [func.max(case((acts.c.kind == kind, 1), else_=0)).label(kind.value) for kind in _FLAGS]
    each = (
        select(offers.c.item_id, offers.c.unit, *flags)
        .join_from(acts, offers, and_(offers.c.delivery_id == acts.c.delivery_id, offers.c.item_id == acts.c.item_id))
        .where(_within(offers.c.sent_at, span), acts.c.at < span.until)
        .group_by(offers.c.item_id, offers.c.unit)
        .subquery()
    )
    kinds = [each.c[kind.value] for kind in _FLAGS]
    found: dict[str, list[tuple[Acts, int]]] = {}
    for item, *did, number in connection.execute(
        select(each.c.item_id, *kinds, func.count()).group_by(each.c.item_id, *kinds)
    ):
        found.setdefault(item, []).append((Acts(*(flag == 1 for flag in did)), number))
    return found


def load_nameless(connection: Connection, span: Span) -> dict[str, Nameless]:
    """By item, the period's human facts that belong to nobody's delivery."""
    acts = _acts()
    query = (
        select(acts.c.item_id, acts.c.kind, func.count(), func.count(distinct(acts.c.code)))
        .where(acts.c.delivery_id.is_(None), acts.c.item_id.is_not(None), _within(acts.c.at, span))
        .group_by(acts.c.item_id, acts.c.kind)
    )
    by_item: dict[str, dict[str, int]] = {}
    for item, kind, number, codes in connection.execute(query):
        by_item.setdefault(item, {})[kind] = codes if kind == FactKind.HIT else number
    return {item: Nameless(*(counted.get(kind, 0) for kind in _FLAGS)) for item, counted in by_item.items()}


def load_clicks(connection: Connection, span: Span) -> dict[str, dict[Verdict, int]]:
    """By item, the period's hits of every class."""
    item = func.coalesce(facts.c.item_id, links.c.item_id)
    query = (
        select(item, facts.c.verdict, func.count())
        .select_from(facts.outerjoin(links, links.c.code == facts.c.code))
        .where(facts.c.kind == FactKind.HIT, _within(facts.c.at, span), item.is_not(None))
        .group_by(item, facts.c.verdict)
    )
    found: dict[str, dict[Verdict, int]] = {}
    for name, verdict, number in connection.execute(query):
        found.setdefault(name, {})[Verdict(verdict)] = number
    return found


def _active(span: Span) -> Subquery:
    """People who at the period's end had not left or stopped, and could get digests: they have an address, or got one.

    `strict` is null for whoever was never sent one, else 1 if any was under a mode that protects them.
    """
    reached = (
        select(
            deliveries.c.person_id,
            func.max(case((deliveries.c.privacy_mode != OPEN, 1), else_=0)).label("strict"),
        )
        .where(deliveries.c.state == DeliveryState.SENT, deliveries.c.sent_at < span.until)
        .group_by(deliveries.c.person_id)
        .subquery()
    )
    addresses = (people.c.email, people.c.slack_id, people.c.slack_found, people.c.teams_id)
    return (
        select(people.c.id, people.c.department, people.c.country, reached.c.strict)
        .select_from(
            people.outerjoin(preferences, preferences.c.person_id == people.c.id).outerjoin(
                reached, reached.c.person_id == people.c.id
            )
        )
        .where(
            people.c.added_at < span.until,
            or_(people.c.left_at.is_(None), people.c.left_at >= span.until),
            func.coalesce(preferences.c.stopped, false()).is_(False),
            or_(*(address != "" for address in addresses), reached.c.strict.is_not(None)),
        )
        .subquery()
    )


def load_members(connection: Connection, span: Span, rules: Rules) -> dict[str, Members]:
    """By department, the active people."""
    active = _active(span)
    keys = (active.c.department, active.c.country, active.c.strict)
    found: dict[str, Members] = {}
    for department, country, strict, number in connection.execute(select(*keys, func.count()).group_by(*keys)):
        so_far = found.get(department, Members())
        protected = number if strict or rules.protects(country) else 0
        concerned = 0 if strict is None else protected
        found[department] = Members(so_far.people + number, so_far.protected + protected, so_far.concerned + concerned)
    return found


def load_involved(connection: Connection, span: Span) -> Mapping[str, int]:
    """By department, the active people who were involved at least once in the period."""
    active, acts = _active(span), _acts()
    query = (
        select(active.c.department, func.count(distinct(active.c.id)).label("involved"))
        .select_from(
            acts.join(deliveries, deliveries.c.id == acts.c.delivery_id).join(
                active, active.c.id == deliveries.c.person_id
            )
        )
        .where(acts.c.kind.in_(INVOLVING), _within(acts.c.at, span))
        .group_by(active.c.department)
    )
    return {row.department: row.involved for row in connection.execute(query)}


def load_pending(connection: Connection, span: Span) -> int:
    """How many facts of the period are so young that their class may still change."""
    query = select(func.count()).where(facts.c.settles_at.is_not(None), _within(facts.c.at, span))
    return connection.execute(query).scalar_one()
