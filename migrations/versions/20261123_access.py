"""API keys, and who looked at what."""

from collections.abc import Sequence

revision: str = "20261123_access"
down_revision: str | None = "20261123_first"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
