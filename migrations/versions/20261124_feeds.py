"""Feeds that fill the queue."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from digests.db import JsonList, UtcDateTime

revision: str = "20261124_feeds"
down_revision: str | None = "20261124_drafts"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ON = sa.text("state = 'on'")


def upgrade() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("desk", sa.String(60), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("topics", JsonList(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=True),
        sa.Column("found_at", UtcDateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("trouble", sa.String(40), nullable=False, server_default=""),
        sa.Column("etag", sa.String(400), nullable=False, server_default=""),
        sa.Column("modified", sa.String(400), nullable=False, server_default=""),
    )
    op.create_index("feeds_due", "feeds", ["not_before"], sqlite_where=ON, postgresql_where=ON)
    op.create_table(
        "feed_entries",
        sa.Column("feed_id", sa.Integer(), sa.ForeignKey("feeds.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("item_id", sa.String(120), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
    )
    op.create_index("feed_entries_item", "feed_entries", ["item_id"])


def downgrade() -> None:
    op.drop_table("feed_entries")
    op.drop_table("feeds")
