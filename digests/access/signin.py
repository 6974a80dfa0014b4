"""Links that sign somebody in: made once, good for a quarter of an hour, used up by one press."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select

from digests.access.store import signin_links, signin_states

SECRET_BYTES = 32
GOOD_FOR = timedelta(minutes=15)
MOST = 3  # links of one person that are good at a time
ONWARD = 400  # characters of the page that was wanted
STATE_GOOD_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Link:
    """Whom a link signs in, and where it leads."""

    person_id: str
    way: str  # mail, slack or operator
    address: str
    onward: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class State:
    """What we keep of somebody who is on their way to the company's own sign-in."""

    nonce: str
    verifier: str
    onward: str


def make(
    connection: Connection,
    link: Link,
    secret: bytes,
    now: datetime,
    *,
    note_id: int | None = None,
) -> str | None:
    """The token of a link, told this once: only a hash is kept. `secret` is 32 bytes of chance.

    None where its person has as many links as they may. What an earlier try of the same note made is taken back.
    """
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"a link is made of {SECRET_BYTES} bytes")
    over = signin_links.c.ends_at <= now
    again = signin_links.c.note_id == note_id if note_id is not None else over
    connection.execute(delete(signin_links).where(over | again))
    theirs = select(func.count()).select_from(signin_links).where(signin_links.c.person_id == link.person_id)
    if connection.execute(theirs).scalar_one() >= MOST:
        return None
    token = secret.hex()
    connection.execute(
        signin_links.insert().values(
            hash=_hash(token),
            person_id=link.person_id,
            way=link.way,
            address=link.address,
            note_id=note_id,
            onward=link.onward,
            ends_at=link.ends_at,
        )
    )
    return token


def look(connection: Connection, token: str, now: datetime) -> Link | None:
    """What a link would do; None when it was used, has ended or never was one. Changes nothing."""
    row = connection.execute(select(signin_links).where(signin_links.c.hash == _hash(token))).one_or_none()
    return _good(row, now)


def use(connection: Connection, token: str, now: datetime) -> Link | None:
    """The same, and the link is used up; of two that try at the same moment one gets it."""
    gone = delete(signin_links).where(signin_links.c.hash == _hash(token)).returning(*signin_links.columns)
    return _good(connection.execute(gone).one_or_none(), now)


def take_back(connection: Connection, person_id: str) -> None:
    """Every link of a person that was not used yet signs nobody in any more."""
    connection.execute(delete(signin_links).where(signin_links.c.person_id == person_id))


def send_off(connection: Connection, state: str, kept: State, now: datetime) -> None:
    """Keeps what must be known when somebody comes back from the company's own sign-in."""
    connection.execute(delete(signin_states).where(signin_states.c.ends_at <= now))
    connection.execute(
        signin_states.insert().values(
            hash=_hash(state),
            nonce=kept.nonce,
            verifier=kept.verifier,
            onward=kept.onward,
            ends_at=now + STATE_GOOD_FOR,
        )
    )


def come_back(connection: Connection, state: str, now: datetime) -> State | None:
    """What was kept, once; None when nobody was sent off like that, or too long ago."""
    gone = delete(signin_states).where(signin_states.c.hash == _hash(state)).returning(*signin_states.columns)
    row = connection.execute(gone).one_or_none()
    if row is None or row.ends_at <= now:
        return None
    return State(row.nonce, row.verifier, row.onward)


def _good(row: Row[Any] | None, now: datetime) -> Link | None:
    if row is None or row.ends_at <= now:
        return None
    return Link(row.person_id, row.way, row.address, row.onward, row.ends_at)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()  # 32 bytes of chance need no slow hash
