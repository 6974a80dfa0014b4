"""Where facts are kept: one append-only table, and the day's key for visitors."""

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Text

from digests.db import JsonList, UtcDateTime, metadata

facts = Table(
    "facts",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("rules", JsonList, nullable=False),
    Column("rule_version", Integer, nullable=False),
    Column("settles_at", UtcDateTime),
    Column("delivery_id", Integer),
    Column("person_id", String(120), info={"privacy": "person"}),
    Column("department", String(200)),
    Column("item_id", String(120)),
    Column("network", String(20)),
    Column("code", String(24), info={"privacy": "link"}),
    Column("agent", Text, info={"privacy": "visitor"}),
    Column("referrer_host", String(255), info={"privacy": "visitor"}),
    Column("visitor", String(40), info={"privacy": "visitor"}),
    Index("facts_person", "person_id", "kind"),
    Index("facts_item", "item_id", "kind", "verdict"),
    Index("facts_settles", "settles_at"),
    Index("facts_delivery", "delivery_id"),
)

day_keys = Table(
    "day_keys",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("key", LargeBinary, nullable=False),
)
