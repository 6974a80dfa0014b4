"""Days and weeks of UTC, and sets of them, in SQL that both databases read."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

DAY = timedelta(days=1)
WEEK = 7 * DAY
BITS = 62  # that a number of either database has for sure


class day_of(FunctionElement[str]):  # noqa: N801 - it reads as a function of SQL
    """The day of a moment, as 2026-11-24."""

    name = "day_of"
    type = String()
    inherit_cache = True


class week_of(FunctionElement[str]):  # noqa: N801 - it reads as a function of SQL
    """The Monday of a moment's week, as 2026-11-23."""

    name = "week_of"
    type = String()
    inherit_cache = True


class bits_of(FunctionElement[int]):  # noqa: N801
    """All bits together, of numbers that have one each; an aggregate."""

    name = "bits_of"
    type = BigInteger()
    inherit_cache = True


@compiles(bits_of, "postgresql")
def _bits_postgresql(element: bits_of, compiler: Any, **named: Any) -> str:
    return f"bit_or({_inner(element, compiler, named)})"


@compiles(bits_of, "sqlite")
def _bits_sqlite(element: bits_of, compiler: Any, **named: Any) -> str:
    return f"sum(DISTINCT {_inner(element, compiler, named)})"


class union_of(FunctionElement[int]):  # noqa: N801
    """All bits together, of numbers that may have several each; an aggregate."""

    name = "union_of"
    type = BigInteger()
    inherit_cache = True


@compiles(union_of, "postgresql")
def _union_postgresql(element: union_of, compiler: Any, **named: Any) -> str:
    return f"bit_or({_inner(element, compiler, named)})"


@compiles(union_of, "sqlite")
def _union_sqlite(element: union_of, compiler: Any, **named: Any) -> str:
    inner = _inner(element, compiler, named)
    return "(" + " | ".join(f"max({inner} & {1 << place})" for place in range(BITS)) + ")"


@compiles(day_of, "postgresql")
def _day_postgresql(element: day_of, compiler: Any, **named: Any) -> str:
    return f"to_char({_inner(element, compiler, named)} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"


@compiles(day_of, "sqlite")
def _day_sqlite(element: day_of, compiler: Any, **named: Any) -> str:
    return f"substr({_inner(element, compiler, named)}, 1, 10)"


@compiles(week_of, "postgresql")
def _week_postgresql(element: week_of, compiler: Any, **named: Any) -> str:
    return f"to_char(date_trunc('week', {_inner(element, compiler, named)} AT TIME ZONE 'UTC'), 'YYYY-MM-DD')"


@compiles(week_of, "sqlite")
def _week_sqlite(element: week_of, compiler: Any, **named: Any) -> str:
    return f"date({_inner(element, compiler, named)}, 'weekday 0', '-6 days')"


def _inner(element: FunctionElement[Any], compiler: Any, named: dict[str, Any]) -> str:
    return str(compiler.process(element.clauses, **named))


def midnight(at: datetime) -> datetime:
    """The beginning of a moment's day."""
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def next_midnight(at: datetime) -> datetime:
    """The beginning of a day at or after this moment."""
    start = midnight(at)
    return start if start == at else start + DAY


def monday(at: datetime) -> datetime:
    """The beginning of a moment's week."""
    start = midnight(at)
    return start - start.weekday() * DAY


def weeks(since: datetime, until: datetime) -> tuple[date, ...]:
    """The Mondays of every week that has a part in a period."""
    found, start = [], monday(since)
    while start < until:
        found.append(start.date())
        start += 7 * DAY
    return tuple(found)
