"""What a report says of items: offers, clicks and deeds, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    Subquery,
    and_,
    case,
    cast,
    distinct,
    func,
    literal,
    or_,
    select,
    text,
    union_all,
)

from digests.delivery.store import deliveries
from digests.edition.store import picks
from digests.ledger.model import FactKind, Verdict
from digests.ledger.store import facts
from digests.measure import naming, sources
from digests.measure.counters import fact_counts, offer_counts, repeats
from digests.measure.disclosure import OPEN, Rules
from digests.measure.involvement import Acts, Nameless
from digests.measure.rollup import until_when
from digests.measure.sources import FIRSTS, ordinals, sent
from digests.measure.span import Reading, Span
from digests.measure.taken import acts_of

# A delivery whose person was erased still stands for one person.
UNIT = func.coalesce(deliveries.c.person_id, literal("#") + cast(deliveries.c.id, String))


@dataclass(frozen=True, slots=True)
class Offered:
    """How many people were offered an item in the period, and what that means for their privacy."""

    people: int = 0
    untracked: int = 0
    protected: int = 0  # of those people; where there are none, of all who were ever offered it; without the named


class Repeat(NamedTuple):
    """One of several offers of an item to the same person."""

    item_id: str
    origin: int
    delivery_id: int
    sent_at: datetime
    tracked: bool
    protected: bool


@dataclass(slots=True)
class Counted:
    """The facts on an item, counted."""

    clicks: dict[Verdict, int] = field(default_factory=lambda: defaultdict(int))
    nameless: dict[FactKind, int] = field(default_factory=lambda: defaultdict(int))
    nameless_networks: set[str] = field(default_factory=set)  # that have a nameless link with a human click
    networks: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # human clicks
    texts: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # human clicks

    @property
    def deeds(self) -> Nameless:
        """What people did of whom nobody knows who they are; a link they have in common counts once."""
        done = self.nameless
        return Nameless(
            reads=done[FactKind.READ],
            taps=done[FactKind.TAP],
            copies=done[FactKind.COPY],
            confirms=done[FactKind.CONFIRM],
            clicked=len(self.nameless_networks),
        )


def reading(connection: Connection, span: Span) -> Reading:
    """The period, and how far it is rolled up; PostgreSQL may take memory enough to sort none of it on disk."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL work_mem = '64MB'"))
    return Reading(span, until_when(connection))


def load_repeats(connection: Connection, read: Reading, rules: Rules) -> list[Repeat]:
    """Offers of an item to somebody to whom another delivery before the period's end offered it as well."""
    since = read.counted or datetime.min.replace(tzinfo=read.span.until.tzinfo, year=1970)
    late = sources.repeats_of(since, max(read.span.until, since)).subquery()
    both = union_all(select(repeats), select(late)).subquery()
    query = (
        select(
            both.c.item_id,
            func.min(both.c.origin_id),
            both.c.delivery_id,
            deliveries.c.sent_at,
            deliveries.c.tracked,
            deliveries.c.country,
            deliveries.c.privacy_mode,
        )
        .join(deliveries, deliveries.c.id == both.c.delivery_id)
        .where(deliveries.c.sent_at < read.span.until)
        .group_by(both.c.item_id, both.c.delivery_id, deliveries.c.id)
    )
    return [
        Repeat(*row[:5], guarded(rules, country=row.country, mode=row.privacy_mode))
        for row in connection.execute(query)
    ]


def guarded(rules: Rules, *, country: str, mode: str) -> bool:
    """Whether a delivery's person is shown in groups only: by today's mode, or by the one it was collected under."""
    return mode != OPEN or rules.protects(country)


