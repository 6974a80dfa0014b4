"""The first contact: a person is told once what this is, who sees what, and how it stops."""

from datetime import datetime

from sqlalchemy import Connection, update

from digests.edition.model import Digest
from digests.people.model import Person
from digests.people.store import people


def welcome(connection: Connection, person_id: str, now: datetime) -> bool:
    """Notes that they are being told now; false where they were before, or are nobody of the directory."""
    unmet = (people.c.id == person_id) & people.c.welcomed_at.is_(None)
    return connection.execute(update(people).where(unmet).values(welcomed_at=now)).rowcount == 1


def unwelcome(connection: Connection, person_id: str) -> None:
    """Nobody told them after all: their first digest does."""
    connection.execute(update(people).where(people.c.id == person_id).values(welcomed_at=None))


def brings_welcome(digest: Digest, person: Person) -> bool:
    """Whether a digest is what welcomes its person: their first, unless they were told before it was composed."""
    told, composed = person.welcomed_at, digest.composed_at
    return digest.first and (told is None or composed is None or told >= composed)
