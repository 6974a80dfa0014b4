"""Who decided what about an item, and which messages are to be changed for it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from digests.db import UtcDateTime

revision: str = "20261123_newsroom"
down_revision: str | None = "20261123_wishes"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "item_decisions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("item_id", sa.String(120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("person_id", sa.String(120), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
    )
    op.create_index("item_decisions_item", "item_decisions", ["item_id", "id"])
    op.create_index("item_decisions_person", "item_decisions", ["person_id"])
    op.create_table(
        "suggestions",
        sa.Column("item_id", sa.String(120), primary_key=True),
        sa.Column("person_id", sa.String(120), nullable=True),
        sa.Column("why", sa.Text(), nullable=False, server_default=""),
        sa.Column("permalink", sa.Text(), nullable=False, server_default=""),
        sa.Column("at", UtcDateTime(), nullable=False),
    )
    op.create_index("suggestions_person", "suggestions", ["person_id"])
    op.create_table(
        "approval_cards",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("item_id", sa.String(120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(120), sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("ref", sa.String(400), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("item_id", "version", "person_id", "channel", name="approval_cards_once"),
    )
    op.create_index("approval_cards_person", "approval_cards", ["person_id"])
    _create_recalls()
    op.create_table(
        "extras",
        sa.Column("period", sa.String(20), primary_key=True),
        sa.Column("item_id", sa.String(120), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
    )
    op.add_column("items", sa.Column("links_go_on", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("picks", sa.Column("shown", sa.Integer(), nullable=True))


def _create_recalls() -> None:
    op.create_table(
        "recalls",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("item_id", sa.String(120), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("not_before", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("item_id", "delivery_id", name="recalls_once"),
    )
    due = sa.text("state = 'due'")
    op.create_index("recalls_due", "recalls", ["not_before"], sqlite_where=due, postgresql_where=due)
    op.create_index("recalls_delivery", "recalls", ["delivery_id"])


def downgrade() -> None:
    op.drop_column("picks", "shown")
    op.drop_column("items", "links_go_on")
    for table in ("extras", "recalls", "approval_cards", "suggestions", "item_decisions"):
        op.drop_table(table)
