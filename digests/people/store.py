"""Where people, their choices and the erased ones' hashes are kept."""

import hashlib
import hmac
from collections.abc import Collection, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    bindparam,
    case,
    false,
    func,
    literal_column,
    or_,
    select,
)

from digests.db import JsonList, UtcDateTime, insert, metadata
from digests.errors import UnknownError
from digests.people.model import ChannelName, Person, Preferences

people = Table(
    "people",
    metadata,
    Column("id", String(120), primary_key=True, info={"privacy": "person"}),
    Column("name", String(200), nullable=False, info={"privacy": "identity"}),
    Column("email", String(320), nullable=False, server_default="", info={"privacy": "identity"}),
    Column("department", String(200), nullable=False, server_default=""),
    Column("title", String(200), nullable=False, server_default="", info={"privacy": "identity"}),
    Column("country", String(2), nullable=False, server_default=""),
    Column("languages", JsonList, nullable=False),
    Column("timezone", String(64), nullable=False, server_default=""),
    Column("interests", JsonList, nullable=False),
    Column("slack_id", String(64), nullable=False, server_default="", info={"privacy": "identity"}),
    Column("slack_found", String(64), nullable=False, server_default="", info={"privacy": "identity"}),
    Column("timezone_found", String(64), nullable=False, server_default=""),  # as their chat has it
    Column("language_found", String(40), nullable=False, server_default=""),
    Column("teams_id", String(120), nullable=False, server_default="", info={"privacy": "identity"}),
    Column("roles", JsonList, nullable=False),
    Column("attributes", JSON, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("left_at", UtcDateTime),
    Column("welcomed_at", UtcDateTime),  # when they were told what this is; null: not yet
    Index("people_email", "email"),
    Index("people_timezone", "timezone"),
    Index("people_department", "department"),
    Index("people_zones", "timezone", "timezone_found"),
    Index("people_slack", "slack_id"),
    Index("people_slack_found", "slack_found"),
    Index("people_changed", "changed_at"),
)
# A literal, because PostgreSQL takes two parameters for two different things when it groups; '' where nobody knows it.
known_zone = case((people.c.timezone == literal_column("''"), people.c.timezone_found), else_=people.c.timezone)

preferences = Table(
    "preferences",
    metadata,
    Column(
        "person_id",
        String(120),
        ForeignKey("people.id", ondelete="CASCADE"),
        primary_key=True,
        info={"privacy": "person"},
    ),
    Column("channel", String(16)),
    Column("weekday", Integer),
    Column("hour", Integer),
    Column("items", Integer),
    Column("networks", JsonList, nullable=False),
    Column("topics", JsonList),  # null: the directory's interests
    Column("languages", JsonList, nullable=False),
    Column("min_days", Integer, nullable=False, server_default="0"),
    Column("paused_until", UtcDateTime),
    Column("untracked", Boolean, nullable=False),
    Column("stopped", Boolean, nullable=False),
    Column("mastodon", String(255), nullable=False, server_default="", info={"privacy": "identity"}),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("named", Boolean, nullable=False, server_default=false()),
    Index("preferences_changed", "changed_at"),
)

forgotten = Table(
    "forgotten",
    metadata,
    Column("hash", String(64), primary_key=True),  # keyed hash of the erased person's id
    Column("at", UtcDateTime, nullable=False),
)

_NONE_CHOSEN = Preferences()
MANY = 10_000  # beyond this many ids the whole table is read: a statement takes only so many values
_joined = people.outerjoin(preferences, preferences.c.person_id == people.c.id)
_selected = select(people, *(column.label(f"chosen_{column.name}") for column in preferences.c)).select_from(_joined)


def load_people(connection: Connection, ids: Collection[str] | None = None, *, active: bool = True) -> list[Person]:
    """People with their choices, in order of id, in one query; only those who have not left unless `active` is false.

    A Slack member id that was found by address stands in for one that the directory does not have, and what Slack
    knows of time zone and language for what the directory does not tell.
    """
    wanted = None if ids is None else set(ids)
    query = _selected.order_by(people.c.id)
    if active:
        query = query.where(people.c.left_at.is_(None))
    if wanted is not None and len(wanted) <= MANY:
        query = query.where(people.c.id.in_(wanted))
    rows = connection.execute(query)
    return [_person(row) for row in rows if wanted is None or row.id in wanted]


def find_person(connection: Connection, address_or_id: str) -> Person:
    """The one person with this id, else with this address (mail, Slack, Teams); UnknownError when none or several."""
    sought = address_or_id.strip()
    query = _selected.where(
        or_(
            people.c.id == sought,
            people.c.email == sought.lower(),
            people.c.slack_id == sought,
            people.c.slack_found == sought,
            people.c.teams_id == sought,
        )
    )
    found = [_person(row) for row in connection.execute(query.order_by(people.c.id))]
    exact = [person for person in found if person.id == sought]
    here = [person for person in found if person.left_at is None]
    best = exact or here or found
    if not best:
        raise UnknownError(
            "Nobody in the directory goes by {sought!r}: use an id or address of the people file.", sought=sought
        )
    if len(best) > 1:
        ids = ", ".join(person.id for person in best)
        raise UnknownError(
            "{sought!r} is the address of several people ({ids}): name one by id.", sought=sought, ids=ids
        )
    return best[0]


def of_address(connection: Connection, address: str) -> list[str]:
    """The ids of whoever has this mail address, those who left too."""
    return list(connection.scalars(select(people.c.id).where(people.c.email == address.strip().lower())))


def load_departments(connection: Connection, least: int) -> frozenset[str]:
    """Departments of at least `least` people who have not left."""
    query = select(people.c.department).where(people.c.left_at.is_(None)).group_by(people.c.department)
    return frozenset(connection.scalars(query.having(func.count() >= least)))


def load_directory(connection: Connection) -> dict[str, Person]:
    """Everybody by id as the directory last said, those who left included, without choices and found members."""
    return {row.id: _entry(row) for row in connection.execute(select(people))}


def add_people(connection: Connection, entries: Sequence[Person], now: datetime) -> None:
    """New rows of the directory."""
    if entries:
        rows = [_columns(person) | {"added_at": now, "changed_at": now} for person in entries]
        connection.execute(insert(connection, people).on_conflict_do_nothing(), rows)


def change_people(connection: Connection, entries: Sequence[Person], now: datetime) -> None:
    """The directory's new word on people it has; whom Slack found by an address that changed is looked for again."""
    if not entries:
        return
    settable = [name for name in _columns(entries[0]) if name != "id"]
    same = (people.c.email == bindparam("new_email")) & (people.c.slack_id == bindparam("new_slack_id"))
    found = (people.c.slack_found, people.c.timezone_found, people.c.language_found)
    still_found = {column.name: case((same, column), else_="") for column in found}
    statement = (
        people.update()
        .where(people.c.id == bindparam("new_id"))
        .values({name: bindparam(f"new_{name}") for name in settable} | still_found | {"changed_at": now})
    )
    connection.execute(
        statement, [{f"new_{name}": value for name, value in _columns(person).items()} for person in entries]
    )


def erased_hashes(connection: Connection) -> frozenset[str]:
    """The keyed hashes of everybody who was erased."""
    return frozenset(connection.scalars(select(forgotten.c.hash)))


def forgotten_hash(key: bytes, person_id: str) -> str:
    """What remembers an erased person without knowing them: HMAC-SHA256 of the id, in hexadecimal."""
    return hmac.new(key, person_id.encode(), hashlib.sha256).hexdigest()


def load_preferences(connection: Connection, person_id: str) -> Preferences:
    """What a person chose; nothing chosen when nothing is kept."""
    row = connection.execute(_selected.where(people.c.id == person_id)).one_or_none()
    return Preferences() if row is None else _chosen(row)


def save_preferences(connection: Connection, person_id: str, chosen: Preferences, now: datetime) -> None:
    """Keeps what a person chose, in place of what they chose before."""
    values = {field.name: getattr(chosen, field.name) for field in fields(chosen)} | {"changed_at": now}
    statement = insert(connection, preferences).values(person_id=person_id, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=values))


