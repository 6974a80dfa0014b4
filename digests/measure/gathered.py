"""What deeds come to over all of their weeks, derived from them alone: reports read this, and need not add weeks up."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, case, delete, func, or_, select, tuple_

from digests.db import insert
from digests.measure.counters import acts, deeds, takings, turns
from digests.measure.sources import FIRSTS, LASTS

GATHERED = (acts, takings, turns)
_TOOK = or_(deeds.c.last_tap_at.is_not(None), deeds.c.last_share_at.is_not(None))


def earlier(one: ColumnElement[datetime], other: ColumnElement[datetime]) -> ColumnElement[datetime]:
    """The first of two moments, of which either may be null."""
    return case((one < other, one), else_=func.coalesce(other, one))


def gather(connection: Connection, week: str, since: datetime) -> None:
    """Derives anew what has a deed of this week that is not older than `since`."""
    of_week = deeds.c.week == week
    for table in (acts, takings):
        _derive(connection, table, _alike(table, of_week, or_(*(deeds.c[name] >= since for name in (*FIRSTS, *LASTS)))))
    _derive(connection, turns, of_week)


def scatter(connection: Connection, week: str) -> None:
    """Forgets a week's deeds, here and in all that is derived from them."""
    of_week = deeds.c.week == week
    for table in (acts, takings):
        keys = [*table.primary_key.columns]
        theirs = select(*(deeds.c[key.name] for key in keys)).where(of_week)
        connection.execute(delete(table).where(tuple_(*keys).in_(theirs)))
        _derive(connection, table, _alike(table, of_week), deeds.c.week != week)
    connection.execute(delete(turns).where(turns.c.week == week))
    connection.execute(delete(deeds).where(of_week))


def _alike(table: Table, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Deeds that belong to the same row of a table as one for which this is true."""
    keys = [deeds.c[key.name] for key in table.primary_key.columns]
    return tuple_(*keys).in_(select(*keys).where(*conditions))


def _derive(connection: Connection, table: Table, *conditions: ColumnElement[bool]) -> None:
    """Writes the rows of a table that come of these deeds; what is the same as before is left alone."""
    source = _rows(table, *conditions)
    statement = insert(connection, table).from_select([column.name for column in table.columns], source)
    values = {column.name: statement.excluded[column.name] for column in table.columns if not column.primary_key}
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[key.name for key in table.primary_key.columns],
            set_=values,
            where=or_(*(table.c[name].is_distinct_from(value) for name, value in values.items())),
        )
    )


def _rows(table: Table, *conditions: ColumnElement[bool]) -> Select[Any]:
    """What all these deeds come to."""
    keys = [deeds.c[key.name] for key in table.primary_key.columns]
    if table is acts:
        firsts = (func.min(deeds.c[name]) for name in FIRSTS)
        return (
            select(*keys, func.max(deeds.c.offered_at), *firsts)
            .where(deeds.c.offered_at.is_not(None), *conditions)
            .group_by(*keys)
        )
    text_key = (func.max(deeds.c.text_key),) if table is takings else ()
    edges = (
        func.min(earlier(deeds.c.tap_at, deeds.c.copy_at)),
        func.max(deeds.c.last_tap_at),
        func.min(earlier(deeds.c.confirm_at, deeds.c.click_at)),
        func.max(deeds.c.last_share_at),
    )
    return select(*keys, *text_key, *edges).where(_TOOK, *conditions).group_by(*keys)
