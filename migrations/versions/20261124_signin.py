"""Signing in: links, sessions, and small messages to people."""

from collections.abc import Sequence

revision: str = "20261124_signin"
down_revision: str | None = "20261123_workspaces"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
