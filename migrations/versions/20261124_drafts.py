"""What is being written in the newsroom."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from digests.db import UtcDateTime

revision: str = "20261124_drafts"
down_revision: str | None = "20261124_queue"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.String(120), sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
        sa.Column("item_id", sa.String(120), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("person_id", "item_id", name="drafts_once"),
    )
    op.create_index("drafts_item", "drafts", ["item_id", "at"])
    op.create_index("items_changed", "items", ["changed_at", "id", "version"])


def downgrade() -> None:
    op.drop_index("items_changed", "items")
    op.drop_table("drafts")
