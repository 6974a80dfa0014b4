"""Where conversions are kept: each once, whose it is, and how many were not taken in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    text,
    update,
)

from digests.content.store import items
from digests.db import JsonList, UtcDateTime, insert, metadata
from digests.delivery.store import deliveries
from digests.ledger.model import FactKind, Verdict
from digests.ledger.store import facts
from digests.measure.attribution import Click, Decision, Reason, State
from digests.measure.claims import Claim, Source
from digests.money import Money

PARKED = text(f"state = '{State.PARKED}'")
DAY = timedelta(days=1)  # how long a visitor can be told from another

conversions = Table(
    "conversions",
    metadata,
    Column("id", String(32), primary_key=True),  # of goal and external id: what makes a second telling harmless
    Column("goal", String(80), nullable=False),
    Column("external_id", String(200), info={"privacy": "visitor"}),  # of whoever told it; cleared like raw facts
    Column("source", String(12), nullable=False),
    Column("verified", Boolean, nullable=False),
    Column("content", String(32), nullable=False),  # a hash of what was told, to know the same from another
    Column("state", String(16), nullable=False),
    Column("reason", String(20)),
    Column("click_id", String(64), info={"privacy": "click"}),  # the id of a fact
    Column("earlier", JsonList, nullable=False),
    Column("item_id", String(120)),
    Column("network", String(20)),
    Column("minor", BigInteger),  # value in the currency's smallest unit
    Column("currency", String(3)),
    Column("at", UtcDateTime, nullable=False),
    Column("received_at", UtcDateTime, nullable=False, info={"ages": "conversions"}),
    Column("waits_until", UtcDateTime, nullable=False),  # for a click that is not known
    Index("conversions_goal", "goal", "at"),
    Index("conversions_received", "verified", "goal", "received_at"),
    Index("conversions_parked", "waits_until", sqlite_where=PARKED, postgresql_where=PARKED),
)

credits_ = Table(
    "attributions",
    metadata,
    Column("conversion_id", String(32), ForeignKey("conversions.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),  # in order of time
    Column("click_id", String(40), info={"privacy": "click"}),  # the id of a fact
    Column("item_id", String(120)),
    Column("network", String(20)),
    Column("millionths", Integer, nullable=False),
    Column("minor", BigInteger),
    Index("attributions_click", "click_id"),
)

untaken = Table(
    "conversions_untaken",
    metadata,
    Column("hour", UtcDateTime, primary_key=True),
    Column("goal", String(80), primary_key=True),  # empty: none of ours
    Column("outcome", String(16), primary_key=True),  # duplicate or refused
    Column("number", Integer, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversion as it stands."""

    id: str
    claim: Claim
    state: State
    reason: Reason | None
    waits_until: datetime


@dataclass(frozen=True, slots=True)
class Sharer:
    """Whose link was followed, and what protects them."""

    person_id: str | None = None
    department: str | None = None
    country: str = ""
    collected_under: str = "works_council"


NOBODY = Sharer()
STRICTEST = NOBODY.collected_under


def load_contents(connection: Connection, ids: Collection[str]) -> dict[str, tuple[str, State]]:
    """By id, what was told of conversions that are there, and where they stand."""
    query = select(conversions.c.id, conversions.c.content, conversions.c.state).where(conversions.c.id.in_(ids))
    return {row.id: (row.content, State(row.state)) for row in connection.execute(query)}


def load_items(connection: Connection, ids: Collection[str]) -> frozenset[str]:
    """Those of these items that are in the queue, or were."""
    return frozenset(connection.scalars(select(items.c.id).where(items.c.id.in_(ids)))) if ids else frozenset()


def load_clicks(connection: Connection, ids: Collection[str]) -> dict[str, Click]:
    """Those of these hits that are in the ledger."""
    if not ids:
        return {}
    query = select(facts).where(facts.c.id.in_(ids), facts.c.kind == FactKind.HIT)
    return {row.id: _click(row) for row in connection.execute(query)}


def load_companions(connection: Connection, clicks: Collection[Click]) -> list[Click]:
    """People's clicks by the same visitors on the same day; where a visitor is not known, there are none."""
    near = [
        and_(facts.c.visitor == click.visitor, facts.c.at.between(click.at - DAY, click.at))
        for click in clicks
        if click.visitor
    ]
    if not near:
        return []
    human = (facts.c.kind == FactKind.HIT, facts.c.verdict == Verdict.HUMAN, facts.c.settles_at.is_(None))
    return [_click(row) for row in connection.execute(select(facts).where(*human, or_(*near)))]


def load_sharers(connection: Connection, clicks: Collection[str]) -> dict[str | None, Sharer]:
    """By click, whose link was followed, and what protects them."""
    if not clicks:
        return {}
    query = (
        select(facts.c.id, facts.c.person_id, facts.c.department, deliveries.c.country, deliveries.c.privacy_mode)
        .outerjoin_from(facts, deliveries, deliveries.c.id == facts.c.delivery_id)
        .where(facts.c.id.in_(clicks))
    )
    return {
        row.id: Sharer(row.person_id, row.department, row.country or "", row.privacy_mode or STRICTEST)
        for row in connection.execute(query)
    }


def add(connection: Connection, found: Sequence[Kept], now: datetime) -> frozenset[str]:
    """Writes conversions that came in now; names those that were not there yet."""
    if not found:
        return frozenset()
    rows = [_row(kept, now) for kept in found]
    statement = insert(connection, conversions).values(rows).on_conflict_do_nothing().returning(conversions.c.id)
    return frozenset(connection.scalars(statement))


