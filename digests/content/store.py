"""Where the queue is kept: each item, and every version it had."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    bindparam,
    case,
    false,
    func,
    null,
    select,
    true,
)

from digests.content import index
from digests.content.body import from_json, to_json
from digests.content.index import item_index
from digests.content.model import Item, ItemState
from digests.db import DriverStatement, UtcDateTime, metadata

__all__ = ["from_json", "to_json"]

items = Table(
    "items",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("owner", String(60), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("url", Text, nullable=False),
    Column("publish", UtcDateTime),
    Column("expires", UtcDateTime),
    Column("body", JSON, nullable=False),  # the whole item, as content.store.to_json writes it
    Column("version", Integer, nullable=False),
    Column("imported", JSON(none_as_null=True)),  # the body as last imported from files: the base of a three-way merge
    Column("added_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("approved_at", UtcDateTime),
    Column("withdrawn_at", UtcDateTime),
    Column("links_go_on", Boolean, nullable=False, server_default=false()),  # once it is withdrawn
    Index("items_state", "state"),
    Index("items_changed", "changed_at", "id", "version"),  # what changed since is found without reading what is said
    Index("items_owner", "owner"),
)

item_versions = Table(
    "item_versions",
    metadata,
    Column("item_id", String(120), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("body", JSON, nullable=False),
    Column("origin", String(16), nullable=False),  # file, command, newsroom, slack
    Column("at", UtcDateTime, nullable=False),
)

given_texts = Table(
    "given_texts",
    metadata,
    Column("item_id", String(120), primary_key=True),
    Column("department", String(200), primary_key=True),
    Column("network", String(20), primary_key=True),
    Column("text_key", String(16), primary_key=True),
    Column("given", Integer, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """An item of the queue, and what files said of it last (None: it was not made from a file)."""

    item: Item
    imported: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An item to keep. `renewed` says whether it differs from the version before, and so becomes one of its own."""

    item: Item
    imported: Mapping[str, Any] | None
    renewed: bool = True


def load_items(
    connection: Connection, ids: Collection[str] | None = None, states: Collection[ItemState] | None = None
) -> list[Item]:
    """Items in order of id, of these ids and states if named, in one query."""
    query = select(items.c.id, items.c.body, items.c.version).order_by(items.c.id)
    if ids is not None:
        query = query.where(items.c.id.in_(set(ids)))
    if states is not None:
        query = query.where(items.c.state.in_({state.value for state in states}))
    return [from_json(row.id, row.body, row.version) for row in connection.execute(query)]


def load_closed(connection: Connection, ids: Collection[str], now: datetime) -> frozenset[str | None]:
    """Those of these items whose links lead nowhere: withdrawn, unless their links go on, or past their time."""
    query, values = closed(ids, now)
    return frozenset(row[0] for row in DriverStatement(query).run(connection, values))


def closed(ids: Collection[str], now: datetime) -> tuple[str, tuple[object, ...]]:
    """The query for that, with its values, as the driver gets it."""
    places = ", ".join("?" * len(ids))
    query = f"SELECT id FROM items WHERE id IN ({places}) AND ((state = ? AND NOT links_go_on) OR expires <= ?)"
    return query, (*ids, ItemState.WITHDRAWN.value, now)


def load_kept(connection: Connection, ids: Collection[str]) -> dict[str, Kept]:
    """Items with what files said of them, by id, held against other writers until the transaction ends."""
    query = select(items).where(items.c.id.in_(set(ids))).order_by(items.c.id).with_for_update()
    return {row.id: _kept(row) for row in connection.execute(query)}


def load_versions(connection: Connection, pairs: Collection[tuple[str, int]]) -> dict[tuple[str, int], Item]:
    """Items as they were, by id and version, in one query; a pair that never was is left out."""
    wanted = set(pairs)
    query = select(item_versions).where(
        item_versions.c.item_id.in_({item_id for item_id, _ in wanted}),
        item_versions.c.version.in_({version for _, version in wanted}),
    )
    return {
        (row.item_id, row.version): from_json(row.item_id, row.body, row.version)
        for row in connection.execute(query)
        if (row.item_id, row.version) in wanted
    }


def add_items(connection: Connection, entries: Sequence[Entry], origin: str, now: datetime) -> None:
    """New items, each with its first version."""
    if entries:
        withdrawn = ItemState.WITHDRAWN
        rows = [
            _columns(entry)
            | {"id": entry.item.id, "added_at": now, "changed_at": now}
            | {"withdrawn_at": now if entry.item.state is withdrawn else None}
            for entry in entries
        ]
        connection.execute(items.insert(), rows)
        found = [index.columns(one.item) | {"item_id": one.item.id, "changed_at": now} for one in entries]
        connection.execute(item_index.insert(), found)
        _add_versions(connection, entries, origin, now)


def change_items(connection: Connection, entries: Sequence[Entry], origin: str, now: datetime) -> None:
    """Items as they are from now on; those that are renewed get a version."""
    if not entries:
        return
    names = _columns(entries[0])
    since = case(
        (bindparam("new_state") == ItemState.WITHDRAWN.value, func.coalesce(items.c.withdrawn_at, now)), else_=null()
    )
    changed = case((bindparam("renewed", type_=Boolean) == true(), now), else_=items.c.changed_at)
    statement = (
        items.update()
        .where(items.c.id == bindparam("new_id"))
        .values({name: bindparam(f"new_{name}") for name in names} | {"withdrawn_at": since, "changed_at": changed})
    )
    rows = [
        {f"new_{name}": value for name, value in _columns(entry).items()}
        | {"new_id": entry.item.id, "renewed": entry.renewed}
        for entry in entries
    ]
    connection.execute(statement, rows)
    renewed = [entry for entry in entries if entry.renewed]
    _change_index(connection, renewed, now)
    _add_versions(connection, renewed, origin, now)


def _change_index(connection: Connection, entries: Sequence[Entry], now: datetime) -> None:
    if entries:
        rows = [index.columns(one.item) | {"changed_at": now} for one in entries]
        statement = (
            item_index.update()
            .where(item_index.c.item_id == bindparam("of"))
            .values({name: bindparam(f"new_{name}") for name in rows[0]})
        )
        named = [{f"new_{name}": value for name, value in row.items()} for row in rows]
        connection.execute(statement, [row | {"of": one.item.id} for row, one in zip(named, entries, strict=True)])


def keep_links(connection: Connection, item_id: str, *, go_on: bool) -> None:
    """Says whether an item's links lead on while it is withdrawn."""
    connection.execute(items.update().where(items.c.id == item_id).values(links_go_on=go_on))


def _add_versions(connection: Connection, entries: Sequence[Entry], origin: str, now: datetime) -> None:
    if entries:
        rows = [
            {
                "item_id": entry.item.id,
                "version": entry.item.version,
                "body": to_json(entry.item),
                "origin": origin,
                "at": now,
            }
            for entry in entries
        ]
        connection.execute(item_versions.insert(), rows)


def _columns(entry: Entry) -> dict[str, Any]:
    item = entry.item
    return {
        "state": item.state.value,
        "owner": item.owner,
        "kind": item.kind.value,
        "url": item.url,
        "publish": item.publish,
        "expires": item.expires,
        "body": to_json(item),
        "version": item.version,
        "imported": None if entry.imported is None else dict(entry.imported),
        "approved_at": item.approved_at,
    }


def _kept(row: Row[Any]) -> Kept:
    return Kept(from_json(row.id, row.body, row.version), row.imported)
