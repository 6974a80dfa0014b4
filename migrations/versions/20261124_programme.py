"""The programme, as communicators change it."""

from collections.abc import Sequence

revision: str = "20261124_programme"
down_revision: str | None = "20261124_fresh"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
