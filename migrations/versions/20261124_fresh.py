"""Fresh links to what is stored about somebody, and picks of the week."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from digests.db import UtcDateTime

revision: str = "20261124_fresh"
down_revision: str | None = "20261124_approving"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "fresh_links",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("person_id", sa.String(120), nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime()),
        sa.Column("visit", sa.String(64)),
        sa.Column("visit_until", UtcDateTime()),
    )
    op.create_index("fresh_links_person", "fresh_links", ["person_id", "made_at"])
    op.create_index("fresh_links_visit", "fresh_links", ["visit"], unique=True)
    op.create_table(
        "week_picks",
        sa.Column("desk", sa.String(60), primary_key=True),
        sa.Column("item_id", sa.String(120), nullable=False),
        sa.Column("person_id", sa.String(120)),
        sa.Column("at", UtcDateTime(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("week_picks")
    op.drop_table("fresh_links")
