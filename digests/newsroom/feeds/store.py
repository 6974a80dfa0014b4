"""Where feeds are kept, and what of each was seen already."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    delete,
    select,
    text,
    update,
)

from digests.content.model import Kind
from digests.db import JsonList, UtcDateTime, insert, metadata
from digests.newsroom.feeds.model import Feed, FeedState, Wanted

NAME, MARK = 120, 400  # characters
ON = text("state = 'on'")

feeds = Table(
    "feeds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(NAME), nullable=False),
    Column("url", Text, nullable=False),
    Column("desk", String(60), nullable=False),
    Column("language", String(35), nullable=False),
    Column("topics", JsonList, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("checked_at", UtcDateTime),
    Column("found_at", UtcDateTime),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("trouble", String(40), nullable=False, server_default=""),
    Column("etag", String(MARK), nullable=False, server_default=""),
    Column("modified", String(MARK), nullable=False, server_default=""),
    Index("feeds_due", "not_before", sqlite_where=ON, postgresql_where=ON),
)

feed_entries = Table(
    "feed_entries",
    metadata,
    Column("feed_id", Integer, ForeignKey("feeds.id", ondelete="CASCADE"), primary_key=True),
    Column("key", String(64), primary_key=True),  # of its guid, or of its place
    Column("item_id", String(120)),  # what became of it; null: nothing
    Column("at", UtcDateTime, nullable=False),
    Index("feed_entries_item", "item_id"),
)


def load_feeds(connection: Connection, desks: Collection[str] | None = None) -> list[Feed]:
    """Every feed of these desks, or all, by desk and name."""
    query = select(feeds).order_by(feeds.c.desk, feeds.c.name, feeds.c.id)
    return [_feed(row) for row in connection.execute(query) if desks is None or row.desk in desks]


def load_feed(connection: Connection, feed_id: int, *, hold: bool = False) -> Feed | None:
    """One of them, if so asked held against other writers until the transaction ends."""
    query = select(feeds).where(feeds.c.id == feed_id)
    row = connection.execute(query.with_for_update() if hold else query).one_or_none()
    return _feed(row) if row else None


def next_due(connection: Connection, now: datetime) -> Feed | None:
    """The feed that has waited longest to be asked; None where none is due."""
    due = (feeds.c.state == FeedState.ON.value) & (feeds.c.not_before <= now)
    row = connection.execute(select(feeds).where(due).order_by(feeds.c.not_before, feeds.c.id).limit(1)).one_or_none()
    return _feed(row) if row else None


def claim(connection: Connection, feed: Feed, until: datetime) -> bool:
    """Keeps others from asking the same feed until then; whether nobody else did before."""
    same = (feeds.c.id == feed.id) & (feeds.c.not_before == feed.not_before) & (feeds.c.state == FeedState.ON.value)
    return connection.execute(update(feeds).where(same).values(not_before=until)).rowcount == 1


def add_feed(connection: Connection, wanted: Wanted, now: datetime) -> int:
    """A new feed, to be asked at once; its id."""
    values = {**_columns(wanted), "state": FeedState.ON.value, "added_at": now, "not_before": now}
    return int(connection.execute(feeds.insert().values(values).returning(feeds.c.id)).scalar_one())


def change_feed(connection: Connection, feed_id: int, wanted: Wanted) -> None:
    """What a desk says of it from now on."""
    connection.execute(update(feeds).where(feeds.c.id == feed_id).values(_columns(wanted)))


def put(connection: Connection, feed_id: int, **values: Any) -> None:
    """How it did."""
    connection.execute(update(feeds).where(feeds.c.id == feed_id).values(values))


def remove_feed(connection: Connection, feed_id: int) -> None:
    """It, and what was seen of it; items that came of it stay."""
    connection.execute(delete(feed_entries).where(feed_entries.c.feed_id == feed_id))
    connection.execute(delete(feeds).where(feeds.c.id == feed_id))


def seen(connection: Connection, feed_id: int, keys: Collection[str]) -> set[str]:
    """Those of these keys that were there before."""
    query = select(feed_entries.c.key).where(feed_entries.c.feed_id == feed_id, feed_entries.c.key.in_(set(keys)))
    return set(connection.scalars(query))


def remember(connection: Connection, feed_id: int, keys: Iterable[tuple[str, str | None]], now: datetime) -> None:
    """Keys that are known from now on, each with the item that it became."""
    rows = [{"feed_id": feed_id, "key": key, "item_id": item_id, "at": now} for key, item_id in dict(keys).items()]
    if rows:
        connection.execute(insert(connection, feed_entries).on_conflict_do_nothing(), rows)


def forget(connection: Connection, feed_id: int, before: datetime, still: Collection[str]) -> None:
    """Old keys go that are not in the feed any more."""
    old = (feed_entries.c.feed_id == feed_id) & (feed_entries.c.at < before) & feed_entries.c.key.not_in(set(still))
    connection.execute(delete(feed_entries).where(old))


def sources(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """The name of the feed that an item came from, by item."""
    query = (
        select(feed_entries.c.item_id, feeds.c.name)
        .join(feeds, feeds.c.id == feed_entries.c.feed_id)
        .where(feed_entries.c.item_id.in_(set(ids)))
    )
    return {row.item_id: row.name for row in connection.execute(query)}


def _columns(wanted: Wanted) -> dict[str, Any]:
    return {
        "name": wanted.name,
        "url": wanted.url,
        "desk": wanted.desk,
        "language": wanted.language,
        "topics": wanted.topics,
        "kind": wanted.kind.value,
    }


def _feed(row: Row[Any]) -> Feed:
    wanted = Wanted(row.name, row.url, row.desk, row.language, row.topics, Kind(row.kind))
    return Feed(
        id=row.id,
        wanted=wanted,
        state=FeedState(row.state),
        added_at=row.added_at,
        not_before=row.not_before,
        checked_at=row.checked_at,
        found_at=row.found_at,
        failures=row.failures,
        trouble=row.trouble,
        etag=row.etag,
        modified=row.modified,
    )