def _columns(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "department": person.department,
        "title": person.title,
        "country": person.country,
        "languages": person.languages,
        "timezone": person.timezone,
        "interests": person.interests,
        "slack_id": person.slack_id,
        "teams_id": person.teams_id,
        "roles": person.roles,
        "attributes": dict(person.attributes),
        "left_at": person.left_at,
    }


def _entry(row: Row[Any], preferences: Preferences = _NONE_CHOSEN, welcomed_at: datetime | None = None) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        email=row.email,
        department=row.department,
        title=row.title,
        country=row.country,
        languages=row.languages,
        timezone=row.timezone,
        interests=row.interests,
        slack_id=row.slack_id,
        teams_id=row.teams_id,
        roles=row.roles,
        attributes=row.attributes,
        left_at=row.left_at,
        welcomed_at=welcomed_at,
        preferences=preferences,
    )


def _person(row: Row[Any]) -> Person:
    person = _entry(row, _chosen(row), row.welcomed_at)
    if not (row.slack_found or row.timezone_found or row.language_found):
        return person
    return replace(
        person,
        slack_id=person.slack_id or row.slack_found,
        timezone=person.timezone or row.timezone_found,
        languages=person.languages or tuple(tag for tag in (row.language_found,) if tag),
    )


def _chosen(row: Row[Any]) -> Preferences:
    if row.chosen_person_id is None:
        return _NONE_CHOSEN
    return Preferences(
        channel=None if row.chosen_channel is None else ChannelName(row.chosen_channel),
        weekday=row.chosen_weekday,
        hour=row.chosen_hour,
        items=row.chosen_items,
        networks=row.chosen_networks,
        topics=row.chosen_topics,
        languages=row.chosen_languages,
        min_days=row.chosen_min_days,
        paused_until=row.chosen_paused_until,
        untracked=row.chosen_untracked,
        stopped=row.chosen_stopped,
        mastodon=row.chosen_mastodon,
        named=row.chosen_named,
    )
