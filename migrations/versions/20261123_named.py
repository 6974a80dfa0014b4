"""Whether a person said yes to figures by name."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261123_named"
down_revision: str | None = "20261123_posts"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("preferences", sa.Column("named", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("preferences", "named")