def add_credits(connection: Connection, decided: Mapping[str, Decision]) -> None:
    """Writes whose conversions are, by id."""
    rows = [
        {
            "conversion_id": conversion_id,
            "position": position,
            "click_id": credit.click_id,
            "item_id": credit.item_id,
            "network": credit.network,
            "millionths": credit.millionths,
            "minor": credit.minor,
        }
        for conversion_id, decision in decided.items()
        for position, credit in enumerate(decision.credits)
    ]
    if rows:
        connection.execute(insert(connection, credits_), rows)


def replace_decisions(connection: Connection, decided: Mapping[str, Decision]) -> None:
    """Conversions stand elsewhere now, and whose they were is forgotten."""
    if not decided:
        return
    connection.execute(delete(credits_).where(credits_.c.conversion_id.in_(decided)))
    statement = (
        update(conversions)
        .where(conversions.c.id == bindparam("conversion_id"))
        .values(state=bindparam("to_state"), reason=bindparam("to_reason"))
    )
    rows = [
        {"conversion_id": conversion_id, "to_state": one.state, "to_reason": one.reason}
        for conversion_id, one in decided.items()
    ]
    connection.execute(statement, rows)


def load_due(connection: Connection, now: datetime, limit: int) -> list[Kept]:
    """Parked conversions whose click is there and final, or is not waited for any longer; held for this transaction."""
    click = select(facts.c.id).where(facts.c.id == conversions.c.click_id)
    final = exists(click.where(facts.c.settles_at.is_(None)))
    over = and_(conversions.c.waits_until <= now, ~exists(click))
    return _load(connection, and_(conversions.c.state == State.PARKED, or_(final, over)), limit)


def load_moved(connection: Connection, limit: int) -> list[Kept]:
    """Conversions whose click is classed otherwise than when they were decided; held for this transaction."""
    credited = (
        select(credits_.c.conversion_id)
        .join(facts, facts.c.id == credits_.c.click_id)
        .where(facts.c.verdict != Verdict.HUMAN)
    )
    clicked = exists().where(facts.c.id == conversions.c.click_id, facts.c.verdict == Verdict.HUMAN)
    turned = and_(conversions.c.reason == Reason.NOT_HUMAN, clicked)
    return _load(connection, or_(conversions.c.id.in_(credited), turned), limit)


def count_unverified(connection: Connection, goal: str, since: datetime) -> int:
    """How many conversions of a goal came in without proof since then."""
    query = select(func.count()).where(
        conversions.c.verified.is_(False), conversions.c.goal == goal, conversions.c.received_at >= since
    )
    return connection.execute(query).scalar_one()


def count_untaken(connection: Connection, now: datetime, outcomes: Mapping[tuple[str, str], int]) -> None:
    """Adds to how many were not taken in, by goal and outcome, in this hour."""
    if not outcomes:
        return
    hour = now.replace(minute=0, second=0, microsecond=0)
    rows = [
        {"hour": hour, "goal": goal, "outcome": outcome, "number": number}
        for (goal, outcome), number in sorted(outcomes.items())  # in one order, so that no two wait for each other
    ]
    statement = insert(connection, untaken).values(rows)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["hour", "goal", "outcome"],
            set_={"number": untaken.c.number + statement.excluded.number},
        )
    )


def listed(connection: Connection, states: Collection[State], goal: str, limit: int) -> list[tuple[Kept, datetime]]:
    """Conversions that stand there and when they came in, the newest first; of every goal where none is named."""
    query = select(conversions).where(conversions.c.state.in_(states))
    if goal:
        query = query.where(conversions.c.goal == goal)
    query = query.order_by(conversions.c.received_at.desc(), conversions.c.id).limit(limit)
    return [(_kept(row), row.received_at) for row in connection.execute(query)]


def counts(connection: Connection) -> dict[tuple[str, str, bool], int]:
    """By goal, state and whether it is verified, how many conversions there are."""
    keys = (conversions.c.goal, conversions.c.state, conversions.c.verified)
    query = select(*keys, func.count()).group_by(*keys).order_by(*keys)
    return {(goal, state, verified): number for goal, state, verified, number in connection.execute(query)}


def _load(connection: Connection, condition: ColumnElement[bool], limit: int) -> list[Kept]:
    query = select(conversions).where(condition).order_by(conversions.c.id).limit(limit)
    return [_kept(row) for row in connection.execute(query.with_for_update(skip_locked=True))]


def _row(kept: Kept, received: datetime) -> dict[str, Any]:
    claim = kept.claim
    return {
        "id": kept.id,
        "goal": claim.goal,
        "external_id": claim.external_id,
        "source": claim.source,
        "verified": claim.source.verified,
        "content": claim.content,
        "state": kept.state,
        "reason": kept.reason,
        "click_id": claim.click_id,
        "earlier": claim.earlier,
        "item_id": claim.item_id,
        "network": claim.network,
        "minor": claim.value.minor if claim.value else None,
        "currency": claim.value.currency if claim.value else None,
        "at": claim.at,
        "received_at": received,
        "waits_until": kept.waits_until,
    }


def _kept(row: Row[Any]) -> Kept:
    claim = Claim(
        external_id=row.external_id or "",
        goal=row.goal,
        at=row.at,
        source=Source(row.source),
        click_id=row.click_id,
        earlier=row.earlier,
        item_id=row.item_id,
        network=row.network,
        value=None if row.minor is None else Money(row.minor, row.currency),
        content=row.content,
    )
    return Kept(row.id, claim, State(row.state), Reason(row.reason) if row.reason else None, row.waits_until)


def _click(row: Row[Any]) -> Click:
    return Click(
        id=row.id,
        at=row.at,
        item_id=row.item_id,
        network=row.network,
        verdict=Verdict(row.verdict),
        final=row.settles_at is None,
        visitor=row.visitor,
    )
