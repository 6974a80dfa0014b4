"""Sessions of whoever signed in: opened, looked up at every request, and closed for good."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from digests.access.store import AGENT, sessions

SECRET_BYTES = 32
TOUCH = timedelta(minutes=1)  # a session that was seen so lately is not written again


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a session lives: unused, and altogether."""

    idle: timedelta = timedelta(hours=8)
    longest: timedelta = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody is signed in; what they may do is read from the directory at every request, and `roles` added to it."""

    id: str
    person_id: str
    way: str  # mail, slack, operator or oidc
    agent: str  # a browser and a system, such as "Firefox on Linux"
    made_at: datetime
    seen_at: datetime
    ends_at: datetime
    idle: timedelta
    roles: tuple[str, ...] = ()  # by groups of the company's sign-in, besides those of the directory
    csrf_secret: str = ""  # known to whoever holds the cookie, and kept nowhere

    def alive(self, now: datetime) -> bool:
        """Whether it still opens something."""
        return now < self.ends_at and now < self.seen_at + self.idle

    def stale(self, now: datetime) -> bool:
        """Whether it should be written down that it was seen."""
        return now - self.seen_at >= TOUCH


def begin(
    connection: Connection,
    person_id: str,
    secret: bytes,
    now: datetime,
    patience: Patience,
    *,
    way: str,
    agent: str = "",
    roles: Collection[str] = (),
) -> str:
    """The cookie of a new session, shown this once: only a hash is kept. `secret` is 32 bytes of chance.

    Sessions that have ended are cleared on the way.
    """
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"a session is made of {SECRET_BYTES} bytes")
    cookie = secret.hex()
    clear(connection, now)
    connection.execute(
        sessions.insert().values(
            id=hashlib.sha256(b"id of " + secret).hexdigest()[:16],
            hash=_hash(cookie),
            person_id=person_id,
            way=way,
            agent=agent[:AGENT],
            roles=tuple(sorted(set(roles))),
            made_at=now,
            seen_at=now,
            idle_seconds=int(patience.idle.total_seconds()),
            idle_until=now + patience.idle,
            ends_at=now + patience.longest,
        )
    )
    return cookie


def resolve(connection: Connection, cookie: str, now: datetime) -> Session | None:
    """The session that a cookie opens; None when it has ended or never was one."""
    if not cookie.isascii() or len(cookie) != 2 * SECRET_BYTES:
        return None
    row = connection.execute(select(sessions).where(sessions.c.hash == _hash(cookie))).one_or_none()
    if row is None:
        return None
    found = _read(row, hashlib.sha256(f"csrf of {cookie}".encode()).hexdigest())
    return found if found.alive(now) else None


def touch(connection: Connection, session: Session, now: datetime) -> None:
    """Writes down that a session was seen, so that it stays; one that was closed meanwhile stays closed."""
    still = sessions.c.id == session.id
    connection.execute(update(sessions).where(still).values(seen_at=now, idle_until=now + session.idle))


def of_person(connection: Connection, person_id: str, now: datetime) -> list[Session]:
    """Everywhere that somebody is signed in, the latest seen first."""
    query = select(sessions).where(sessions.c.person_id == person_id)
    rows = connection.execute(query.order_by(sessions.c.seen_at.desc(), sessions.c.id))
    return [one for one in map(_read, rows) if one.alive(now)]


def alive(connection: Connection, now: datetime) -> list[Session]:
    """Everybody's, the latest seen first."""
    rows = connection.execute(select(sessions).order_by(sessions.c.seen_at.desc(), sessions.c.id))
    return [one for one in map(_read, rows) if one.alive(now)]


def close(connection: Connection, person_id: str, session_id: str) -> bool:
    """Ends one session of a person; whether there was such a one."""
    one = (sessions.c.id == session_id) & (sessions.c.person_id == person_id)
    return connection.execute(delete(sessions).where(one)).rowcount > 0


def close_all(connection: Connection, person_id: str, *, but: str = "") -> int:
    """Signs somebody out everywhere, except in the session `but`; how many sessions that were."""
    theirs = (sessions.c.person_id == person_id) & (sessions.c.id != but)
    return connection.execute(delete(sessions).where(theirs)).rowcount


def clear(connection: Connection, now: datetime) -> int:
    """Deletes what has ended; how many sessions that were."""
    over = (sessions.c.ends_at <= now) | (sessions.c.idle_until <= now)
    return connection.execute(delete(sessions).where(over)).rowcount


def _hash(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()  # 32 bytes of chance need no slow hash


def _read(row: Row[Any], csrf_secret: str = "") -> Session:
    return Session(
        row.id,
        row.person_id,
        row.way,
        row.agent,
        row.made_at,
        row.seen_at,
        row.ends_at,
        timedelta(seconds=row.idle_seconds),
        row.roles,
        csrf_secret,
    )
