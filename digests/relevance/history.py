"""Loads the past from the ledger: of the people of a batch, and of the company, in a fixed number of queries each.

What was offered stands with the deliveries, which are made further up: this is the one loop of the product, and it goes
through data. So the columns that are read here are named here, and nothing is imported from there.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Row,
    case,
    column,
    distinct,
    extract,
    func,
    not_,
    or_,
    select,
    table,
)

from digests.content.model import Item
from digests.db import UtcDateTime
from digests.ledger.model import FactKind, Verdict
from digests.ledger.store import facts
from digests.people.ladder import Habits, Standing
from digests.people.model import Person
from digests.people.store import known_zone, people
from digests.relevance.past import CompanyPast, Past, lifts

WINDOW = timedelta(days=90)  # what counts as lately
FAIR = timedelta(days=28)  # over which desks get their share
_GIVEN = ("queued", "sending", "sent", "unknown")  # what waits or is in doubt counts: nothing is offered twice
_TOOK_UP = (FactKind.READ, FactKind.TAP, FactKind.COPY, FactKind.CONFIRM)

_deliveries = table(
    "deliveries",
    column("id"),
    column("schedule"),
    column("period"),
    column("person_id"),
    column("department"),
    column("state"),
    column("due_at", UtcDateTime),
    column("sent_at", UtcDateTime),
)
_picks = table("picks", column("delivery_id"), column("item_id"), column("held_out", Boolean))
_offers = _picks.join(_deliveries, _picks.c.delivery_id == _deliveries.c.id)
_human = facts.c.verdict == Verdict.HUMAN


@dataclass(frozen=True, slots=True)
class Period:
    """One period of a schedule; what was offered in it is not yet the past of a digest for it."""

    schedule: str
    name: str


@dataclass(slots=True)
class _Deeds:
    """A person's facts while they are counted."""

    reads: int = 0
    taps: int = 0
    shares: set[tuple[str, str | None]] = field(default_factory=set)  # item and network
    declined: set[str] = field(default_factory=set)
    items: set[str] = field(default_factory=set)  # read, tapped, copied or confirmed
    networks: Counter[str] = field(default_factory=Counter)
    hours: Counter[int] = field(default_factory=Counter)


def load_pasts(
    connection: Connection,
    persons: Collection[Person],
    items: Mapping[str, Item],
    period: Period,
    *,
    now: datetime,
    timezone: str,
) -> dict[str, Past]:
    """The past of each of these people by id, as far as it concerns these items, in four queries.

    Hours are those of the person's own clock; `timezone` is that of whoever has none.
    """
    ids = [person.id for person in persons]
    offered = _load_offered(connection, ids, items, period)
    sent = _load_sent(connection, ids, period, now)
    deeds = _load_deeds(connection, {person.id: person.timezone or timezone for person in persons}, now)
    found = {}
    for person in persons:
        done, (digests, last) = deeds.get(person.id, _Deeds()), sent.get(person.id, (0, None))
        standing = Standing(digests, done.reads, done.taps, len(done.shares), done.networks, done.hours)
        topics = Counter(topic for name in done.items if name in items for topic in folded(items[name]))
        found[person.id] = Past(standing, frozenset(offered.get(person.id, ())), frozenset(done.declined), topics, last)
    return found


def load_company(connection: Connection, items: Mapping[str, Item], now: datetime, timezone: str) -> CompanyPast:
    """What everybody was offered and did lately with these items, until last midnight (UTC), in four queries.

    So it stays the same while an edition goes out, and a preview on that day shows what the send gave.
    """
    now = now.replace(hour=0, minute=0, second=0, microsecond=0)
    offered, desks = _load_offers(connection, items, now)
    return CompanyPast(
        lifts=lifts(offered, _by_topic(_load_taken(connection, now), items)),
        colleagues=_load_colleagues(connection, now),
        desks=desks,
        habits=_load_habits(connection, now, timezone),
    )


def folded(item: Item) -> frozenset[str]:
    """The item's topics in lower case."""
    return frozenset(topic.casefold() for topic in item.topics)


def _load_offered(
    connection: Connection, ids: Collection[str], items: Collection[str], period: Period
) -> dict[str, set[str]]:
    query = (
        select(_deliveries.c.person_id, _picks.c.item_id)
        .select_from(_offers)
        .where(_deliveries.c.person_id.in_(ids), _picks.c.item_id.in_(items), not_(_picks.c.held_out))
        .where(_deliveries.c.state.in_(_GIVEN), _earlier(period))
    )
    found: dict[str, set[str]] = defaultdict(set)
    for row in connection.execute(query):
        found[row.person_id].add(row.item_id)
    return found


def _load_sent(
    connection: Connection, ids: Collection[str], period: Period, now: datetime
) -> dict[str, tuple[int, datetime | None]]:
    """Digests sent lately, and when the last of all was."""
    lately = func.sum(case((_deliveries.c.sent_at >= now - WINDOW, 1), else_=0))
    query = (
        select(_deliveries.c.person_id, lately.label("lately"), func.max(_deliveries.c.sent_at).label("last"))
        .where(_deliveries.c.person_id.in_(ids), _deliveries.c.sent_at.is_not(None), _earlier(period))
        .group_by(_deliveries.c.person_id)
    )
    return {row.person_id: (int(row.lately), row.last) for row in connection.execute(query)}


