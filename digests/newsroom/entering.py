"""Who comes into the newsroom: whoever holds a role, at an address that is theirs alone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, func, select

from digests.access import audit, sessions, signin
from digests.access.sessions import Patience
from digests.access.signin import Link
from digests.newsroom.standing import Standing, standing
from digests.people import former
from digests.people.model import Person
from digests.people.store import load_people, people

SIGN_IN, SIGN_OUT, ENDED = "sign in", "sign out", "sessions end"  # as the audit log calls them


class Hindrance(StrEnum):
    """Why an address signs nobody in."""

    LEFT = "left"
    NO_ROLE = "no role"
    NO_ADDRESS = "no address"
    SHARED = "shared"  # two people of the directory have it
    RECYCLED = "recycled"  # it was somebody else's within the last 90 days


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody is signed in: their cookie, shown once, and the page that they wanted."""

    cookie: str
    person_id: str
    onward: str


@dataclass(frozen=True, slots=True)
class Door:
    """What deciding who comes in needs besides the link: our key, chance, the moment, and how long sessions live."""

    key: bytes
    secret: bytes
    now: datetime
    patience: Patience
    agent: str = ""


def held(person: Person, extra: Collection[str] = (), desks: Sequence[str] = ()) -> Standing:
    """What a person may do with the roles of the directory and those of their session together."""
    return standing(replace(person, roles=(*person.roles, *extra)), desks)


def hindrance(
    connection: Connection, key: bytes, person: Person, now: datetime, *, extra: Collection[str] = ()
) -> Hindrance | None:
    """Why a person cannot sign in by their mail address; None where nothing is in the way."""
    found = held(person, extra)
    if not found.here:
        return Hindrance.LEFT
    if not (found.admin or found.desks):
        return Hindrance.NO_ROLE
    if not person.email:
        return Hindrance.NO_ADDRESS
    having = select(func.count()).select_from(people).where(people.c.email == person.email, people.c.left_at.is_(None))
    if connection.execute(having).scalar_one() > 1:
        return Hindrance.SHARED
    return Hindrance.RECYCLED if former.was_anothers(connection, key, person, now) else None


def hindered(connection: Connection, key: bytes, now: datetime) -> list[tuple[Person, Hindrance]]:
    """Whoever holds a role and cannot sign in for their address, for an operator to mend."""
    found: list[tuple[Person, Hindrance]] = []
    for person in load_people(connection):
        why = hindrance(connection, key, person, now) if person.roles else None
        if why and why is not Hindrance.NO_ROLE:
            found.append((person, why))
    return found


def enter(connection: Connection, token: str, door: Door) -> Entered | None:
    """Uses a link up and opens a session; None when the link is not good, or its person may not come in any more."""
    link = signin.use(connection, token, door.now)
    found = load_people(connection, [link.person_id]) if link else []
    if link is None or not found:
        return None
    (person,) = found
    if link.way != "operator" and _changed(connection, link, person, door):
        return None
    if not _holds(person):
        return None
    signin.take_back(connection, person.id)
    return Entered(begin(connection, person, link.way, door), person.id, link.onward)


def begin(connection: Connection, person: Person, way: str, door: Door, roles: Collection[str] = ()) -> str:
    """The cookie of a new session, which the audit log tells of."""
    cookie = sessions.begin(
        connection, person.id, door.secret, door.now, door.patience, way=way, agent=door.agent, roles=roles
    )
    audit.note(connection, door.now, audit.PERSON, SIGN_IN, way, actor_id=person.id)
    return cookie


def close(connection: Connection, actor_id: str, person_id: str, session_id: str, now: datetime) -> bool:
    """Ends one session of a person; whether there was such a one."""
    if not sessions.close(connection, person_id, session_id):
        return False
    audit.note(connection, now, audit.PERSON, ENDED, "1", person_id=person_id, actor_id=actor_id)
    return True


def close_all(connection: Connection, actor_id: str, person_id: str, now: datetime, *, but: str = "") -> int:
    """Signs somebody out everywhere, except in the session `but`; links that are on their way are taken back."""
    number = sessions.close_all(connection, person_id, but=but)
    signin.take_back(connection, person_id)
    audit.note(connection, now, audit.PERSON, ENDED, str(number), person_id=person_id, actor_id=actor_id)
    return number


def _holds(person: Person) -> bool:
    found = held(person)
    return found.here and (found.admin or bool(found.desks))


def _changed(connection: Connection, link: Link, person: Person, door: Door) -> bool:
    """Whether the address is not the person's own any more since the link went there."""
    return link.address != person.email or hindrance(connection, door.key, person, door.now) is not None
