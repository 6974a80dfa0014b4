"""Where deliveries and their attempts are kept."""

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint

from digests.db import JsonList, UtcDateTime, metadata

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("edition_id", Integer, nullable=False),
    Column("schedule", String(80), nullable=False),
    Column("period", String(20), nullable=False),
    Column("person_id", String(120), info={"privacy": "person"}),  # null after erasure
    Column("department", String(200), nullable=False, server_default=""),  # as it was, for figures
    Column("country", String(2), nullable=False, server_default=""),
    Column("privacy_mode", String(16), nullable=False),  # under which this was collected
    Column("tracked", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("due_at", UtcDateTime, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),  # due, or when the next try may come
    Column("channel", String(16)),  # where it is tried, or was sent
    Column("channels_left", JsonList, nullable=False),  # where a definite refusal goes on to
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("ref", String(400), nullable=False, server_default="", info={"privacy": "identity"}),
    Column("worker", String(80), nullable=False, server_default=""),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    # The digest holds rung, language, best hour and first: what the picks do not; null once erased.
    Column("digest", JSON, info={"privacy": "identity"}),
    UniqueConstraint("schedule", "period", "person_id", name="deliveries_once"),
    Index("deliveries_due", "state", "not_before"),
    Index("deliveries_edition", "edition_id", "state"),
    Index("deliveries_person", "person_id", "sent_at"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery_id", Integer, nullable=False, info={"privacy": "delivery"}),
    Column("channel", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("result", String(16), nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Index("attempts_delivery", "delivery_id"),
)
