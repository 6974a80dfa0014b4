"""Where workspaces, tokens that Slack took back, and what Slack told us once are kept: nothing of a person."""

import hashlib
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, Index, Integer, String, Table, Text, delete, select, update

from digests.db import UtcDateTime, insert, metadata

workspaces = Table(
    "slack_workspaces",
    metadata,
    Column("team_id", String(32), primary_key=True),
    Column("name", String(200), nullable=False, server_default=""),
    Column("app_id", String(32), nullable=False, server_default=""),
    Column("bot_id", String(32), nullable=False, server_default=""),
    Column("bot_user_id", String(32), nullable=False, server_default=""),
    Column("scopes", Text, nullable=False, server_default=""),
    Column("sealed", Text, nullable=False, server_default=""),  # the token; empty: it stands in the environment
    Column("token_mark", String(64), nullable=False, server_default=""),
    Column("installed_at", UtcDateTime, nullable=False),
    Column("matched_at", UtcDateTime),  # when the directory was last matched with its members
    Column("matched", Integer, nullable=False, server_default="0"),
)

stops = Table(
    "slack_stops",
    metadata,
    Column("token_mark", String(64), primary_key=True),
    Column("team_id", String(32), nullable=False),
    Column("why", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

states = Table(
    "slack_states",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("expires", UtcDateTime, nullable=False),
)

events = Table(
    "slack_events",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Index("slack_events_at", "at"),
)

REMEMBERED = timedelta(days=2)  # Slack tells of an event again for a day at most


@dataclass(frozen=True, slots=True)
class Installed:
    """A workspace that our app is in."""

    team_id: str
    name: str = ""
    app_id: str = ""
    bot_id: str = ""
    bot_user_id: str = ""
    scopes: str = ""
    sealed: str = ""
    token_mark: str = ""
    installed_at: datetime | None = None
    matched_at: datetime | None = None
    matched: int = 0


@dataclass(frozen=True, slots=True)
class Stop:
    """A token that Slack took back: `why` is the event by which it said so."""

    token_mark: str
    team_id: str
    why: str
    at: datetime


_FIELDS = [field.name for field in fields(Installed)]


def load_installed(connection: Connection) -> list[Installed]:
    """Every workspace, in order of id."""
    query = select(*(workspaces.c[name] for name in _FIELDS)).order_by(workspaces.c.team_id)
    return [Installed(*row) for row in connection.execute(query)]


def save_installed(connection: Connection, installed: Installed) -> None:
    """Keeps a workspace in place of what was known of it; who its members are stays matched."""
    values = {name: value for name, value in asdict(installed).items() if not name.startswith("matched")}
    statement = insert(connection, workspaces).values(values)
    connection.execute(statement.on_conflict_do_update(index_elements=["team_id"], set_=values))


def remove_installed(connection: Connection, team_id: str) -> None:
    """Forgets a workspace with its token."""
    connection.execute(delete(workspaces).where(workspaces.c.team_id == team_id))


def save_matched(connection: Connection, team_id: str, matched: int, now: datetime) -> None:
    """Keeps when the directory was matched, and with how many."""
    found = workspaces.c.team_id == team_id
    connection.execute(update(workspaces).where(found).values(matched_at=now, matched=matched))


def load_stop(connection: Connection, token_mark: str) -> Stop | None:
    """Whether Slack took this token back."""
    row = connection.execute(select(stops).where(stops.c.token_mark == token_mark)).one_or_none()
    return None if row is None else Stop(row.token_mark, row.team_id, row.why, row.at)


def save_stop(connection: Connection, stop: Stop) -> None:
    """Keeps it; Slack may tell it in several ways, and the first counts."""
    connection.execute(insert(connection, stops).values(asdict(stop)).on_conflict_do_nothing())


def issue_state(connection: Connection, state: str, expires: datetime, now: datetime) -> None:
    """Keeps that an installation was begun, until it expires; what had expired before goes."""
    connection.execute(delete(states).where(states.c.expires <= now))
    connection.execute(insert(connection, states).values(hash=_hash(state), expires=expires).on_conflict_do_nothing())


def consume_state(connection: Connection, state: str, now: datetime) -> bool:
    """Whether that installation was begun here and has not expired; true once."""
    found = (states.c.hash == _hash(state)) & (states.c.expires > now)
    return connection.execute(delete(states).where(found)).rowcount == 1


def first_time(connection: Connection, event_id: str, now: datetime) -> bool:
    """Whether this event was not told before; what is older than Slack's own patience goes."""
    connection.execute(delete(events).where(events.c.at < now - REMEMBERED))
    statement = insert(connection, events).values(id=_hash(event_id), at=now).on_conflict_do_nothing()
    return connection.execute(statement.returning(events.c.id)).scalar() is not None


def _hash(told: str) -> str:
    return hashlib.sha256(told.encode()).hexdigest()
