"""Whose an address was: remembered for a while without the address, so that one given to somebody else is noticed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, String, Table, delete, exists, select

from digests.db import UtcDateTime, insert, metadata
from digests.people.model import Person
from digests.people.store import forgotten_hash

REMEMBERED = timedelta(days=90)

former_addresses = Table(
    "former_addresses",
    metadata,
    Column("hash", String(64), primary_key=True),  # keyed, of the address
    Column("holder", String(64), primary_key=True),  # keyed, of whose it was
    Column("until", UtcDateTime, nullable=False),
)


def remember(
    connection: Connection,
    before: Mapping[str, Person],
    after: Iterable[Person],
    now: datetime,
    key: Callable[[], bytes],
) -> None:
    """Writes down the addresses that people lose, by leaving or by getting another; `key` is asked only then."""
    lost = [before[one.id] for one in after if one.id in before and _loses(before[one.id], one)]
    if not lost:
        return
    secret = key()
    values = [
        {"hash": _address(secret, one.email), "holder": forgotten_hash(secret, one.id), "until": now} for one in lost
    ]
    statement = insert(connection, former_addresses)
    again = {"until": statement.excluded.until}
    connection.execute(statement.on_conflict_do_update(index_elements=["hash", "holder"], set_=again), values)
    connection.execute(delete(former_addresses).where(former_addresses.c.until < now - REMEMBERED))


def was_anothers(connection: Connection, key: bytes, person: Person, now: datetime) -> bool:
    """Whether somebody else had this person's mail address within the last 90 days."""
    others = exists().where(
        former_addresses.c.hash == _address(key, person.email),
        former_addresses.c.holder != forgotten_hash(key, person.id),
        former_addresses.c.until >= now - REMEMBERED,
    )
    return bool(connection.scalar(select(others)))


def _loses(before: Person, after: Person) -> bool:
    if not before.email or before.left_at is not None:
        return False
    return after.left_at is not None or after.email != before.email


def _address(key: bytes, address: str) -> str:
    return forgotten_hash(key, f"address of {address.strip().lower()}")
