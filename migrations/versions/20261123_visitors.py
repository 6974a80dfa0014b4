"""What a request shows of its sender."""

from collections.abc import Sequence

revision: str = "20261123_visitors"
down_revision: str | None = "20261123_counters"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
