"""Where facts are kept: one append-only table, and the day's key for visitors."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    delete,
    func,
    or_,
    select,
    tuple_,
    update,
)

from digests.db import JsonList, UtcDateTime, insert, metadata
from digests.ledger.model import Fact, FactKind, Judgement, Verdict

facts = Table(
    "facts",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("rules", JsonList, nullable=False),
    Column("rule_version", Integer, nullable=False),
    Column("settles_at", UtcDateTime),
    Column("delivery_id", Integer),
    Column("person_id", String(120), info={"privacy": "person"}),
    Column("department", String(200)),
    Column("item_id", String(120)),
    Column("network", String(20)),
    Column("code", String(24), info={"privacy": "link"}),
    Column("agent", Text, info={"privacy": "visitor"}),
    Column("referrer_host", String(255), info={"privacy": "visitor"}),
    Column("visitor", String(40), info={"privacy": "visitor"}),
    Column("origin", String(40), info={"privacy": "visitor"}),
    Index("facts_person", "person_id", "kind"),
    Index("facts_item", "item_id", "kind", "verdict"),
    Index("facts_settles", "settles_at"),
    Index("facts_delivery", "delivery_id"),
    Index("facts_at", "at"),
)

day_keys = Table(
    "day_keys",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("key", LargeBinary, nullable=False),
)


OWN = (FactKind.TAP, FactKind.COPY, FactKind.CONFIRM, FactKind.READ)  # what a person does with their own digest
JUDGED = (*OWN, FactKind.HIT)  # what the rules give a class
Place = tuple[datetime, str]  # of a fact in the order of time


@dataclass(frozen=True, slots=True)
class Classed:
    """How many facts of a kind have a class, by the flags and the version of the rules that gave it."""

    kind: FactKind
    verdict: Verdict
    rules: tuple[str, ...]
    version: int
    facts: int


def add(connection: Connection, added: Sequence[Fact]) -> None:
    """Writes facts; one that is there already stays as it is."""
    if added:
        rows = [{field.name: getattr(fact, field.name) for field in fields(Fact)} for fact in added]
        connection.execute(insert(connection, facts).on_conflict_do_nothing(), rows)


def take_back(connection: Connection, fact_id: str) -> None:
    """A person undoes what they said."""
    connection.execute(delete(facts).where(facts.c.id == fact_id))


def is_kept(connection: Connection, fact_id: str) -> bool:
    """Whether a fact of this id was written."""
    return connection.execute(select(facts.c.id).where(facts.c.id == fact_id)).first() is not None


def load(connection: Connection, ids: Collection[str] | None = None) -> list[Fact]:
    """Facts in order of time; all of them when no ids are named."""
    query = select(facts).order_by(facts.c.at, facts.c.id)
    if ids is not None:
        query = query.where(facts.c.id.in_(ids))
    return [_fact(row) for row in connection.execute(query)]


def load_due(connection: Connection, until: datetime, limit: int) -> list[Fact]:
    """Facts whose settle window ends by `until`, the oldest first."""
    query = select(facts).where(facts.c.settles_at <= until).order_by(facts.c.settles_at).limit(limit)
    return [_fact(row) for row in connection.execute(query)]


def load_beside(connection: Connection, deliveries: Collection[int], since: datetime, until: datetime) -> list[Fact]:
    """Everything that belongs to these deliveries in a stretch of time (both ends included)."""
    query = select(facts).where(facts.c.delivery_id.in_(deliveries), facts.c.at.between(since, until))
    return [_fact(row) for row in connection.execute(query)]


def load_traps(connection: Connection, visitors: Collection[str], since: datetime, until: datetime) -> list[Fact]:
    """What followed the hidden address of somebody whose digest is not kept with it (both ends included)."""
    query = select(facts).where(
        facts.c.kind == FactKind.TRAP, facts.c.visitor.in_(visitors), facts.c.at.between(since, until)
    )
    return [_fact(row) for row in connection.execute(query)]


def load_settled(connection: Connection, after: Place, limit: int) -> list[Fact]:
    """Facts whose class is final, in order of time, from behind a place on."""
    place = tuple_(facts.c.at, facts.c.id)
    query = (
        select(facts)
        .where(place > tuple_(*after), facts.c.at >= after[0], facts.c.settles_at.is_(None), facts.c.kind.in_(JUDGED))
        .order_by(facts.c.at, facts.c.id)
        .limit(limit)
    )
    return [_fact(row) for row in connection.execute(query)]


def count_settled(connection: Connection, since: datetime) -> int:
    """How many facts since then have a final class that rules gave."""
    query = select(func.count()).where(facts.c.at >= since, facts.c.settles_at.is_(None), facts.c.kind.in_(JUDGED))
    return connection.execute(query).scalar_one()


def load_classes(connection: Connection, since: datetime) -> list[Classed]:
    """How many facts since then have which class, by which flags and version of the rules."""
    flags = cast(facts.c.rules, Text)  # PostgreSQL cannot group by JSON
    keys = (facts.c.kind, facts.c.verdict, facts.c.rule_version, flags)
    query = (
        select(*keys, func.count())
        .where(facts.c.at >= since, facts.c.settles_at.is_(None), facts.c.kind.in_((*JUDGED, FactKind.TRAP)))
        .group_by(*keys)
    )
    return [
        Classed(FactKind(kind), Verdict(verdict), tuple(json.loads(rules)), version, number)
        for kind, verdict, version, rules, number in connection.execute(query)
    ]


def load_between(connection: Connection, since: datetime, until: datetime) -> list[Fact]:
    """Everything that is judged, and every trap, in a stretch of time (both ends included)."""
    query = select(facts).where(facts.c.at.between(since, until), facts.c.kind.in_((*JUDGED, FactKind.TRAP)))
    return [_fact(row) for row in connection.execute(query)]


def load_own_visitors(
    connection: Connection,
    people: Collection[str],
    items: Collection[str],
    codes: Collection[str],
    since: datetime,
) -> frozenset[tuple[str, str]]:
    """Pairs of person or code, and a visitor who handled that person's digest or that link's button since then.

    `items` are those that the codes belong to: facts are found by item, not by code.
    """
    query = select(facts.c.person_id, facts.c.code, facts.c.visitor).where(
        facts.c.kind.in_(OWN),
        facts.c.at >= since,
        facts.c.visitor.is_not(None),
        or_(facts.c.person_id.in_(people), and_(facts.c.item_id.in_(items), facts.c.code.in_(codes))),
    )
    found = connection.execute(query).all()
    return frozenset((owner, row.visitor) for row in found for owner in (row.person_id, row.code) if owner)


def save_judgements(connection: Connection, judged: Mapping[str, Judgement], version: int) -> None:
    """Writes verdicts that are final, unless another run was faster."""
    if not judged:
        return
    statement = (
        update(facts)
        .where(facts.c.id == bindparam("fact_id"), facts.c.settles_at.is_not(None))
        .values(verdict=bindparam("to_verdict"), rules=bindparam("to_rules"), rule_version=version, settles_at=None)
    )
    rows = [{"fact_id": fact_id, "to_verdict": one.verdict, "to_rules": one.rules} for fact_id, one in judged.items()]
    connection.execute(statement, rows)


def save_again(connection: Connection, judged: Mapping[str, Judgement], version: int) -> None:
    """Writes over verdicts that were final, for another version of the rules."""
    if not judged:
        return
    statement = (
        update(facts)
        .where(facts.c.id == bindparam("fact_id"), facts.c.settles_at.is_(None))
        .values(verdict=bindparam("to_verdict"), rules=bindparam("to_rules"), rule_version=version)
    )
    rows = [{"fact_id": fact_id, "to_verdict": one.verdict, "to_rules": one.rules} for fact_id, one in judged.items()]
    connection.execute(statement, rows)


def day_key(connection: Connection, day: date, fresh: bytes) -> bytes:
    """The key for visitors on this day, `fresh` if there is none yet; every other day's key is destroyed."""
    destroy_day_keys(connection, day)
    statement = insert(connection, day_keys).values(day=day.isoformat(), key=fresh)
    connection.execute(statement.on_conflict_do_nothing())
    return bytes(connection.scalars(select(day_keys.c.key).where(day_keys.c.day == day.isoformat())).one())


def destroy_day_keys(connection: Connection, today: date) -> None:
    """After its day nobody can tell whose address a visitor's hash came from; a key is written over before it goes."""
    old = day_keys.c.day != today.isoformat()
    keys = connection.execute(select(day_keys).where(old)).all()
    for row in keys:
        connection.execute(update(day_keys).where(day_keys.c.day == row.day).values(key=bytes(len(row.key))))
    if keys:
        connection.execute(delete(day_keys).where(old))


def _fact(row: Row[Any]) -> Fact:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    return Fact(**(values | {"kind": FactKind(row.kind), "verdict": Verdict(row.verdict)}))
