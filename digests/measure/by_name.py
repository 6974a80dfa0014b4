"""What people did one by one, of those who may be named: in order of name, never of figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, case, distinct, func, select

from digests.delivery.store import deliveries
from digests.edition.store import picks
from digests.ledger.model import FactKind, Verdict
from digests.ledger.store import facts
from digests.measure.attribution import WHOLE, State
from digests.measure.conversion_store import conversions, credits_
from digests.measure.disclosure import Rules
from digests.measure.involvement import Acts
from digests.measure.model import PersonFigures
from digests.measure.naming import named
from digests.measure.sources import FIRSTS, deeds_of, ordinals, sent
from digests.measure.span import Span
from digests.people.store import people


@dataclass(slots=True)
class _Tally:
    read: int = 0
    tapped: int = 0
    shared: int = 0


def section(connection: Connection, span: Span, rules: Rules) -> tuple[PersonFigures, ...]:
    """The figures of whoever may be named and was offered something, or whose links were followed, in five queries."""
    if not rules.names:
        return ()
    who = named(rules)
    found = connection.execute(
        select(people.c.id, people.c.name, people.c.department).where(people.c.id.in_(who))
    ).all()
    offered = _numbers(connection, _offered(span, who))
    done = _done(connection, span, who)
    clicks = _numbers(connection, _clicks(span, who))
    brought = _numbers(connection, _conversions(span, who))
    every = (
        PersonFigures(
            id=row.id,
            name=row.name,
            department=row.department,
            offered=offered.get(row.id, 0),
            read=done.get(row.id, _Tally()).read,
            tapped=done.get(row.id, _Tally()).tapped,
            shared=done.get(row.id, _Tally()).shared,
            clicks=clicks.get(row.id, 0),
            conversions=brought.get(row.id, 0) / WHOLE,
        )
        for row in found
    )
    told = (one for one in every if one.offered or one.clicks or one.conversions)
    return tuple(sorted(told, key=lambda one: (one.name.casefold(), one.id)))


def _numbers(connection: Connection, query: Select[Any]) -> Mapping[str, int]:
    return {person: int(number) for person, number in connection.execute(query)}


def _offered(span: Span, who: Select[tuple[str]]) -> Select[Any]:
    """How many items each was offered."""
    return (
        select(deliveries.c.person_id, func.count(distinct(picks.c.item_id)))
        .join_from(picks, deliveries, deliveries.c.id == picks.c.delivery_id)
        .where(sent, picks.c.held_out.is_(False), span.holds(deliveries.c.sent_at), deliveries.c.person_id.in_(who))
        .group_by(deliveries.c.person_id)
    )


def _done(connection: Connection, span: Span, who: Select[tuple[str]]) -> Mapping[str, _Tally]:
    """How many of those items each read, tapped and shared: by the ledger, which loses people as soon as it is due."""
    deed = deeds_of(facts.c.person_id.in_(who), span.holds(facts.c.at)).subquery()
    flags = (func.max(case((deed.c[name].is_not(None), 1), else_=0)).label(name) for name in FIRSTS)
    each = (
        select(deliveries.c.person_id, deed.c.item_id, *flags)
        .join_from(deed, deliveries, deliveries.c.id == deed.c.delivery_id)
        .where(span.holds(deed.c.offered_at), deliveries.c.person_id.in_(who))
        .group_by(deliveries.c.person_id, deed.c.item_id)
        .subquery()
    )
    keys = (each.c.person_id, *(each.c[name] for name in FIRSTS))
    found: dict[str, _Tally] = {}
    for person, *did, number in connection.execute(select(*keys, func.count()).group_by(*ordinals(len(keys)))):
        acts, tally = Acts(*(flag == 1 for flag in did)), found.setdefault(person, _Tally())
        tally.read += number * acts.read
        tally.tapped += number * acts.tapped
        tally.shared += number * acts.shared
    return found


def _clicks(span: Span, who: Select[tuple[str]]) -> Select[Any]:
    """How often people followed each one's links."""
    human = and_(facts.c.kind == FactKind.HIT, facts.c.verdict == Verdict.HUMAN)
    return (
        select(facts.c.person_id, func.count())
        .where(human, span.holds(facts.c.at), facts.c.person_id.in_(who))
        .group_by(facts.c.person_id)
    )


def _conversions(span: Span, who: Select[tuple[str]]) -> Select[Any]:
    """What of conversions each one's links led to, in millionths."""
    return (
        select(facts.c.person_id, func.sum(credits_.c.millionths))
        .join_from(credits_, conversions, conversions.c.id == credits_.c.conversion_id)
        .join(facts, facts.c.id == credits_.c.click_id)
        .where(conversions.c.verified, conversions.c.state == State.ATTRIBUTED, span.holds(conversions.c.at))
        .where(facts.c.person_id.in_(who))
        .group_by(facts.c.person_id)
    )
