"""Who can approve a desk's items, and the cards that asked them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Text, cast, func, or_, select

from digests.db import insert
from digests.newsroom.model import Card
from digests.newsroom.standing import ADMIN, APPROVER, Act, standing
from digests.newsroom.store import approval_cards
from digests.people.model import Person
from digests.people.store import load_people, people


@dataclass(frozen=True, slots=True)
class Approvers:
    """Everybody who may approve something, in order of id."""

    everybody: Sequence[Person] = ()

    def of(self, desk: str) -> list[Person]:
        """Whoever may approve this desk's items."""
        return [person for person in self.everybody if standing(person).may(Act.APPROVE, desk)]

    def tiers(self, desk: str) -> tuple[list[Person], list[Person], list[Person]]:
        """Who is asked first, and who only where nobody of those before does: approvers, its admins, the company's."""
        role = f"{desk}:{APPROVER}".casefold()
        found: tuple[list[Person], list[Person], list[Person]] = ([], [], [])
        for person in self.of(desk):
            held = {one.strip().casefold() for one in person.roles}
            found[0 if role in held else 2 if ADMIN in held else 1].append(person)
        return found


def approvers(connection: Connection, desk: str) -> list[Person]:
    """Everybody whose role lets them approve the desk's items, in order of id."""
    return load_approvers(connection).of(desk)


def load_approvers(connection: Connection) -> Approvers:
    """Whoever has a role that may let them approve."""
    roles = func.lower(cast(people.c.roles, Text))
    maybe = or_(roles.contains(APPROVER), roles.contains(ADMIN))
    ids = list(connection.scalars(select(people.c.id).where(people.c.left_at.is_(None), maybe)))
    return Approvers(load_people(connection, ids) if ids else ())


def asked(
    connection: Connection, item_id: str, version: int, person_id: str, now: datetime, *, channel: str, ref: str
) -> None:
    """Keeps that somebody was asked, and where the card stands; asked again, it stands where the newer one does."""
    values = {
        "item_id": item_id,
        "version": version,
        "person_id": person_id,
        "channel": channel,
        "ref": ref,
        "at": now,
    }
    statement = insert(connection, approval_cards).values(values)
    keys = ["item_id", "version", "person_id", "channel"]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_={"ref": ref, "at": now}))


def cards(connection: Connection, item_id: str, version: int | None = None) -> list[Card]:
    """The cards that asked about an item, or about one version of it, oldest first."""
    query = select(approval_cards).where(approval_cards.c.item_id == item_id)
    if version is not None:
        query = query.where(approval_cards.c.version == version)
    return [
        Card(row.id, row.item_id, row.version, row.person_id, row.channel, row.ref)
        for row in connection.execute(query.order_by(approval_cards.c.id))
    ]
