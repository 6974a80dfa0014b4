"""Loads whom a workspace is matched with, and keeps what came of it."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, or_, select

from digests.people.matching import Found, Known, Matched
from digests.people.store import people

CHUNK = 1000  # people written in one transaction: whoever sends meanwhile waits for no more


def load_known(connection: Connection) -> list[Known]:
    """Everybody who has not left."""
    return _known(connection)


def load_known_as(connection: Connection, member_id: str, email: str) -> list[Known]:
    """Those among them who are, were or may be this member of Slack."""
    conditions = [people.c.slack_id == member_id, people.c.slack_found == member_id]
    return _known(connection, or_(*conditions, *([people.c.email == email] if email else [])))


def keep_found(connection: Connection, found: Iterable[tuple[str, Found]], now: datetime) -> None:
    """What was found out about people by id, in place of what was found before."""
    rows = [{"of": name, "member": one.member_id, "zone": one.timezone, "tongue": one.language} for name, one in found]
    if rows:
        values: dict[str, Any] = {
            "slack_found": bindparam("member"),
            "timezone_found": bindparam("zone"),
            "language_found": bindparam("tongue"),
        }
        statement = people.update().where(people.c.id == bindparam("of")).values(values | {"changed_at": now})
        connection.execute(statement, rows)


def chunks(matched: Matched) -> Iterable[list[tuple[str, Found]]]:
    """What changed, in parts that are written one by one."""
    rest = iter(matched.changed.items())
    while part := list(islice(rest, CHUNK)):
        yield part


def _known(connection: Connection, condition: ColumnElement[bool] | None = None) -> list[Known]:
    columns = ("id", "email", "slack_id", "slack_found", "timezone_found", "language_found")
    query = select(*(people.c[name] for name in columns)).where(people.c.left_at.is_(None)).order_by(people.c.id)
    if condition is not None:
        query = query.where(condition)
    return [
        Known(row.id, row.email, row.slack_id, Found(row.slack_found, row.timezone_found, row.language_found))
        for row in connection.execute(query)
    ]
