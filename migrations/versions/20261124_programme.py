"""The programme, as communicators change it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import digests.db

revision: str = "20261124_programme"
down_revision: str | None = "20261124_fresh"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "programme_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("piece", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("says", sa.String(length=8), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("at", digests.db.UtcDateTime(), nullable=False),
        sa.Column("person_id", sa.String(length=120), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("piece", "number", name="programme_revisions_once"),
    )
    op.create_index("programme_revisions_person", "programme_revisions", ["person_id"])


def downgrade() -> None:
    op.drop_table("programme_revisions")
