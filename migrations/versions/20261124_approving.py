"""Deputies, reminders and deadlines of approvals."""

from collections.abc import Sequence

revision: str = "20261124_approving"
down_revision: str | None = "20261124_feeds"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
