"""Where short links are kept."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Index, Integer, Row, String, Table, and_, exists, or_, select, text, update

from digests.content.model import ItemState
from digests.content.store import item_versions, items
from digests.db import UtcDateTime, insert, metadata
from digests.ledger.model import NOBODY, FactKind
from digests.ledger.store import facts
from digests.people.store import people
from digests.sharing.model import Link, Press

links = Table(
    "links",
    metadata,
    Column("code", String(24), primary_key=True, info={"privacy": "link"}),
    Column("item_id", String(120), nullable=False),
    Column("network", String(20), nullable=False),
    Column("person_id", String(120), info={"privacy": "person"}),  # null: made for the item alone
    Column("delivery_id", Integer),
    Column("text_key", String(16)),
    Column("minted_at", UtcDateTime, nullable=False),
    Column("dropped_at", UtcDateTime),  # only machines tapped
    Index(
        "links_of_person",
        "person_id",
        "item_id",
        "network",
        unique=True,
        sqlite_where=text("person_id IS NOT NULL"),
        postgresql_where=text("person_id IS NOT NULL"),
    ),
    Index(
        "links_of_item",
        "item_id",
        "network",
        unique=True,
        sqlite_where=text("person_id IS NULL AND delivery_id IS NULL"),  # an erased person's link keeps its delivery
        postgresql_where=text("person_id IS NULL AND delivery_id IS NULL"),
    ),
)


def add_link(connection: Connection, code: str, press: Press, now: datetime) -> None:
    """A new link, unless the code or the link of this press is there already."""
    values = {
        "code": code,
        "item_id": press.item_id,
        "network": press.network,
        "person_id": press.person_id,
        "delivery_id": press.delivery_id,
        "text_key": press.text_key,
        "minted_at": now,
    }
    connection.execute(insert(connection, links).values(values).on_conflict_do_nothing())


def find_link(connection: Connection, press: Press) -> Link | None:
    """The link of this person (or of nobody), item and network."""
    query = (
        select(links, items.c.url)
        .join(items, items.c.id == links.c.item_id)
        .where(
            links.c.item_id == press.item_id,
            links.c.network == press.network,
            # An erased person's link has no person any more, and keeps its delivery: it is nobody else's.
            links.c.person_id == press.person_id
            if press.person_id
            else and_(links.c.person_id.is_(None), links.c.delivery_id.is_(None)),
        )
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else _link(row)


def keep_link(connection: Connection, code: str) -> None:
    """A link that was dropped leads on again."""
    connection.execute(update(links).where(links.c.code == code).values(dropped_at=None))


def drop_links(connection: Connection, codes: Collection[str], now: datetime) -> int:
    """Drops those of these links that nobody but machines asked for; says how many."""
    theirs = and_(facts.c.person_id == links.c.person_id, facts.c.network == links.c.network)  # pressed in a chat
    human = exists().where(
        facts.c.item_id == links.c.item_id,
        or_(facts.c.code == links.c.code, theirs),
        facts.c.kind.in_((FactKind.TAP, FactKind.COPY, FactKind.CONFIRM)),
        facts.c.verdict.not_in(NOBODY),
    )
    statement = update(links).where(links.c.code.in_(codes), links.c.dropped_at.is_(None), ~human)
    return connection.execute(statement.values(dropped_at=now)).rowcount


def load_target(connection: Connection, code: str) -> Row[Any] | None:
    """A link that was not dropped, with its item and the department of its person."""
    query = (
        select(
            links,
            items.c.url,
            items.c.state,
            items.c.links_go_on,
            items.c.owner,
            items.c.expires,
            items.c.body,
            people.c.department,
        )
        .join(items, items.c.id == links.c.item_id)
        .outerjoin(people, people.c.id == links.c.person_id)
        .where(links.c.code == code, links.c.dropped_at.is_(None))
    )
    return connection.execute(query).one_or_none()


def last_approved_url(connection: Connection, item_id: str) -> str | None:
    """The address that was approved last, for an item whose newer one waits for approval."""
    query = (
        select(item_versions.c.body).where(item_versions.c.item_id == item_id).order_by(item_versions.c.version.desc())
    )
    for body in connection.scalars(query):
        if body.get("state") == ItemState.APPROVED:
            return str(body["url"])
    return None


def _link(row: Row[Any]) -> Link:
    return Link(
        code=row.code,
        item_id=row.item_id,
        network=row.network,
        url=row.url,
        minted_at=row.minted_at,
        person_id=row.person_id,
        delivery_id=row.delivery_id,
        text_key=row.text_key,
    )
