"""Who is who in Slack: ids that were found, and whose a delivery is."""

from datetime import datetime

from sqlalchemy import Connection, or_, select, update

from digests.delivery.store import deliveries
from digests.people.model import Person
from digests.people.store import load_people, people


def remember(connection: Connection, person_id: str, slack_id: str, now: datetime) -> None:
    """Keeps the id that was found by address, so that Slack is asked once."""
    connection.execute(update(people).where(people.c.id == person_id).values(slack_found=slack_id, changed_at=now))


def member(connection: Connection, slack_id: str) -> Person | None:
    """The person of the directory behind a Slack member id; None for a stranger, and for whoever has left.

    An id of the directory's own goes before one that was found by address; one that several people have is nobody's.
    """
    if not slack_id:
        return None
    found = connection.execute(
        select(people.c.id, people.c.slack_id).where(
            people.c.left_at.is_(None),
            or_(people.c.slack_id == slack_id, (people.c.slack_id == "") & (people.c.slack_found == slack_id)),
        )
    ).all()
    best = [row.id for row in found if row.slack_id] or [row.id for row in found]
    return load_people(connection, best)[0] if len(best) == 1 else None


def owner(connection: Connection, delivery_id: int) -> Person | None:
    """Whose delivery it is, also after they left; None once they are erased."""
    person_id = connection.scalar(select(deliveries.c.person_id).where(deliveries.c.id == delivery_id))
    found = load_people(connection, [person_id], active=False) if person_id else []
    return found[0] if found else None


def presser(connection: Connection, delivery_id: int, slack_id: str) -> Person | None:
    """The delivery's person, if `slack_id` is theirs; None for anybody else."""
    person = owner(connection, delivery_id)
    return person if person is not None and slack_id and person.slack_id == slack_id else None
