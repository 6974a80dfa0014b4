"""What needs doing today: for one person, by their desks and what they may decide."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select, true

from digests.content.body import from_json
from digests.content.model import Item, ItemState
from digests.content.store import items
from digests.delivery.model import DeliveryState
from digests.delivery.store import deliveries
from digests.edition.model import EditionState
from digests.edition.store import editions
from digests.newsroom.feeds.asking import failing
from digests.newsroom.feeds.model import Feed
from digests.newsroom.model import WROTE, Done
from digests.newsroom.standing import Act, Standing
from digests.newsroom.store import item_decisions
from digests.newsroom.waiting import load_waiting
from digests.people.store import people

SOON = timedelta(days=7)  # what ends within is worth a look
LATELY = timedelta(days=60)  # what was sent back longer ago is not waited for any more
MOST = 6  # of a kind; how many there are is told beside
ENOUGH = 5  # open items a desk's readers can choose from


@dataclass(frozen=True, slots=True)
class Some:
    """The first of something, and how many there are in all."""

    items: tuple[Item, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class Returned:
    """An item that was sent back to whoever wrote or submitted it."""

    item: Item
    reason: str
    at: datetime
    by: str = ""  # a name; empty where nobody of the directory did


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An edition that is going out, over all time zones, and how far it is."""

    schedule: str
    period: str
    counts: dict[str, int]  # deliveries by state

    @property
    def total(self) -> int:
        """How many people it is for."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """How many deliveries are settled, one way or another."""
        open_ = (DeliveryState.QUEUED, DeliveryState.SENDING)
        return self.total - sum(self.counts.get(state, 0) for state in open_)

    @property
    def failed(self) -> int:
        """How many could not be delivered."""
        return self.counts.get(DeliveryState.FAILED, 0)

    @property
    def doubtful(self) -> int:
        """Of how many nobody knows whether they arrived."""
        return self.counts.get(DeliveryState.UNKNOWN, 0)


@dataclass(frozen=True, slots=True)
class Agenda:
    """Everything that somebody should know when they come in."""

    decide: Some = Some()  # waits for this person's decision, what waits longest first
    returned: tuple[Returned, ...] = ()
    suggested: Some = Some()  # the newest first
    ending: Some = Some()  # what ends first
    dry: tuple[tuple[str, int], ...] = ()  # desks of theirs with few open items, and how many
    outgoing: tuple[Outgoing, ...] = ()
    feeds: tuple[Feed, ...] = ()  # that fail

    @property
    def clear(self) -> bool:
        """Whether nothing waits for them."""
        return not (self.decide.total or self.returned or self.suggested.total or self.feeds or self.dry)


def agenda(connection: Connection, standing: Standing, now: datetime, *, own: bool = False) -> Agenda:
    """What there is to do for somebody; `own`: they may decide on what they wrote themselves."""
    return Agenda(
        decide=_decide(connection, standing, now, own=own),
        returned=_returned(connection, standing, now),
        suggested=_suggested(connection, standing),
        ending=_ending(connection, standing, now),
        dry=_dry(connection, standing, now),
        outgoing=_outgoing(connection),
        feeds=tuple(feed for feed in failing(connection) if standing.may(Act.EDIT, feed.wanted.desk)),
    )


def _decide(connection: Connection, standing: Standing, now: datetime, *, own: bool) -> Some:
    """In review, and theirs to decide: also for somebody who is away."""
    who = standing.person_id
    waiting = load_waiting(connection, now)
    mine = [
        item for item in waiting.items if who in waiting.deciding(item) and (own or who not in waiting.authors(item))
    ]
    since = {item.id: (waiting.decisions.get(item.id) or ())[-1:] for item in mine}
    mine.sort(key=lambda item: (since[item.id][0].at if since[item.id] else now, item.id))
    return Some(tuple(mine[:MOST]), len(mine))


def _returned(connection: Connection, standing: Standing, now: datetime) -> tuple[Returned, ...]:
    """Drafts of theirs that somebody asked to change, and that nobody changed since."""
    wrote = select(item_decisions.c.item_id).where(
        item_decisions.c.person_id == standing.person_id,
        item_decisions.c.act.in_([act.value for act in (*WROTE, Done.SUBMITTED)]),
    )
    query = (
        select(
            items.c.id, items.c.body, items.c.version, items.c.owner,
            item_decisions.c.reason, item_decisions.c.at, people.c.name,
        )
        .join_from(
            items,
            item_decisions,
            and_(item_decisions.c.item_id == items.c.id, item_decisions.c.version == items.c.version),
        )
        .outerjoin(people, people.c.id == item_decisions.c.person_id)
        .where(
            items.c.state == ItemState.DRAFT.value,
            item_decisions.c.act == Done.ASKED.value,
            item_decisions.c.at > now - LATELY,
            items.c.id.in_(wrote),
        )
        .order_by(item_decisions.c.at)
        .limit(MOST)
    )  # fmt: skip
    return tuple(
        Returned(from_json(row.id, row.body, row.version), row.reason, row.at, row.name or "")
        for row in connection.execute(query)
        if standing.may(Act.EDIT, row.owner)
    )


def _suggested(connection: Connection, standing: Standing) -> Some:
    where = and_(items.c.state == ItemState.SUGGESTED.value, _of_desks(standing, Act.EDIT))
    return _some(connection, where, items.c.added_at.desc())


def _ending(connection: Connection, standing: Standing, now: datetime) -> Some:
    where = and_(
        items.c.state == ItemState.APPROVED.value,
        items.c.expires > now,
        items.c.expires <= now + SOON,
        _of_desks(standing, Act.EDIT),
    )
    return _some(connection, where, items.c.expires)


def _some(connection: Connection, where: ColumnElement[bool], order: ColumnElement[datetime]) -> Some:
    total = connection.scalar(select(func.count()).select_from(items).where(where)) or 0
    query = select(items.c.id, items.c.body, items.c.version).where(where).order_by(order, items.c.id).limit(MOST)
    return Some(tuple(from_json(row.id, row.body, row.version) for row in connection.execute(query)), total)


def _dry(connection: Connection, standing: Standing, now: datetime) -> tuple[tuple[str, int], ...]:
    """Desks whose items are nearly all over; a desk that never had one is not told of."""
    is_open = and_(
        items.c.state == ItemState.APPROVED.value,
        or_(items.c.publish.is_(None), items.c.publish <= now + SOON),
        or_(items.c.expires.is_(None), items.c.expires > now),
    )
    query = (
        select(items.c.owner, func.count().filter(is_open))
        .where(_of_desks(standing, Act.EDIT), items.c.owner != "")
        .group_by(items.c.owner)
        .order_by(items.c.owner)
    )
    return tuple((row[0], row[1]) for row in connection.execute(query) if row[1] < ENOUGH)


def _outgoing(connection: Connection) -> tuple[Outgoing, ...]:
    query = (
        select(editions.c.schedule, editions.c.period, deliveries.c.state, func.count())
        .join_from(editions, deliveries, deliveries.c.edition_id == editions.c.id)
        .where(editions.c.state == EditionState.OPEN.value)
        .group_by(editions.c.schedule, editions.c.period, deliveries.c.state)
        .order_by(editions.c.schedule, editions.c.period)
    )
    found: dict[tuple[str, str], dict[str, int]] = {}
    for schedule, period, state, number in connection.execute(query):
        found.setdefault((schedule, period), {})[state] = number
    return tuple(Outgoing(*key, counts) for key, counts in found.items())


def _of_desks(standing: Standing, act: Act) -> ColumnElement[bool]:
    """Items of the desks with which they may do this, those of no desk yet among them."""
    if standing.admin:
        return true()
    mine = [desk for desk, acts in standing.desks.items() if act in acts]
    return or_(func.lower(items.c.owner).in_(mine), items.c.owner == "") if mine else false()