def _load_deeds(connection: Connection, zones: Mapping[str, str], now: datetime) -> dict[str, _Deeds]:
    own = select(facts.c.person_id, facts.c.kind, facts.c.item_id, facts.c.network, facts.c.at).where(
        facts.c.person_id.in_(zones),
        facts.c.kind.in_((*_TOOK_UP, FactKind.DECLINE)),
        _human,
        facts.c.at >= now - WINDOW,
    )
    hits = (
        select(facts.c.person_id, facts.c.item_id, facts.c.network)
        .where(facts.c.person_id.in_(zones), facts.c.kind == FactKind.HIT, _human, facts.c.at >= now - WINDOW)
        .distinct()
    )
    found: dict[str, _Deeds] = defaultdict(_Deeds)
    for row in connection.execute(own):
        _count(found[row.person_id], row, zones[row.person_id])
    for hit in connection.execute(hits):
        found[hit.person_id].shares.add((hit.item_id, hit.network))
    return found


def _count(deeds: _Deeds, row: Row[*tuple[Any, ...]], zone: str) -> None:
    if row.kind == FactKind.DECLINE:
        deeds.declined.add(row.item_id)
        return
    deeds.items.add(row.item_id)
    if row.kind == FactKind.READ:
        deeds.reads += 1
    if row.kind == FactKind.CONFIRM:
        deeds.shares.add((row.item_id, row.network))
    if row.kind == FactKind.TAP:
        deeds.taps += 1
        deeds.networks[row.network] += 1
        deeds.hours[row.at.astimezone(ZoneInfo(zone)).hour] += 1


def _load_offers(
    connection: Connection, items: Mapping[str, Item], now: datetime
) -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    """Offers by department and topic, and those of the last weeks by desk."""
    lately = func.sum(case((_deliveries.c.due_at >= now - FAIR, 1), else_=0))
    query = (
        select(_deliveries.c.department, _picks.c.item_id, func.count().label("offers"), lately.label("lately"))
        .select_from(_offers)
        .where(_deliveries.c.due_at >= now - WINDOW, _deliveries.c.due_at < now, _deliveries.c.state.in_(_GIVEN))
        .where(not_(_picks.c.held_out))
        .group_by(_deliveries.c.department, _picks.c.item_id)
    )
    rows = [row for row in connection.execute(query) if row.item_id in items]
    desks = Counter[str]()
    for row in rows:
        desks[items[row.item_id].owner] += int(row.lately)
    return _by_topic([(row.department, row.item_id, row.offers) for row in rows], items), desks


def _load_taken(connection: Connection, now: datetime) -> list[tuple[str, str, int]]:
    """How many digests of a department had an item taken up."""
    query = (
        select(facts.c.department, facts.c.item_id, func.count(distinct(facts.c.delivery_id)).label("taken"))
        .where(
            facts.c.kind.in_(_TOOK_UP), _human, facts.c.at.between(now - WINDOW, now), facts.c.department.is_not(None)
        )
        .group_by(facts.c.department, facts.c.item_id)
    )
    return [(row.department, row.item_id, row.taken) for row in connection.execute(query)]


def _load_colleagues(connection: Connection, now: datetime) -> dict[str, int]:
    query = (
        select(facts.c.item_id, func.count(distinct(facts.c.person_id)).label("people"))
        .where(facts.c.kind.in_((FactKind.CONFIRM, FactKind.HIT)), _human, facts.c.at < now)
        .group_by(facts.c.item_id)
    )
    return {row.item_id: row.people for row in connection.execute(query)}


def _load_habits(connection: Connection, now: datetime, timezone: str) -> dict[str, Habits]:
    hour, zone = _utc_hour(connection), known_zone.label("timezone")
    query = (
        select(facts.c.department, zone, facts.c.network, hour.label("hour"), func.count().label("taps"))
        .select_from(facts.join(people, people.c.id == facts.c.person_id))
        .where(
            facts.c.kind == FactKind.TAP, _human, facts.c.at.between(now - WINDOW, now), facts.c.department.is_not(None)
        )
        .group_by(facts.c.department, zone, facts.c.network, hour)
    )
    found: dict[str, tuple[Counter[str], Counter[int]]] = defaultdict(lambda: (Counter(), Counter()))
    for row in connection.execute(query):
        networks, hours = found[row.department]
        networks[row.network] += row.taps
        at = now.replace(hour=int(row.hour))
        hours[at.astimezone(ZoneInfo(row.timezone or timezone)).hour] += row.taps
    return {department: Habits(*counts) for department, counts in found.items()}


def _earlier(period: Period) -> ColumnElement[bool]:
    """Not of this very period: a preview after the send shows what was sent."""
    return or_(_deliveries.c.schedule != period.schedule, _deliveries.c.period != period.name)


def _utc_hour(connection: Connection) -> ColumnElement[int]:
    at = facts.c.at if connection.dialect.name == "sqlite" else func.timezone("UTC", facts.c.at)
    return extract("hour", at)


def _by_topic(counts: Iterable[tuple[str, str, int]], items: Mapping[str, Item]) -> dict[tuple[str, str], int]:
    found = Counter[tuple[str, str]]()
    for department, name, count in counts:
        for topic in folded(items[name]) if name in items else ():
            found[department, topic] += count
    return found
