"""Where short links are kept."""

from sqlalchemy import Column, Index, Integer, String, Table, text

from digests.db import UtcDateTime, metadata

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
