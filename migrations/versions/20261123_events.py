"""Events that other systems are told of."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import digests.db

revision: str = "20261123_events"
down_revision: str | None = "20261123_access"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("at", digests.db.UtcDateTime(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.String(length=120), nullable=True),
        sa.Column("spread_at", digests.db.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("events_spread", "events", ["spread_at"])
    op.create_table(
        "sendings",
        sa.Column("event_id", sa.String(length=40), nullable=False),
        sa.Column("endpoint", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_before", digests.db.UtcDateTime(), nullable=False),
        sa.Column("worker", sa.String(length=80), server_default="", nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("changed_at", digests.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "endpoint"),
    )
    op.create_index(
        "sendings_waiting",
        "sendings",
        ["endpoint", "not_before"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "endpoints",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_before", digests.db.UtcDateTime(), nullable=True),
        sa.Column("gone", sa.String(length=64), server_default="", nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("changed_at", digests.db.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def downgrade() -> None:
    op.drop_table("endpoints")
    op.drop_table("sendings")
    op.drop_table("events")
