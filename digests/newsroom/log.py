"""Who did what, in one list: the audit log, and what was done with items."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Connection,
    Integer,
    RowMapping,
    Select,
    String,
    Subquery,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from digests.access import audit as access_audit
from digests.access.store import audit
from digests.newsroom.entering import ENDED, SIGN_IN, SIGN_OUT
from digests.newsroom.store import item_decisions

ITEM = "item "  # before what was done with one
GROUPS: Mapping[str, Collection[str]] = {
    "signing": (SIGN_IN, SIGN_OUT, ENDED, "signin"),
    "items": (),  # whatever begins with ITEM
    "settings": ("programme", "feed added", "feed changed", "feed paused", "feed resumed", "feed removed", "poster"),
    "people": ("person export", "person forget", "preview", "preview as", "looked as", "replay", "why", "outbox"),
    "figures": ("report", "hits list", "hits reclassify", "conversions", "audit"),
    "keys": ("apikey create", "apikey revoke"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody did something: `actor_id` of the directory, else `actor` is an account of the server or a key."""

    at: datetime
    actor: str
    actor_id: str | None
    act: str
    subject: str
    person_id: str | None  # whom it was about


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines; empty or None means all of them."""

    group: str = ""
    person_id: str = ""  # who did it, or whom it was about
    since: datetime | None = None
    until: datetime | None = None  # not included


def lines(connection: Connection, wanted: Wanted, limit: int, offset: int = 0) -> list[Line]:
    """The newest first."""
    found = _all(wanted)
    query = select(found).order_by(found.c.at.desc(), found.c.source, found.c.id.desc()).limit(limit).offset(offset)
    return [_line(row) for row in connection.execute(query).mappings()]


def count(connection: Connection, wanted: Wanted) -> int:
    """How many there are."""
    return connection.execute(select(func.count()).select_from(_all(wanted))).scalar_one()


def _all(wanted: Wanted) -> Subquery:
    looked, decided = _looked(wanted), _decided(wanted)
    whole: Select[Any] | CompoundSelect[Any] = union_all(looked, decided)
    if wanted.group:
        whole = decided if wanted.group == "items" else looked
    return whole.subquery()


def _looked(wanted: Wanted) -> Select[Any]:
    query = select(
        audit.c.at,
        literal(1, Integer).label("source"),
        audit.c.id,
        audit.c.actor,
        audit.c.actor_id,
        audit.c.act,
        audit.c.subject,
        audit.c.person_id,
    )
    if wanted.group:
        query = query.where(audit.c.act.in_(GROUPS.get(wanted.group, ())))
    if wanted.person_id:
        query = query.where(or_(audit.c.person_id == wanted.person_id, audit.c.actor_id == wanted.person_id))
    if wanted.since:
        query = query.where(audit.c.at >= wanted.since)
    return query.where(audit.c.at < wanted.until) if wanted.until else query


def _decided(wanted: Wanted) -> Select[Any]:
    query = select(
        item_decisions.c.at,
        literal(2, Integer).label("source"),
        item_decisions.c.id,
        literal(access_audit.PERSON, String).label("actor"),
        item_decisions.c.person_id.label("actor_id"),
        (literal(ITEM, String) + item_decisions.c.act).label("act"),
        (item_decisions.c.item_id + literal(", ", String) + cast(item_decisions.c.version, String)).label("subject"),
        literal(None, String).label("person_id"),
    )
    if wanted.person_id:
        query = query.where(item_decisions.c.person_id == wanted.person_id)
    if wanted.since:
        query = query.where(item_decisions.c.at >= wanted.since)
    return query.where(item_decisions.c.at < wanted.until) if wanted.until else query


def _line(row: RowMapping) -> Line:
    found = Line(row["at"], row["actor"], row["actor_id"], row["act"], row["subject"], row["person_id"])
    if found.actor == access_audit.PERSON and found.actor_id is None and found.person_id is not None:
        return Line(found.at, found.actor, found.person_id, found.act, found.subject, None)  # who did it stood there
    return found
