"""Feeds that fill the queue."""

from collections.abc import Sequence

revision: str = "20261124_feeds"
down_revision: str | None = "20261124_drafts"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
