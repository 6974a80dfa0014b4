"""The first tables."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import digests.db

revision: str = "20261123_first"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("at", digests.db.UtcDateTime(), nullable=False),
        sa.Column("result", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index("attempts_delivery", ["delivery_id"], unique=False)

    op.create_table(
        "day_keys",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("day"),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("schedule", sa.String(length=80), nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.String(length=120), nullable=True),
        sa.Column("department", sa.String(length=200), server_default="", nullable=False),
        sa.Column("country", sa.String(length=2), server_default="", nullable=False),
        sa.Column("privacy_mode", sa.String(length=16), nullable=False),
        sa.Column("tracked", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("due_at", digests.db.UtcDateTime(), nullable=False),
        sa.Column("not_before", digests.db.UtcDateTime(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=True),
        sa.Column("channels_left", digests.db.JsonList(none_as_null=True), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("ref", sa.String(length=400), server_default="", nullable=False),
        sa.Column("worker", sa.String(length=80), server_default="", nullable=False),
        sa.Column("changed_at", digests.db.UtcDateTime(), nullable=False),
        sa.Column("sent_at", digests.db.UtcDateTime(), nullable=True),
        sa.Column("digest", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("schedule", "period", "person_id", name="deliveries_once"),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index("deliveries_edition", ["edition_id"], unique=False)
        batch_op.create_index("deliveries_person", ["person_id"], unique=False)
        batch_op.create_index(
            "deliveries_waiting",
            ["channel", "not_before"],
            unique=False,
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        )

    op.create_table(
        "editions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("schedule", sa.String(length=80), nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("slot_at", digests.db.UtcDateTime(), nullable=False),
        sa.Column("opened_at", digests.db.UtcDateTime(), nullable=False),
        sa.Column("closed_at", digests.db.UtcDateTime(), nullable=True),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("schedule", "period", "timezone", name="editions_once"),
    )
    with op.batch_alter_table("editions", schema=None) as batch_op:
        batch_op.create_index("editions_state", ["state"], unique=False)

    op.create_table(
        "facts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("at", digests.db.UtcDateTime(), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("rules", digests.db.JsonList(none_as_null=True), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("settles_at", digests.db.UtcDateTime(), nullable=True),
        sa.Column("delivery_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.String(length=120), nullable=True),
        sa.Column("department", sa.String(length=200), nullable=True),
        sa.Column("item_id", sa.String(length=120), nullable=True),
        sa.Column("network", sa.String(length=20), nullable=True),
        sa.Column("code", sa.String(length=24), nullable=True),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("referrer_host", sa.String(length=255), nullable=True),
        sa.Column("visitor", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("facts", schema=None) as batch_op:
        batch_op.create_index("facts_delivery", ["delivery_id"], unique=False)
        batch_op.create_index("facts_item", ["item_id", "kind", "verdict"], unique=False)
        batch_op.create_index("facts_person", ["person_id", "kind"], unique=False)
        batch_op.create_index("facts_settles", ["settles_at"], unique=False)

    op.create_table(
        "forgotten",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at", digests.db.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "given_texts",
        sa.Column("item_id", sa.String(length=120), nullable=False),
        sa.Column("department", sa.String(length=200), nullable=False),
        sa.Column("network", sa.String(length=20), nullable=False),
        sa.Column("text_key", sa.String(length=16), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "department", "network", "text_key"),
    )
    op.create_table(
        "item_versions",
        sa.Column("item_id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("at", digests.db.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "version"),
    )
    op.create_table(
        "items",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("owner", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("publish", digests.db.UtcDateTime(), nullable=True),
        sa.Column("expires", digests.db.UtcDateTime(), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("imported", sa.JSON(), nullable=True),
        sa.Column("added_at", digests.db.UtcDateTime(), nullable=False),
        sa.Column("changed_at", digests.db.UtcDateTime(), nullable=False),
        sa.Column("approved_at", digests.db.UtcDateTime(), nullable=True),
        sa.Column("withdrawn_at", digests.db.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("items", schema=None) as batch_op:
        batch_op.create_index("items_state", ["state"], unique=False)

    op.create_table(
        "links",
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("item_id", sa.String(length=120), nullable=False),
        sa.Column("network", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.String(length=120), nullable=True),
        sa.Column("delivery_id", sa.Integer(), nullable=True),
        sa.Column("text_key", sa.String(length=16), nullable=True),
        sa.Column("minted_at", digests.db.UtcDateTime(), nullable=False),
        sa.Column("dropped_at", digests.db.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("code"),
    )
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.create_index(
            "links_of_item",
            ["item_id", "network"],
            unique=True,
            sqlite_where=sa.text("person_id IS NULL AND delivery_id IS NULL"),
            postgresql_where=sa.text("person_id IS NULL AND delivery_id IS NULL"),
        )
        batch_op.create_index(
            "links_of_person",
            ["person_id", "item_id", "network"],
            unique=True,
            sqlite_where=sa.text("person_id IS NOT NULL"),
            postgresql_where=sa.text("person_id IS NOT NULL"),
        )

    op.create_table(
        "people",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), server_default="", nullable=False),
        sa.Column("department", sa.String(length=200), server_default="", nullable=False),
        sa.Column("title", sa.String(length=200), server_default="", nullable=False),
        sa.Column("country", sa.String(length=2), server_default="", nullable=False),
        sa.Column("languages", digests.db.JsonList(none_as_null=True), nullable=False),
        sa.Column("timezone", sa.String(length=64), server_default="", nullable=False),
        sa.Column("interests", digests.db.JsonList(none_as_null=True), nullable=False),
        sa.Column("slack_id", sa.String(length=64), server_default="", nullable=False),
        sa.Column("slack_found", sa.String(length=64), server_default="", nullable=False),
        sa.Column("teams_id", sa.String(length=120), server_default="", nullable=False),
        sa.Column("roles", digests.db.JsonList(none_as_null=True), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("added_at", digests.db.UtcDateTime(), nullable=False),
        sa.Column("changed_at", digests.db.UtcDateTime(), nullable=False),
        sa.Column("left_at", digests.db.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index("people_department", ["department"], unique=False)
        batch_op.create_index("people_email", ["email"], unique=False)
        batch_op.create_index("people_timezone", ["timezone"], unique=False)

    op.create_table(
        "picks",
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("components", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("offers", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("colleagues", sa.Integer(), nullable=False),
        sa.Column("held_out", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("delivery_id", "position"),
    )
    with op.batch_alter_table("picks", schema=None) as batch_op:
        batch_op.create_index("picks_item", ["item_id"], unique=False)

    op.create_table(
        "preferences",
        sa.Column("person_id", sa.String(length=120), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=True),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("hour", sa.Integer(), nullable=True),
        sa.Column("items", sa.Integer(), nullable=True),
        sa.Column("networks", digests.db.JsonList(none_as_null=True), nullable=False),
        sa.Column("topics", digests.db.JsonList(none_as_null=True), nullable=True),
        sa.Column("languages", digests.db.JsonList(none_as_null=True), nullable=False),
        sa.Column("min_days", sa.Integer(), server_default="0", nullable=False),
        sa.Column("paused_until", digests.db.UtcDateTime(), nullable=True),
        sa.Column("untracked", sa.Boolean(), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("mastodon", sa.String(length=255), server_default="", nullable=False),
        sa.Column("changed_at", digests.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id"),
    )


def downgrade() -> None:
    op.drop_table("preferences")
    with op.batch_alter_table("picks", schema=None) as batch_op:
        batch_op.drop_index("picks_item")

    op.drop_table("picks")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index("people_timezone")
        batch_op.drop_index("people_email")
        batch_op.drop_index("people_department")

    op.drop_table("people")
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.drop_index(
            "links_of_person",
            sqlite_where=sa.text("person_id IS NOT NULL"),
            postgresql_where=sa.text("person_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "links_of_item",
            sqlite_where=sa.text("person_id IS NULL AND delivery_id IS NULL"),
            postgresql_where=sa.text("person_id IS NULL AND delivery_id IS NULL"),
        )

    op.drop_table("links")
    with op.batch_alter_table("items", schema=None) as batch_op:
        batch_op.drop_index("items_state")

    op.drop_table("items")
    op.drop_table("item_versions")
    op.drop_table("given_texts")
    op.drop_table("forgotten")
    with op.batch_alter_table("facts", schema=None) as batch_op:
        batch_op.drop_index("facts_settles")
        batch_op.drop_index("facts_person")
        batch_op.drop_index("facts_item")
        batch_op.drop_index("facts_delivery")

    op.drop_table("facts")
    with op.batch_alter_table("editions", schema=None) as batch_op:
        batch_op.drop_index("editions_state")

    op.drop_table("editions")
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index("deliveries_waiting")
        batch_op.drop_index("deliveries_person")
        batch_op.drop_index("deliveries_edition")

    op.drop_table("deliveries")
    op.drop_table("day_keys")
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.drop_index("attempts_delivery")

    op.drop_table("attempts")
