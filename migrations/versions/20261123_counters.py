"""Counters that reports read instead of facts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import digests.db

revision: str = "20261123_counters"
down_revision: str | None = "20261123_conversions"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "counted",
        sa.Column("starts", digests.db.UtcDateTime(), nullable=False),
        sa.Column("ends", digests.db.UtcDateTime(), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("others", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("starts"),
    )
    op.create_table(
        "fact_counts",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("item_id", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("network", sa.String(length=20), nullable=False),
        sa.Column("nameless", sa.Boolean(), nullable=False),
        sa.Column("text_key", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "item_id", "kind", "verdict", "network", "nameless", "text_key"),
    )
    op.create_table(
        "offer_counts",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("item_id", sa.String(length=120), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("privacy_mode", sa.String(length=16), nullable=False),
        sa.Column("tracked", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "item_id", "country", "privacy_mode", "tracked"),
    )
    op.create_table(
        "offer_repeats",
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=120), nullable=False),
        sa.Column("origin_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("delivery_id", "item_id"),
    )
    moments = ("offered_at", "read_at", "tap_at", "copy_at", "confirm_at", "click_at", "last_tap_at", "last_share_at")
    op.create_table(
        "deeds",
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=120), nullable=False),
        sa.Column("network", sa.String(length=20), nullable=False),
        sa.Column("week", sa.String(length=10), nullable=False),
        sa.Column("text_key", sa.String(length=16), nullable=False),
        *(sa.Column(name, digests.db.UtcDateTime()) for name in moments),
        sa.PrimaryKeyConstraint("delivery_id", "item_id", "network", "week"),
    )
    op.create_index("deeds_week", "deeds", ["week"])
    op.create_table(
        "acts",
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=120), nullable=False),
        *(sa.Column(name, digests.db.UtcDateTime()) for name in moments[:-2]),
        sa.PrimaryKeyConstraint("delivery_id", "item_id"),
    )
    op.create_index("acts_offered", "acts", ["offered_at"])
    edges = ("tap_at", "last_tap_at", "share_at", "last_share_at")
    op.create_table(
        "takings",
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=120), nullable=False),
        sa.Column("network", sa.String(length=20), nullable=False),
        sa.Column("text_key", sa.String(length=16), nullable=False),
        *(sa.Column(name, digests.db.UtcDateTime()) for name in edges),
        sa.PrimaryKeyConstraint("delivery_id", "item_id", "network"),
    )
    op.create_table(
        "turns",
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(length=10), nullable=False),
        *(sa.Column(name, digests.db.UtcDateTime()) for name in edges),
        sa.PrimaryKeyConstraint("delivery_id", "week"),
    )
    op.create_index("turns_week", "turns", ["week"])


def downgrade() -> None:
    for name in ("turns", "takings", "acts", "deeds", "offer_repeats", "offer_counts", "fact_counts", "counted"):
        op.drop_table(name)
