"""Small messages to people beside the digest: asked for here, worded and sent a moment later.

Whoever asks says only a kind and what it is about; the words, and any secret address in them, are made when the note
is sent, and stand nowhere in the database.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Column, Connection, Index, Integer, Row, String, Table, delete, select, update

from digests.db import UtcDateTime, metadata
from digests.people.model import ChannelName, Person
from digests.people.store import load_people, of_address

KIND, ADDRESS = 40, 320  # characters
TAKEN = timedelta(days=3650)

notes = Table(
    "notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(KIND), nullable=False),
    Column("person_id", String(120), info={"privacy": "person"}),
    Column("address", String(ADDRESS), nullable=False, server_default="", info={"privacy": "identity"}),
    Column("channel", String(16), nullable=False, server_default=""),  # empty: the person's own
    Column("about", JSON(none_as_null=True), info={"privacy": "identity"}),
    Column("at", UtcDateTime, nullable=False, info={"goes": "notes"}),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("not_before", UtcDateTime, nullable=False),
    Index("notes_due", "not_before", "id"),
    Index("notes_person", "person_id"),
)


@dataclass(frozen=True, slots=True)
class Button:
    """What can be pressed in a note: a label, and the whole address that it opens."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Note:
    """A small message in the person's language; `small` stands below in small print."""

    subject: str
    lines: tuple[str, ...]
    button: Button | None = None
    small: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Asked:
    """A note that is to be sent. With `person_id` and `address` it goes to that person at that address."""

    id: int
    kind: str
    at: datetime
    person_id: str | None = None
    address: str = ""
    channel: ChannelName | None = None  # None: the person's own
    about: Mapping[str, Any] = field(default_factory=dict)
    tries: int = 0


Maker = Callable[[Connection, Asked, Person, datetime], Note | None]
"""Words a note, in the transaction in which it is sent; None when there is nothing to say any more."""


def ask(
    connection: Connection,
    kind: str,
    *,
    now: datetime,
    person_id: str | None = None,
    address: str = "",
    about: Mapping[str, Any] | None = None,
    channel: ChannelName | None = None,
) -> int:
    """Has a note sent to a person, or to whoever has this address; its id.

    An address that nobody of the directory has, or several, is asked for alike, and nothing comes of it.
    """
    if not (person_id or address):
        raise ValueError("a note goes to somebody")
    values = {
        "kind": kind,
        "person_id": person_id,
        "address": address[:ADDRESS],
        "channel": channel.value if channel else "",
        "about": dict(about or {}),
        "at": now,
        "not_before": now,
    }
    return int(connection.execute(notes.insert().values(values).returning(notes.c.id)).scalar_one())


def due(connection: Connection, now: datetime, limit: int) -> list[Asked]:
    """What is to be sent now, the longest waiting first."""
    query = select(notes).where(notes.c.not_before <= now).order_by(notes.c.not_before, notes.c.id).limit(limit)
    return [_read(row) for row in connection.execute(query)]


def waiting(connection: Connection, kind: str, person_id: str) -> int:
    """How many notes of a kind a person is still to get."""
    query = select(notes.c.id).where(notes.c.kind == kind, notes.c.person_id == person_id)
    return len(connection.execute(query).all())


def resolve(connection: Connection, asked: Asked) -> Person | None:
    """Whom a note goes to, with the address that was asked for; None when they left, or when it is not one person."""
    if asked.person_id:
        found = load_people(connection, [asked.person_id])
        if found and asked.address:
            return replace(found[0], email=asked.address)
        return found[0] if found else None
    found = load_people(connection, of_address(connection, asked.address))
    return found[0] if len(found) == 1 else None


def take(connection: Connection, note_id: int, now: datetime) -> bool:
    """Takes a note that is due, to be sent now or never; False where another process has it, or it is gone.

    One that was taken when its process ended stays so until it is forgotten: nobody knows whether it went.
    """
    mine = (notes.c.id == note_id) & (notes.c.not_before <= now)
    return connection.execute(update(notes).where(mine).values(not_before=now + TAKEN)).rowcount > 0


def done(connection: Connection, note_id: int) -> None:
    """Nothing is left of a note that was sent, or given up."""
    connection.execute(delete(notes).where(notes.c.id == note_id))


def again(connection: Connection, note_id: int, at: datetime, *, counted: bool = True) -> None:
    """A note is tried again at a later time; where the try was not its own fault, it is not counted."""
    more = notes.c.tries + int(counted)
    connection.execute(update(notes).where(notes.c.id == note_id).values(tries=more, not_before=at))


def _read(row: Row[Any]) -> Asked:
    return Asked(
        row.id,
        row.kind,
        row.at,
        row.person_id,
        row.address,
        ChannelName(row.channel) if row.channel else None,
        row.about or {},
        row.tries,
    )