def load_offers(connection: Connection, read: Reading, rules: Rules, again: Iterable[Repeat]) -> dict[str, Offered]:
    """By item, everything that was ever offered before the period's end, each person once."""
    inside: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    ever: dict[str, int] = defaultdict(int)
    for item, country, mode, tracked, here, before in connection.execute(_offer_rows(read)):
        strict = guarded(rules, country=country, mode=mode)
        _tally(inside[item], int(here or 0), tracked=tracked, strict=strict)
        ever[item] += int(before or 0) * strict
    for group in _groups(again).values():
        item = group[0].item_id
        ever[item] -= max(0, sum(one.protected for one in group) - 1)
        lately = [one for one in group if one.sent_at >= read.span.since]
        inside[item][0] -= max(0, len(lately) - 1)
        inside[item][1] -= max(0, sum(not one.tracked for one in lately) - 1)
        inside[item][2] -= max(0, sum(one.protected for one in lately) - 1)
    for item, (known_lately, known_ever) in _known(connection, read.span, rules).items():
        inside[item][2] -= known_lately
        ever[item] -= known_ever
    return {
        item: Offered(people, untracked, strict or ever[item]) for item, (people, untracked, strict) in inside.items()
    }


def _known(connection: Connection, span: Span, rules: Rules) -> dict[str, tuple[int, int]]:
    """By item, how many people whose names are told stand among those counted as protected: in the period, and ever."""
    if not rules.asks:
        return {}
    lately = case((span.holds(deliveries.c.sent_at), deliveries.c.person_id))
    query = (
        select(picks.c.item_id, func.count(distinct(lately)), func.count(distinct(deliveries.c.person_id)))
        .join_from(picks, deliveries, deliveries.c.id == picks.c.delivery_id)
        .where(sent, picks.c.held_out.is_(False), deliveries.c.sent_at < span.until)
        .where(naming.strict(rules), naming.known(rules, deliveries.c.person_id))
        .group_by(picks.c.item_id)
    )
    return {item: (here, before) for item, here, before in connection.execute(query)}


def _tally(tally: list[int], people: int, *, tracked: bool, strict: bool) -> None:
    tally[0] += people
    tally[1] += people * (not tracked)
    tally[2] += people * strict


def _groups(again: Iterable[Repeat]) -> dict[tuple[str, int], list[Repeat]]:
    found: dict[tuple[str, int], list[Repeat]] = defaultdict(list)
    for one in again:
        found[one.item_id, one.origin].append(one)
    return found


def _offer_rows(read: Reading) -> Any:
    """Offers by item and what decides who may see them: those of the period, and all before its end."""
    low, high = read.days
    keys = ("item_id", "country", "privacy_mode", "tracked")
    here = case((and_(offer_counts.c.day >= low, offer_counts.c.day < high), offer_counts.c.number), else_=0)
    rolled = (
        select(*(offer_counts.c[key] for key in keys), func.sum(here), func.sum(offer_counts.c.number))
        .where(offer_counts.c.day < read.before)
        .group_by(*(offer_counts.c[key] for key in keys))
    )
    at = deliveries.c.sent_at
    late = (
        select(
            picks.c.item_id,
            *(deliveries.c[key] for key in keys[1:]),
            func.sum(case((read.raw(at), 1), else_=0)),
            func.sum(case((read.raw_ever(at), 1), else_=0)),
        )
        .select_from(picks.join(deliveries, deliveries.c.id == picks.c.delivery_id))
        .where(sent, picks.c.held_out.is_(False), or_(read.raw(at), read.raw_ever(at)))
        .group_by(picks.c.item_id, *(deliveries.c[key] for key in keys[1:]))
    )
    return union_all(rolled, late)


def load_together(connection: Connection, span: Span, rules: Rules, items: Collection[str]) -> int:
    """How many different protected people were offered any of these items in the period."""
    query = (
        select(func.count(distinct(UNIT)))
        .select_from(picks.join(deliveries, deliveries.c.id == picks.c.delivery_id))
        .where(sent, picks.c.held_out.is_(False), picks.c.item_id.in_(items), span.holds(deliveries.c.sent_at))
        .where(naming.protected(rules))
    )
    return connection.execute(query).scalar_one()


