"""Where editions and the picks of their digests are kept."""

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, String, Table, UniqueConstraint

from digests.db import UtcDateTime, metadata

editions = Table(
    "editions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("schedule", String(80), nullable=False),
    Column("period", String(20), nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("slot_at", UtcDateTime, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("by_hand", Boolean, nullable=False),
    UniqueConstraint("schedule", "period", "timezone", name="editions_once"),
    Index("editions_state", "state"),
)

picks = Table(
    "picks",
    metadata,
    Column("delivery_id", Integer, primary_key=True, info={"privacy": "delivery"}),
    Column("position", Integer, primary_key=True),  # held-out items have positions from 101 up
    Column("item_id", String(120), nullable=False),
    Column("version", Integer, nullable=False),
    Column("score", Float, nullable=False),
    Column("probability", Float, nullable=False),  # of this item at this position, given the earlier picks
    Column("components", JSON, nullable=False),  # {component: contribution to the score}
    Column("reasons", JSON, nullable=False),  # [[code, value], ...]
    Column("offers", JSON, nullable=False),  # [[network, text key], ...]
    Column("language", String(16), nullable=False),
    Column("colleagues", Integer, nullable=False),
    Column("held_out", Boolean, nullable=False),
    Index("picks_item", "item_id"),
)
