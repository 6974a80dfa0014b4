"""What people asked of single picks, and when they want to be reminded."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from digests.db import UtcDateTime

revision: str = "20261123_wishes"
down_revision: str | None = "20261123_arrivals"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    due = sa.text("remind_at IS NOT NULL")
    op.create_table(
        "wishes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.String(120), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("not_now_at", UtcDateTime()),
        sa.Column("remind_at", UtcDateTime()),
        sa.Column("asked_at", UtcDateTime()),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("delivery_id", "position", name="wishes_once"),
    )
    op.create_index("wishes_person", "wishes", ["person_id"])
    op.create_index("wishes_due", "wishes", ["remind_at"], sqlite_where=due, postgresql_where=due)


def downgrade() -> None:
    op.drop_table("wishes")
