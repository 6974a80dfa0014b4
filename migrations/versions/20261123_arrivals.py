"""Where what comes in waits for its place among the facts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261123_arrivals"
down_revision: str | None = "20261123_named"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "arrivals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("arrivals")
