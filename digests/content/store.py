"""Where the queue is kept: each item, and every version it had."""

from sqlalchemy import JSON, Column, Index, Integer, String, Table, Text

from digests.db import UtcDateTime, metadata

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
    Column("imported", JSON),  # the body as last imported from files: the base of a three-way merge
    Column("added_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("approved_at", UtcDateTime),
    Column("withdrawn_at", UtcDateTime),
    Index("items_state", "state"),
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
