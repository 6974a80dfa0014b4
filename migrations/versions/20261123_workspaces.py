"""Slack workspaces that installed the app, and what Slack told us once."""

from collections.abc import Sequence

revision: str = "20261123_workspaces"
down_revision: str | None = "20261123_newsroom"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
