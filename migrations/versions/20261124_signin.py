"""Signing in: links, sessions, and small messages to people."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import digests.db

revision: str = "20261124_signin"
down_revision: str | None = "20261123_workspaces"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _theirs() -> sa.Column[str]:
    return sa.Column("person_id", sa.String(length=120), sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False)


def upgrade() -> None:
    _signing_in()
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=120), nullable=True),
        sa.Column("address", sa.String(length=320), server_default="", nullable=False),
        sa.Column("channel", sa.String(length=16), server_default="", nullable=False),
        sa.Column("about", sa.JSON(), nullable=True),
        sa.Column("at", digests.db.UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_before", digests.db.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("notes_due", "notes", ["not_before", "id"])
    op.create_index("notes_person", "notes", ["person_id"])
    op.create_table(
        "former_addresses",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("until", digests.db.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hash", "holder"),
    )
    op.add_column("audit", sa.Column("actor_id", sa.String(length=120), nullable=True))
    op.create_index("audit_actor", "audit", ["actor_id"])


def _signing_in() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False, unique=True),
        _theirs(),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("agent", sa.String(length=60), server_default="", nullable=False),
        sa.Column("roles", digests.db.JsonList(), nullable=False),
        sa.Column("made_at", digests.db.UtcDateTime(), nullable=False),
        sa.Column("seen_at", digests.db.UtcDateTime(), nullable=False),
        sa.Column("idle_seconds", sa.Integer(), nullable=False),
        sa.Column("idle_until", digests.db.UtcDateTime(), nullable=False),
        sa.Column("ends_at", digests.db.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("sessions_person", "sessions", ["person_id"])
    op.create_table(
        "signin_links",
        sa.Column("hash", sa.String(length=64), nullable=False),
        _theirs(),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=True),
        sa.Column("onward", sa.String(length=400), server_default="", nullable=False),
        sa.Column("ends_at", digests.db.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_index("signin_links_person", "signin_links", ["person_id"])
    op.create_table(
        "signin_states",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=80), nullable=False),
        sa.Column("verifier", sa.String(length=128), nullable=False),
        sa.Column("onward", sa.String(length=400), server_default="", nullable=False),
        sa.Column("ends_at", digests.db.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )


def downgrade() -> None:
    op.drop_index("audit_actor", "audit")
    op.drop_column("audit", "actor_id")
    for table in ("former_addresses", "notes", "signin_states", "signin_links", "sessions"):
        op.drop_table(table)
