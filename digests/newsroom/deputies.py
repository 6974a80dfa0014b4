"""Who stands in for whom when items are to be approved, and from when until when."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Text, and_, cast, delete, func, or_, select, true

from digests.errors import InputError, UnknownError
from digests.newsroom.standing import ADMIN, APPROVER, EDITOR, Act, Standing, standing
from digests.newsroom.store import deputies
from digests.people.model import Person
from digests.people.store import load_people, people

DEPUTY = frozenset((Act.APPROVE, Act.SEE_QUEUE, Act.PREVIEW_AS, Act.TEST))  # what standing in allows
MOST = 20  # that one person may name


@dataclass(frozen=True, slots=True)
class Deputy:
    """`deputy_id` decides for `person_id`; without an end until that is taken back."""

    id: int
    person_id: str
    deputy_id: str
    starts: datetime
    ends: datetime | None = None

    @property
    def away(self) -> bool:
        """Whether the person is away meanwhile, so that the deputy is asked at once and not only when time is up."""
        return self.ends is not None


def name(
    connection: Connection, who: Standing, deputy_id: str, *, starts: datetime, ends: datetime | None, now: datetime
) -> None:
    """Somebody who may approve names who stands in for them: anybody with a role in the newsroom."""
    if who.person_id is None or not who.anywhere(Act.APPROVE):
        raise InputError("Only somebody who may approve items needs somebody to stand in.")
    if deputy_id == who.person_id:
        raise InputError("Nobody can stand in for themselves: choose a colleague.")
    if not any(one.id == deputy_id for one in candidates(connection)):
        raise InputError("Choose somebody who has a role in the newsroom.")
    if ends is not None and ends <= max(starts, now):
        raise InputError("The last day is before the first, or has passed already.")
    if len(named_by(connection, who.person_id, now)) >= MOST:
        raise InputError("Take one of them back before you name another.")
    values = {"person_id": who.person_id, "deputy_id": deputy_id, "starts": starts, "ends": ends, "at": now}
    connection.execute(deputies.insert().values(values))


def take_back(connection: Connection, who: Standing, number: int) -> None:
    """Ends it now; whoever named the deputy may, and an admin."""
    theirs = true() if who.admin else deputies.c.person_id == who.person_id
    if not connection.execute(delete(deputies).where(deputies.c.id == number, theirs)).rowcount:
        raise UnknownError("Nobody stands in for you there any more.")


def named_by(connection: Connection, person_id: str, now: datetime) -> list[Deputy]:
    """Who stands in for this person, now or later, in order of time."""
    return _load(connection, and_(deputies.c.person_id == person_id, _not_over(now)))


def standing_in(connection: Connection, now: datetime) -> list[Deputy]:
    """Everybody who stands in for somebody at this moment."""
    return _load(connection, and_(deputies.c.starts <= now, _not_over(now)))


def candidates(connection: Connection) -> list[Person]:
    """Everybody who has a role in the newsroom, by name."""
    roles = func.lower(cast(people.c.roles, Text))
    maybe = or_(*(roles.contains(role) for role in (EDITOR, APPROVER, ADMIN)))
    ids = list(connection.scalars(select(people.c.id).where(people.c.left_at.is_(None), maybe)))
    found = [one for one in load_people(connection, ids) if standing(one).anywhere(Act.SEE_QUEUE)] if ids else []
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def acting(connection: Connection, who: Standing, now: datetime) -> Standing:
    """What somebody may do with what they may do in others' places; those hold no longer than the others' own roles."""
    if who.person_id is None or not who.here:
        return who
    now_for = and_(deputies.c.deputy_id == who.person_id, deputies.c.starts <= now, _not_over(now))
    principals = [one.person_id for one in _load(connection, now_for)]
    if not principals:
        return who
    held = dict(who.desks)
    for person in load_people(connection, principals):
        theirs = standing(person, who.known)
        for desk in {*theirs.desks, *(one.casefold() for one in theirs.known)}:
            if theirs.may(Act.APPROVE, desk):
                held[desk] = held.get(desk, frozenset()) | DEPUTY
    return replace(who, desks=held)


def _not_over(now: datetime) -> ColumnElement[bool]:
    return or_(deputies.c.ends.is_(None), deputies.c.ends > now)


def _load(connection: Connection, which: ColumnElement[bool]) -> list[Deputy]:
    query = select(deputies).where(which).order_by(deputies.c.starts, deputies.c.id)
    return [Deputy(row.id, row.person_id, row.deputy_id, row.starts, row.ends) for row in connection.execute(query)]


def ids(found: Sequence[Deputy]) -> set[str]:
    """Everybody who is named in them."""
    return {one for deputy in found for one in (deputy.person_id, deputy.deputy_id)}
