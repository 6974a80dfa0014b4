"""What people asked of single picks, and when they want to be reminded."""

from collections.abc import Sequence

revision: str = "20261123_wishes"
down_revision: str | None = "20261123_arrivals"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
