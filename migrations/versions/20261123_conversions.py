"""Conversions, what they are attributed to, and how many were not taken in."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import digests.db

revision: str = "20261123_conversions"
down_revision: str | None = "20261123_events"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "conversions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("goal", sa.String(length=80), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("content", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("click_id", sa.String(length=64), nullable=True),
        sa.Column("earlier", digests.db.JsonList(), nullable=False),
        sa.Column("item_id", sa.String(length=120), nullable=True),
        sa.Column("network", sa.String(length=20), nullable=True),
        sa.Column("minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("at", digests.db.UtcDateTime(), nullable=False),
        sa.Column("received_at", digests.db.UtcDateTime(), nullable=False),
        sa.Column("waits_until", digests.db.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    parked = sa.text("state = 'parked'")
    op.create_index("conversions_goal", "conversions", ["goal", "at"])
    op.create_index("conversions_received", "conversions", ["verified", "goal", "received_at"])
    op.create_index("conversions_parked", "conversions", ["waits_until"], sqlite_where=parked, postgresql_where=parked)
    op.create_table(
        "attributions",
        sa.Column("conversion_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("click_id", sa.String(length=40), nullable=True),
        sa.Column("item_id", sa.String(length=120), nullable=True),
        sa.Column("network", sa.String(length=20), nullable=True),
        sa.Column("millionths", sa.Integer(), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["conversion_id"], ["conversions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("conversion_id", "position"),
    )
    op.create_index("attributions_click", "attributions", ["click_id"])
    op.create_table(
        "conversions_untaken",
        sa.Column("hour", digests.db.UtcDateTime(), nullable=False),
        sa.Column("goal", sa.String(length=80), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hour", "goal", "outcome"),
    )


def downgrade() -> None:
    op.drop_table("conversions_untaken")
    op.drop_table("attributions")
    op.drop_table("conversions")
