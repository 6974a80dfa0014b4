"""Where changes of the programme are kept: each for good, the newest of a piece being what is said of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Connection, Index, Integer, Row, String, Table, UniqueConstraint, func, select

from digests.db import UtcDateTime, insert, metadata
from digests.programme.model import Change, Piece, Programme, Revision, Said

SET, GONE, FILE = "set", "gone", "file"  # the body holds; there is none; config.toml decides

revisions = Table(
    "programme_revisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("piece", String(200), nullable=False),
    Column("number", Integer, nullable=False),
    Column("says", String(8), nullable=False),
    Column("body", JSON(none_as_null=True)),
    Column("before", JSON(none_as_null=True)),
    Column("after", JSON(none_as_null=True)),
    Column("at", UtcDateTime, nullable=False, info={"ages": "audit"}),
    Column("person_id", String(120), info={"privacy": "person"}),  # null: the command line, or erased
    Column("undoes", Integer),
    UniqueConstraint("piece", "number", name="programme_revisions_once"),
    Index("programme_revisions_person", "person_id"),
)


def mark(connection: Connection) -> tuple[int, int]:
    """Another one after every change: the newest id, and how many there are, for ids may be committed out of turn."""
    newest, count = connection.execute(select(func.max(revisions.c.id), func.count())).one()
    return newest or 0, count


def load(connection: Connection) -> Programme:
    """What the database says now."""
    found = connection.execute(
        select(revisions.c.piece, revisions.c.says, revisions.c.body).where(revisions.c.id.in_(_newest()))
    )
    said = {Piece.read(row.piece): Said(row.body) for row in found if row.says != FILE}
    return Programme(mark(connection), said)


def numbers(connection: Connection) -> dict[Piece, int]:
    """The number of each piece's newest change."""
    query = select(revisions.c.piece, func.max(revisions.c.number)).group_by(revisions.c.piece)
    return {Piece.read(key): number for key, number in connection.execute(query)}


def add(
    connection: Connection,
    change: Change,
    said: Said | None,
    *,
    number: int,
    person_id: str | None,
    now: datetime,
    undoes: int | None = None,
) -> int | None:
    """Keeps a change as its piece's `number`; its id, or None where somebody else's has that number already."""
    values = {
        "piece": change.piece.key,
        "number": number,
        "says": FILE if said is None else GONE if said.body is None else SET,
        "body": None if said is None else said.body,
        "before": change.before,
        "after": change.after,
        "at": now,
        "person_id": person_id,
        "undoes": undoes,
    }
    statement = insert(connection, revisions).values(values).on_conflict_do_nothing().returning(revisions.c.id)
    found: int | None = connection.execute(statement).scalar()
    return found


def history(
    connection: Connection, piece: Piece | None = None, *, limit: int = 50, before: int | None = None
) -> list[Revision]:
    """Changes, newest first: of one piece or of all; `before` an id, for the next page."""
    query = select(revisions).order_by(revisions.c.id.desc()).limit(limit)
    if piece is not None:
        query = query.where(revisions.c.piece == piece.key)
    if before is not None:
        query = query.where(revisions.c.id < before)
    return [_revision(row) for row in connection.execute(query)]


def revision(connection: Connection, revision_id: int) -> Revision | None:
    """One change."""
    row = connection.execute(select(revisions).where(revisions.c.id == revision_id)).one_or_none()
    return None if row is None else _revision(row)


def _newest() -> Any:
    return select(func.max(revisions.c.id)).group_by(revisions.c.piece).scalar_subquery()


def _revision(row: Row[Any]) -> Revision:
    change = Change(Piece.read(row.piece), row.before, row.after)
    return Revision(row.id, row.number, row.at, change, row.person_id, row.undoes)
