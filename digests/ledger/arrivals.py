"""Many facts at once: a group in as few statements as can be, which the driver gets as they are."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache
from itertools import chain
from operator import attrgetter

from sqlalchemy import Connection

from digests.db import DriverStatement
from digests.ledger.model import Fact

_NAMES = tuple(one.name for one in fields(Fact))
_AT, _RULES, _SETTLES_AT = (_NAMES.index(name) for name in ("at", "rules", "settles_at"))
_values = attrgetter(*_NAMES)
_SIZES = (128, 64, 32, 16, 8, 4, 2, 1)  # rows of a statement: few enough kinds for the driver to remember them all


def keep(connection: Connection, arrived: Sequence[Fact]) -> None:
    """Writes facts; one that is there already stays as it is."""
    sqlite = connection.dialect.name == "sqlite"
    rows = [_row(fact, sqlite=sqlite) for fact in arrived]
    start = 0
    for size in _SIZES:
        while len(rows) - start >= size:
            _statement(size, sqlite=sqlite).run(connection, tuple(chain.from_iterable(rows[start : start + size])))
            start += size


def _row(fact: Fact, *, sqlite: bool) -> list[object]:
    values = list(_values(fact))
    values[_RULES] = "[" + ",".join([f'"{rule}"' for rule in fact.rules]) + "]"  # our own words, without quotes
    if sqlite:
        values[_AT] = _stamp(fact.at)
        values[_SETTLES_AT] = None if fact.settles_at is None else _stamp(fact.settles_at)
    return values


def _stamp(at: datetime) -> str:
    """As SQLAlchemy keeps a time in SQLite."""
    return at.astimezone(UTC).isoformat(" ", "microseconds")[:26]


@cache
def _statement(rows: int, *, sqlite: bool) -> DriverStatement:
    """One statement for so many rows: the driver lets go of the interpreter once, not once a row.

    OR IGNORE spares SQLite the journal of a statement that may fail half way; that no value is missing is the type's.
    """
    places = ", ".join([f"({', '.join('?' * len(_NAMES))})"] * rows)
    start, end = ("INSERT OR IGNORE", "") if sqlite else ("INSERT", " ON CONFLICT DO NOTHING")
    return DriverStatement(f"{start} INTO facts ({', '.join(_NAMES)}) VALUES {places}{end}")
