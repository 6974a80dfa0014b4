"""Where reports went: a row for each week and place, claimed before anything is sent, and the pictures they show."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    delete,
    or_,
    select,
    update,
)

from digests.db import UtcDateTime, insert, metadata
from digests.delivery.model import Outcome, Result

KEPT = timedelta(days=60)  # pictures of reports; a figure lives in the counters as long as those do
TRIES = 12  # of one place, five minutes or more apart
STALE = timedelta(minutes=15)  # after which a row that is still being posted belongs to a process that ended

POSTING, POSTED, FAILED, UNKNOWN = "posting", "posted", "failed", "unknown"
_STATES = {
    Result.SENT: POSTED,
    Result.UNKNOWN: UNKNOWN,
    Result.REFUSED: FAILED,
    Result.LATER: FAILED,
    Result.DOWN: FAILED,
}

report_posts = Table(
    "report_posts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("period", String(20), nullable=False),
    Column("place", String(80), nullable=False),  # slack, teams, or mail and a keyed hash of the address
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False, server_default="1"),
    Column("reason", Text, nullable=False, server_default=""),
    Column("changed_at", UtcDateTime, nullable=False),
    UniqueConstraint("period", "place", name="report_posts_once"),
)

report_pictures = Table(
    "report_pictures",
    metadata,
    Column("period", String(20), primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("png", LargeBinary, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Post:
    """What came of a report's way to one place."""

    place: str
    state: str
    reason: str = ""


def claim(connection: Connection, period: str, place: str, now: datetime) -> bool:
    """Whether the caller may send this period's report to the place: nobody did, and nobody else is about to.

    A place that definitely took nothing may be tried again; one that was being sent to when its process ended may have
    the report, and is left alone.
    """
    row = {"period": period, "place": place, "state": POSTING, "tries": 1, "changed_at": now}
    adding = insert(connection, report_posts).values(row).on_conflict_do_nothing()
    if connection.execute(adding.returning(report_posts.c.id)).first() is not None:
        return True
    again = connection.execute(
        update(report_posts)
        .where(
            report_posts.c.period == period,
            report_posts.c.place == place,
            report_posts.c.state == FAILED,
            report_posts.c.tries < TRIES,
        )
        .values(state=POSTING, tries=report_posts.c.tries + 1, changed_at=now)
    )
    return bool(again.rowcount)


def settle(connection: Connection, period: str, place: str, outcome: Outcome, now: datetime) -> None:
    """Keeps what came of a claimed try."""
    connection.execute(
        update(report_posts)
        .where(report_posts.c.period == period, report_posts.c.place == place)
        .values(state=_STATES[outcome.result], reason=outcome.reason, changed_at=now)
    )


def settled(connection: Connection, period: str, now: datetime) -> tuple[Post, ...]:
    """What came of a period's report, by place; what a process left behind when it ended is in doubt."""
    rows = connection.execute(
        select(report_posts).where(report_posts.c.period == period).order_by(report_posts.c.place)
    )
    return tuple(
        Post(row.place, UNKNOWN, "the process that sent it ended before it knew")
        if row.state == POSTING and row.changed_at < now - STALE
        else Post(row.place, row.state, row.reason)
        for row in rows
    )


def waits(connection: Connection, period: str, places: tuple[str, ...]) -> bool:
    """Whether any of these places may still get this period's report."""
    closed = select(report_posts.c.place).where(
        report_posts.c.period == period, or_(report_posts.c.state != FAILED, report_posts.c.tries >= TRIES)
    )
    return bool(set(places) - set(connection.execute(closed).scalars()))


def keep_pictures(connection: Connection, period: str, pictures: dict[str, bytes], now: datetime) -> None:
    """Keeps what a report's addresses show, as it was when the report was made; the old ones go."""
    connection.execute(delete(report_pictures).where(report_pictures.c.made_at < now - KEPT))
    for name, png in pictures.items():
        row = {"period": period, "name": name, "png": png, "made_at": now}
        connection.execute(insert(connection, report_pictures).values(row).on_conflict_do_nothing())


def load_picture(connection: Connection, period: str, name: str) -> bytes | None:
    """A picture; None where it is not kept any more."""
    query = select(report_pictures.c.png).where(
        and_(report_pictures.c.period == period, report_pictures.c.name == name)
    )
    return connection.execute(query).scalar_one_or_none()
