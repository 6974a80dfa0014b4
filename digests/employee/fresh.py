"""Fresh links: sent to a person's own channel, good once and for a short while; each opens a visit that is as short.

What could hurt needs one: seeing and erasing what is stored, another channel, and taking that back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import JSON, Column, Connection, Index, Row, String, Table, func, or_, select, update

from digests.db import UtcDateTime, insert, metadata

LASTS = timedelta(minutes=30)  # from when it is sent
UNDO_LASTS = timedelta(days=7)
VISIT = timedelta(minutes=30)
MOST = 5  # that one person is sent within an hour
HOUR = timedelta(hours=1)


class Purpose(StrEnum):
    """What a fresh link is for."""

    OWN = "own"  # one's own page: results, what is stored, and what can be done about it
    CHANNEL = "channel"  # the digests are to come by another channel
    UNDO = "undo"  # they came by another channel, and should not
    PAGE = "page"  # a newer address of a digest page: kept only so that nobody is sent many


LASTING = {Purpose.OWN: LASTS, Purpose.CHANNEL: LASTS, Purpose.UNDO: UNDO_LASTS, Purpose.PAGE: timedelta()}

fresh_links = Table(
    "fresh_links",
    metadata,
    Column("hash", String(64), primary_key=True),  # of the secret in its address, which stands nowhere
    Column("person_id", String(120), nullable=False, info={"privacy": "person"}),
    Column("purpose", String(16), nullable=False),
    Column("about", JSON, nullable=False),
    Column("made_at", UtcDateTime, nullable=False, info={"goes": "notes"}),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    Column("visit", String(64)),  # the hash of what the visit goes by
    Column("visit_until", UtcDateTime),
    Index("fresh_links_person", "person_id", "made_at"),
    Index("fresh_links_visit", "visit", unique=True),
)


@dataclass(frozen=True, slots=True)
class Fresh:
    """A fresh link: whose, for what; `open` says whether it can still be used."""

    person_id: str
    purpose: Purpose
    about: Mapping[str, Any]
    open: bool


def make(
    connection: Connection,
    person_id: str,
    purpose: Purpose,
    secret: str,
    *,
    now: datetime,
    about: Mapping[str, Any] | None = None,
) -> None:
    """A link that goes by this secret, which only its address will know."""
    values = {
        "hash": _hash(secret),
        "person_id": person_id,
        "purpose": purpose.value,
        "about": dict(about or {}),
        "made_at": now,
        "expires_at": now + LASTING[purpose],
    }
    connection.execute(insert(connection, fresh_links).values(values))


def look(connection: Connection, secret: str, now: datetime) -> Fresh | None:
    """What a secret opens, and whether it still does; None for one that nobody was sent. It changes nothing."""
    row = connection.execute(select(fresh_links).where(fresh_links.c.hash == _hash(secret))).one_or_none()
    return None if row is None else _fresh(row, is_open=row.used_at is None and now < row.expires_at)


def use(connection: Connection, secret: str, visit: str, now: datetime) -> Fresh | None:
    """Uses the link up and begins a visit that goes by `visit`; None when it was used or is too old."""
    mine = fresh_links.c.hash == _hash(secret)
    unused = mine & fresh_links.c.used_at.is_(None) & (fresh_links.c.expires_at > now)
    begun = update(fresh_links).where(unused).values(used_at=now, visit=_hash(visit), visit_until=now + VISIT)
    if connection.execute(begun).rowcount != 1:
        return None
    return _fresh(connection.execute(select(fresh_links).where(mine)).one(), is_open=True)


def visiting(connection: Connection, visit: str, now: datetime) -> str | None:
    """Whose visit this is; None when it is over, or never began, or is not to one's own page."""
    found = select(fresh_links.c.person_id).where(
        fresh_links.c.visit == _hash(visit),
        fresh_links.c.visit_until > now,
        fresh_links.c.purpose == Purpose.OWN.value,
    )
    return connection.scalar(found)


def close(connection: Connection, person_id: str, now: datetime) -> None:
    """Ends every visit of a person, and every link that was not used."""
    still = or_(fresh_links.c.visit_until > now, fresh_links.c.used_at.is_(None))
    mine = (fresh_links.c.person_id == person_id) & still
    connection.execute(update(fresh_links).where(mine).values(used_at=func.coalesce(fresh_links.c.used_at, now)))
    connection.execute(update(fresh_links).where(mine).values(visit_until=None))


def sent_lately(connection: Connection, person_id: str, now: datetime) -> int:
    """How many fresh links a person was sent within the last hour."""
    lately = (fresh_links.c.person_id == person_id) & (fresh_links.c.made_at > now - HOUR)
    return connection.scalar(select(func.count()).select_from(fresh_links).where(lately)) or 0


def _hash(secret: str) -> str:
    """Secrets are 24 bytes of chance: they need no slow hash."""
    return sha256(secret.encode()).hexdigest()


def _fresh(row: Row[Any], *, is_open: bool) -> Fresh:
    return Fresh(row.person_id, Purpose(row.purpose), row.about, is_open)
