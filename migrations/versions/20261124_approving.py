"""Deputies, reminders and deadlines of approvals."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from digests.db import UtcDateTime

revision: str = "20261124_approving"
down_revision: str | None = "20261124_feeds"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("approval_cards", sa.Column("reminded_at", UtcDateTime(), nullable=True))
    op.create_table(
        "deputies",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.String(120), sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
        sa.Column("deputy_id", sa.String(120), sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
        sa.Column("starts", UtcDateTime(), nullable=False),
        sa.Column("ends", UtcDateTime(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
    )
    op.create_index("deputies_person", "deputies", ["person_id"])
    op.create_index("deputies_deputy", "deputies", ["deputy_id"])


def downgrade() -> None:
    op.drop_table("deputies")
    op.drop_column("approval_cards", "reminded_at")
