"""What a request shows of its sender."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261123_visitors"
down_revision: str | None = "20261123_counters"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("facts", sa.Column("origin", sa.String(40)))
    op.create_index("facts_at", "facts", ["at"])


def downgrade() -> None:
    op.drop_index("facts_at", "facts")
    op.drop_column("facts", "origin")
