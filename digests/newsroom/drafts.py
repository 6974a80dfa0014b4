"""What somebody is writing and has not saved: kept as it was typed, and who else has the item open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select

from digests.db import insert
from digests.errors import InputError
from digests.newsroom.store import drafts
from digests.people.store import people

NEW = "+"  # begins what an item that is not in the queue yet is called; no id begins so
PRESENT = timedelta(minutes=2)  # how long after the last sign somebody still counts as being there
MOST = 20  # drafts of new items that one person has at a time
LARGEST = 500_000  # characters of one form
Body = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as it was typed: the values of each field by its name; `body` is None where somebody only looks."""

    person_id: str
    item_id: str
    base_version: int
    body: Body | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody else who has the same item open; `writing` where they typed something that is not saved."""

    person_id: str
    name: str
    writing: bool
    at: datetime


def keep(  # noqa: PLR0917 - one draft, field by field
    connection: Connection, person_id: str, item_id: str, base_version: int, body: Body, now: datetime
) -> bool:
    """Keeps what one person typed for an item, in place of what they typed before; InputError for far too much.

    False where they saved the item since from elsewhere: what comes late is no draft of what is saved already.
    """
    if sum(len(value) for values in body.values() for value in values) > LARGEST:
        raise InputError("This is more than an item can hold: shorten it.")
    values = {"base_version": base_version, "body": {name: [*body[name]] for name in body}, "at": now}
    statement = insert(connection, drafts).values(person_id=person_id, item_id=item_id, **values)
    older = drafts.c.base_version <= base_version
    statement = statement.on_conflict_do_update(index_elements=["person_id", "item_id"], set_=values, where=older)
    kept = connection.scalar(statement.returning(drafts.c.id)) is not None
    if kept and item_id.startswith(NEW):
        _drop_oldest(connection, person_id)
    return kept


def done(connection: Connection, person_id: str, item_id: str, version: int, now: datetime) -> None:
    """What a person typed was saved as this version: it is no draft any more, nor is what was typed before it."""
    values = {"base_version": version, "body": None, "at": now}
    statement = insert(connection, drafts).values(person_id=person_id, item_id=item_id, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["person_id", "item_id"], set_=values))


def look(connection: Connection, person_id: str, item_id: str, version: int, now: datetime) -> None:
    """Keeps that somebody has an item open; what they typed earlier stays."""
    values = {"person_id": person_id, "item_id": item_id, "base_version": version, "body": None, "at": now}
    statement = insert(connection, drafts).values(values)
    connection.execute(statement.on_conflict_do_update(index_elements=["person_id", "item_id"], set_={"at": now}))


def find(connection: Connection, person_id: str, item_id: str) -> Draft | None:
    """What a person typed for an item and has not saved; None where there is nothing."""
    query = select(drafts).where(drafts.c.person_id == person_id, drafts.c.item_id == item_id)
    row = connection.execute(query).one_or_none()
    return None if row is None or row.body is None else _draft(row)


def begun(connection: Connection, person_id: str) -> list[Draft]:
    """New items that a person began and has not saved, the latest first."""
    query = (
        select(drafts)
        .where(drafts.c.person_id == person_id, drafts.c.item_id.startswith(NEW), drafts.c.body.is_not(None))
        .order_by(drafts.c.at.desc(), drafts.c.id.desc())
    )
    return [_draft(row) for row in connection.execute(query)]


def drop(connection: Connection, person_id: str, item_id: str) -> None:
    """Throws away what a person typed for an item, and that they are there."""
    connection.execute(delete(drafts).where(drafts.c.person_id == person_id, drafts.c.item_id == item_id))


def others(connection: Connection, person_id: str, item_id: str, now: datetime) -> list[Present]:
    """Who else has an item open just now, in order of name."""
    query = (
        select(drafts.c.person_id, people.c.name, drafts.c.body.is_not(None), drafts.c.at)
        .join(people, people.c.id == drafts.c.person_id)
        .where(drafts.c.item_id == item_id, drafts.c.person_id != person_id, drafts.c.at > now - PRESENT)
        .order_by(func.lower(people.c.name), people.c.id)
    )
    return [Present(person, name, bool(writing), at) for person, name, writing, at in connection.execute(query)]


def _drop_oldest(connection: Connection, person_id: str) -> None:
    kept = [draft.item_id for draft in begun(connection, person_id)]
    for item_id in kept[MOST:]:
        drop(connection, person_id, item_id)


def _draft(row: Row[Any]) -> Draft:
    return Draft(row.person_id, row.item_id, row.base_version, row.body, row.at)
