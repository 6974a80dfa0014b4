"""Who is who in Slack: ids that were found, and whose a delivery is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from digests.delivery.store import deliveries
from digests.edition.store import picks
from digests.people.store import people


@dataclass(frozen=True, slots=True)
class Owner:
    """The person that a delivery belongs to, as Slack can know them."""

    person_id: str
    email: str
    slack_id: str  # of the directory, else found by address; may be empty


@dataclass(frozen=True, slots=True)
class Pressed:
    """A pick whose button was pressed by the person it was made for."""

    person_id: str
    department: str
    item_id: str


def remember(connection: Connection, person_id: str, slack_id: str, now: datetime) -> None:
    """Keeps the id that was found by address, so that Slack is asked once."""
    connection.execute(update(people).where(people.c.id == person_id).values(slack_found=slack_id, changed_at=now))


def owner(connection: Connection, delivery_id: int) -> Owner | None:
    """Whose delivery it is; None once the person is erased."""
    row = connection.execute(
        select(people.c.id, people.c.email, people.c.slack_id, people.c.slack_found)
        .join(deliveries, deliveries.c.person_id == people.c.id)
        .where(deliveries.c.id == delivery_id)
    ).one_or_none()
    return None if row is None else Owner(row.id, row.email, row.slack_id or row.slack_found)


def pressed(connection: Connection, delivery_id: int, position: int, slack_id: str) -> Pressed | None:
    """The pick, if `slack_id` is its person's; None for anybody else's press."""
    found = owner(connection, delivery_id)
    if found is None or not slack_id or found.slack_id != slack_id:
        return None
    row = connection.execute(
        select(deliveries.c.department, picks.c.item_id)
        .join(picks, picks.c.delivery_id == deliveries.c.id)
        .where(deliveries.c.id == delivery_id, picks.c.position == position, picks.c.held_out.is_(False))
    ).one_or_none()
    return None if row is None else Pressed(found.person_id, row.department, row.item_id)