def load_done(connection: Connection, read: Reading, again: Sequence[Repeat]) -> dict[str, list[tuple[Acts, int]]]:
    """By item, how many of those offered it in the period did each combination of acts before its end."""
    each = acts_of(read)
    flags = [each.c[name] for name in FIRSTS]
    query = select(each.c.item_id, *flags, func.count()).group_by(each.c.item_id, *flags)
    found: dict[str, dict[Acts, int]] = defaultdict(lambda: defaultdict(int))
    for item, *did, number in connection.execute(query):
        found[item][Acts(*(flag == 1 for flag in did))] += number
    for item, several in _several(connection, each, again):
        for acts in several:
            found[item][acts] -= 1
        found[item][_merged(several)] += 1
    return {item: [(acts, number) for acts, number in done.items() if number] for item, done in found.items()}


def _several(connection: Connection, each: Subquery, again: Sequence[Repeat]) -> list[tuple[str, list[Acts]]]:
    """By item, the acts of each person to whom several deliveries offered it."""
    origins = {(one.item_id, one.delivery_id): one.origin for one in again}
    ids = [one.delivery_id for one in again] or [0]
    near = each.c.delivery_id.between(min(ids), max(ids)), each.c.item_id.in_({one.item_id for one in again})
    query = select(each).where(*near)
    found: dict[tuple[str, int], list[Acts]] = defaultdict(list)
    for item, delivery, *did in connection.execute(query):
        origin = origins.get((item, delivery))
        if origin is not None:
            found[item, origin].append(Acts(*(flag == 1 for flag in did)))
    return [(item, several) for (item, _), several in found.items()]


def _merged(several: Iterable[Acts]) -> Acts:
    """What one person did, over all of these."""
    every = list(several)
    return Acts(
        read=any(acts.read for acts in every),
        tap=any(acts.tap for acts in every),
        copy=any(acts.copy for acts in every),
        confirm=any(acts.confirm for acts in every),
        clicked=any(acts.clicked for acts in every),
    )


def load_counted(connection: Connection, read: Reading) -> dict[str, Counted]:
    """By item, the period's facts."""
    found: dict[str, Counted] = defaultdict(Counted)
    keys = ("item_id", "kind", "verdict", "network", "nameless", "text_key")
    for item, kind, verdict, network, nameless, text_key, total in connection.execute(_fact_rows(read, keys)):
        counted, human, number = found[item], verdict == Verdict.HUMAN, int(total)
        if kind == FactKind.HIT:
            counted.clicks[Verdict(verdict)] += number
        if kind == FactKind.HIT and human:
            counted.networks[network] += number
            counted.texts[text_key] += number
        if nameless and human:
            counted.nameless[FactKind(kind)] += number
            counted.nameless_networks |= {network} if kind == FactKind.HIT else set()
    return found


def load_days(connection: Connection, read: Reading) -> dict[tuple[str, str], int]:
    """By item and day, the human clicks."""
    human = fact_counts.c.kind == FactKind.HIT, fact_counts.c.verdict == Verdict.HUMAN
    also = facts.c.kind == FactKind.HIT, facts.c.verdict == Verdict.HUMAN
    rows = connection.execute(_fact_rows(read, ("item_id", "day"), human, also))
    found: dict[tuple[str, str], int] = defaultdict(int)
    for item, day, number in rows:
        found[item, day] += int(number)
    return found


def _fact_rows(
    read: Reading,
    keys: Sequence[str],
    rolled_where: Iterable[ColumnElement[bool]] = (),
    late_where: Iterable[ColumnElement[bool]] = (),
) -> Any:
    low, high = read.days
    rolled = (
        select(*(fact_counts.c[key] for key in keys), func.sum(fact_counts.c.number))
        .where(fact_counts.c.day >= low, fact_counts.c.day < high, *rolled_where)
        .group_by(*(fact_counts.c[key] for key in keys))
    )
    late = sources.fact_counts_of(or_(read.raw(facts.c.at), read.unsettled()), *late_where).subquery()
    return union_all(
        rolled, select(*(late.c[key] for key in keys), func.sum(late.c.number)).group_by(*ordinals(len(keys)))
    )


def load_pending(connection: Connection, span: Span) -> int:
    """How many facts of the period are so young that their class may still change."""
    query = select(func.count()).where(facts.c.settles_at.is_not(None), span.holds(facts.c.at))
    return connection.execute(query).scalar_one()
