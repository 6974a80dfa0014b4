"""Who decided what about an item, and which messages are to be changed for it."""

from collections.abc import Sequence

revision: str = "20261123_newsroom"
down_revision: str | None = "20261123_wishes"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
