"""Where people, their choices and the erased ones' hashes are kept."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table

from digests.db import JsonList, UtcDateTime, metadata

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
    Column("teams_id", String(120), nullable=False, server_default="", info={"privacy": "identity"}),
    Column("roles", JsonList, nullable=False),
    Column("attributes", JSON, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("left_at", UtcDateTime),
    Index("people_email", "email"),
    Index("people_timezone", "timezone"),
    Index("people_department", "department"),
)

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
)

forgotten = Table(
    "forgotten",
    metadata,
    Column("hash", String(64), primary_key=True),  # keyed hash of the erased person's id
    Column("at", UtcDateTime, nullable=False),
)
