"""Slack workspaces that installed the app, what Slack told us once, and what it adds to the directory."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from digests.db import UtcDateTime

revision: str = "20261123_workspaces"
down_revision: str | None = "20261123_newsroom"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "slack_workspaces",
        sa.Column("team_id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False, server_default=""),
        sa.Column("app_id", sa.String(32), nullable=False, server_default=""),
        sa.Column("bot_id", sa.String(32), nullable=False, server_default=""),
        sa.Column("bot_user_id", sa.String(32), nullable=False, server_default=""),
        sa.Column("scopes", sa.Text(), nullable=False, server_default=""),
        sa.Column("sealed", sa.Text(), nullable=False, server_default=""),
        sa.Column("token_mark", sa.String(64), nullable=False, server_default=""),
        sa.Column("installed_at", UtcDateTime(), nullable=False),
        sa.Column("matched_at", UtcDateTime()),
        sa.Column("matched", sa.Integer(), nullable=False, server_default="0"),
    )
    op.create_table(
        "slack_stops",
        sa.Column("token_mark", sa.String(64), primary_key=True),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("why", sa.String(32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "slack_states",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("expires", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "slack_events",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("at", UtcDateTime(), nullable=False),
    )
    op.create_index("slack_events_at", "slack_events", ["at"])
    op.add_column("people", sa.Column("timezone_found", sa.String(64), nullable=False, server_default=""))
    op.add_column("people", sa.Column("language_found", sa.String(40), nullable=False, server_default=""))
    op.add_column("people", sa.Column("welcomed_at", UtcDateTime()))
    op.create_index("people_zones", "people", ["timezone", "timezone_found"])
    op.create_index("people_slack", "people", ["slack_id"])
    op.create_index("people_slack_found", "people", ["slack_found"])


def downgrade() -> None:
    for name in ("people_slack_found", "people_slack", "people_zones"):
        op.drop_index(name, "people")
    for name in ("welcomed_at", "language_found", "timezone_found"):
        op.drop_column("people", name)
    for name in ("slack_events", "slack_states", "slack_stops", "slack_workspaces"):
        op.drop_table(name)
