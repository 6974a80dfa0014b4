"""What comes in: a group of facts is one narrow row, and joins the others in `facts` a moment later.

Whoever is answered waits for the row alone; no index of `facts` is touched before that.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from json.encoder import encode_basestring_ascii
from typing import NamedTuple

from sqlalchemy import BigInteger, Column, Connection, Integer, Table, Text, delete, func, select
from sqlalchemy.dialects import postgresql

from digests.db import DriverStatement, metadata, overwriting
from digests.ledger.model import Fact, FactKind, Verdict
from digests.ledger.store import facts

arrivals = Table(
    "arrivals",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("number", Integer, nullable=False),  # of facts in the body
    Column("body", Text, nullable=False),  # a list of facts, each a list of its values in the order of `facts`
)

STEP = 128  # facts that one transaction lays out, more where one row has more
ROWS = 64  # rows that one transaction looks at
LOCK = 0x6172_7276  # one number that all who lay out on PostgreSQL agree on
_KEEP = DriverStatement("INSERT INTO arrivals (number, body) VALUES (?, ?)")
_KEEP_UNLESS = "INSERT INTO arrivals (number, body) SELECT CAST(? AS INTEGER), CAST(? AS TEXT) WHERE NOT EXISTS"
_NAMES = tuple(one.name for one in fields(Fact))
_TIMES = ("at", "settles_at")
# What the columns are in PostgreSQL: what is too long is cut there, or one fact would hold up all that come after it.
_KINDS = {column.name: column.type.compile(postgresql.dialect()) for column in facts.columns}  # type: ignore[no-untyped-call]
# What erasure takes from a fact: the marks on its columns say so.
_PERSONAL = tuple(column.name for column in facts.columns if column.info.get("privacy") in {"person", "visitor"})
_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


class Arrival(NamedTuple):
    """A fact as it is written down, and what is asked before: a hit is kept while its item is open."""

    written: str
    at: datetime
    item_id: str | None = None  # None: it is kept in any case


class Moment(NamedTuple):
    """What hits of one moment have in common, as they write it; ids begin alike, for the sake of the index."""

    id: str
    at: str
    settles: str


def arrival(fact: Fact) -> Arrival:
    """A fact on its way in."""
    return Arrival(_written(fact), fact.at, fact.item_id if fact.kind is FactKind.HIT else None)


def moment(at: datetime, settle: timedelta) -> Moment:
    """A moment whose window ends after `settle`."""
    return Moment(f"{int(at.timestamp() * 1000):012x}", f'"{_stamp(at)}"', f'"{_stamp(at + settle)}"')


def hit(began: Moment, number: str, judgement: str, link: str, sender: str, *, waits: bool) -> str:
    """A hit as `arrival` writes it, from parts that were written before: this is run for every click."""
    settles = began.settles if waits else "null"
    return f'["{began.id}{number}","hit",{began.at},{judgement},{settles},{link},{sender}]'


def keep(connection: Connection, arrived: Sequence[Arrival]) -> None:
    """Writes facts down, all of them or none."""
    if arrived:
        _KEEP.run(connection, (len(arrived), listed(arrived)))


def keep_unless(
    arrived: Sequence[Arrival], query: str, values: tuple[object, ...]
) -> tuple[DriverStatement, tuple[object, ...]]:
    """One statement, with its values, that writes facts down unless the query finds something."""
    return DriverStatement(f"{_KEEP_UNLESS} ({query})"), (len(arrived), listed(arrived), *values)


def listed(arrived: Iterable[Arrival]) -> str:
    """Facts as a row has them."""
    return f"[{','.join([one.written for one in arrived])}]"


def newest(connection: Connection) -> int:
    """The last row that is there; 0: none waits."""
    return connection.execute(select(func.max(arrivals.c.id))).scalar() or 0


def waiting(connection: Connection) -> int:
    """How many facts wait for their place."""
    return connection.execute(select(func.sum(arrivals.c.number))).scalar() or 0


def expand(connection: Connection, until: int, limit: int = STEP) -> int:
    """Gives about `limit` facts of the rows up to `until` their place in `facts`; says how many. 0: none is left.

    A fact that is there already stays as it is. One whose person is not in the directory any more comes in without
    them: it was on its way when they were erased.
    """
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:  # one at a time, also with erasure, which must not miss what another lays out meanwhile
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
    query = select(arrivals.c.id, arrivals.c.number).where(arrivals.c.id <= until).order_by(arrivals.c.id).limit(ROWS)
    ids: list[int] = []
    number = 0
    for row in connection.execute(query):
        ids.append(row.id)
        number += row.number
        if number >= limit:
            break
    if ids:
        _expansion(len(ids), sqlite=sqlite).run(connection, tuple(ids))
        with overwriting(connection):
            connection.execute(delete(arrivals).where(arrivals.c.id.in_(ids)))
    return number


def expand_all(connection: Connection) -> None:
    """Nothing that was committed waits any more, and on PostgreSQL nothing is laid out before this transaction ends."""
    until = newest(connection)
    while expand(connection, until):
        pass


def _written(fact: Fact) -> str:
    """By hand, and in parts that are alike for many."""
    settles = "null" if fact.settles_at is None else f'"{_stamp(fact.settles_at)}"'
    link = written_link(fact.delivery_id, fact.person_id, fact.department, fact.item_id, fact.network, fact.code)
    return (
        f'[{_quoted(fact.id)},"{fact.kind}","{_stamp(fact.at)}",'
        f"{written_judgement(fact.verdict, fact.rules, fact.rule_version)},{settles},{link},"
        f"{written_sender(fact.agent, fact.referrer_host, fact.visitor, fact.origin)}]"
    )


def _quoted(text: str | None) -> str:
    return "null" if text is None else encode_basestring_ascii(text)


def _stamp(at: datetime) -> str:
    """As SQLAlchemy keeps a time in SQLite, and the zone."""
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat(" ", "microseconds")


@lru_cache(maxsize=1024)
def written_judgement(verdict: Verdict, rules: tuple[str, ...], version: int) -> str:
    """A part of a hit."""
    return _encode([verdict, rules, version])[1:-1]


@lru_cache(maxsize=16384)
def written_link(  # noqa: PLR0917 - what is remembered is found sooner by place than by name
    delivery_id: int | None,
    person_id: str | None,
    department: str | None,
    item_id: str | None,
    network: str | None,
    code: str | None,
) -> str:
    """A part of a hit."""
    return _encode([delivery_id, person_id, department, item_id, network, code])[1:-1]


def written_sender(agent: str | None, referrer_host: str | None, visitor: str | None, origin: str | None) -> str:
    """A part of a hit."""
    return f"{_look(agent, referrer_host)},{_quoted(visitor)},{_quoted(origin)}"


@lru_cache(maxsize=4096)
def _look(agent: str | None, referrer_host: str | None) -> str:
    return _encode([agent, referrer_host])[1:-1]


@cache
def _expansion(rows: int, *, sqlite: bool) -> DriverStatement:
    """The statement that lays so many rows out: the database does it by itself, and holds up no thread."""
    person = _value("person_id", sqlite=sqlite)
    known = f"({person} IS NULL OR EXISTS (SELECT 1 FROM people WHERE people.id = {person}))"
    values = [
        f"CASE WHEN {known} THEN {value} END" if name in _PERSONAL else value
        for name, value in ((name, _value(name, sqlite=sqlite)) for name in _NAMES)
    ]
    start, end = ("INSERT OR IGNORE", "") if sqlite else ("INSERT", " ON CONFLICT DO NOTHING")
    each = "json_each(arrivals.body) AS one" if sqlite else "json_array_elements(arrivals.body::json) AS one(value)"
    return DriverStatement(
        f"{start} INTO facts ({', '.join(_NAMES)}) SELECT {', '.join(values)} FROM arrivals, {each} "
        f"WHERE arrivals.id IN ({', '.join('?' * rows)}){end}"
    )


def _value(name: str, *, sqlite: bool) -> str:
    """What stands in a column's place."""
    place = _NAMES.index(name)
    if sqlite:
        value = f"json_extract(one.value, '$[{place}]')"
        return f"substr({value}, 1, 26)" if name in _TIMES else value  # without the zone, which is UTC
    if name == "rules":
        return f"one.value -> {place}"
    return f"(one.value ->> {place})::{_KINDS[name]}"
