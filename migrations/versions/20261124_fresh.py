"""Fresh links to what is stored about somebody, and picks of the week."""

from collections.abc import Sequence

revision: str = "20261124_fresh"
down_revision: str | None = "20261124_approving"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
