"""What the queue is searched by, and campaigns."""

from collections.abc import Sequence

revision: str = "20261124_queue"
down_revision: str | None = "20261124_signin"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
