"""What comes in: a group of facts is one narrow row, and joins the others in `facts` a moment later.

Whoever is answered waits for the row alone; no index of `facts` is touched before that.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache, lru_cache
from json.encoder import encode_basestring_ascii

from sqlalchemy import BigInteger, Column, Connection, Integer, Table, Text, delete, func, select
from sqlalchemy.dialects import postgresql

from digests.db import DriverStatement, metadata, overwriting
from digests.ledger.model import Fact, Verdict
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
_NAMES = tuple(one.name for one in fields(Fact))
_TIMES = ("at", "settles_at")
# What the columns are in PostgreSQL: what is too long is cut there, or one fact would hold up all that come after it.
_KINDS = {column.name: column.type.compile(postgresql.dialect()) for column in facts.columns}  # type: ignore[no-untyped-call]
# What erasure takes from a fact: the marks on its columns say so.
_PERSONAL = tuple(column.name for column in facts.columns if column.info.get("privacy") in {"person", "visitor"})
_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


def keep(connection: Connection, arrived: Sequence[Fact]) -> None:
    """Writes facts down, all of them or none."""
    if arrived:
        _KEEP.run(connection, (len(arrived), written(arrived)))


def written(arrived: Iterable[Fact]) -> str:
    """Facts as a row has them."""
    return f"[{','.join([_written(fact) for fact in arrived])}]"


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
    """By hand, and in parts that are alike for many: this is run for every click."""
    settles = "null" if fact.settles_at is None else f'"{_stamp(fact.settles_at)}"'
    return (
        f'[{_quoted(fact.id)},"{fact.kind}","{_stamp(fact.at)}",{_judged(fact.verdict, fact.rules, fact.rule_version)},'
        f"{settles},{_of(fact.delivery_id, fact.person_id, fact.department, fact.item_id, fact.network, fact.code)},"
        f"{_by(fact.agent, fact.referrer_host)},{_quoted(fact.visitor)},{_quoted(fact.origin)}]"
    )


def _quoted(text: str | None) -> str:
    return "null" if text is None else encode_basestring_ascii(text)


def _stamp(at: datetime) -> str:
    """As SQLAlchemy keeps a time in SQLite, and the zone."""
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat(" ", "microseconds")


@lru_cache(maxsize=1024)
def _judged(verdict: Verdict, rules: tuple[str, ...], version: int) -> str:
    return _encode([verdict, rules, version])[1:-1]


@lru_cache(maxsize=16384)
def _of(*link: object) -> str:
    return _encode(link)[1:-1]


@lru_cache(maxsize=4096)
def _by(*look: object) -> str:
    return _encode(look)[1:-1]


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
