"""Who looked at what: one place that writes it down, one that tells it."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from digests.access.model import Look
from digests.access.store import ACT, ACTOR, SUBJECT, audit

PERSON = "newsroom"  # the actor's name where it is somebody of the directory, whom `actor_id` tells


def note(
    connection: Connection,
    now: datetime,
    actor: str,
    act: str,
    subject: str = "",
    *,
    person_id: str | None = None,
    actor_id: str | None = None,
) -> None:
    """Writes one look down; people stand in `person_id` and `actor_id` alone, so that erasing them reaches it."""
    values = {
        "at": now,
        "actor": actor[:ACTOR],
        "act": act[:ACT],
        "subject": subject[:SUBJECT],
        "person_id": person_id,
        "actor_id": actor_id,
    }
    connection.execute(insert(audit).values(values))


def looks(
    connection: Connection, since: datetime | None = None, until: datetime | None = None, limit: int | None = None
) -> list[Look]:
    """What was written down from `since` to before `until`, oldest first; of more than `limit` the newest."""
    query = select(audit.c.at, audit.c.actor, audit.c.act, audit.c.subject, audit.c.person_id, audit.c.actor_id)
    if since is not None:
        query = query.where(audit.c.at >= since)
    if until is not None:
        query = query.where(audit.c.at < until)
    rows = connection.execute(query.order_by(audit.c.at.desc(), audit.c.id.desc()).limit(limit))
    return [Look(*row) for row in rows][::-1]


def clear(connection: Connection, before: datetime) -> int:
    """Deletes what is older; says how many lines that were."""
    return connection.execute(delete(audit).where(audit.c.at < before)).rowcount
