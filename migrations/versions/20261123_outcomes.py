"""Hold-outs."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261123_outcomes"
down_revision: str | None = "20261123_visitors"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("picks", sa.Column("hold_out", sa.Float(), nullable=False, server_default="0"))
    op.create_index(
        "picks_held_out",
        "picks",
        ["delivery_id"],
        sqlite_where=sa.text("held_out = 1"),
        postgresql_where=sa.text("held_out"),
    )


def downgrade() -> None:
    op.drop_index("picks_held_out", "picks")
    op.drop_column("picks", "hold_out")
