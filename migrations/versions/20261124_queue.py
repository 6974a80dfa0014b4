"""What the queue is searched by, and campaigns."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from digests.db import UtcDateTime

revision: str = "20261124_queue"
down_revision: str | None = "20261124_signin"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MANY = 500  # items at a time


def upgrade() -> None:
    index = op.create_table(
        "item_index",
        sa.Column("item_id", sa.String(120), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("owner", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("campaign", sa.String(60), nullable=False),
        sa.Column("publish", UtcDateTime(), nullable=True),
        sa.Column("expires", UtcDateTime(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
    )
    op.create_index("item_index_state", "item_index", ["state", "changed_at"])
    op.create_index("item_index_campaign", "item_index", ["campaign"])
    for rows in _parts(op.get_bind()):
        op.bulk_insert(index, rows)
    op.create_table(
        "campaigns",
        sa.Column("name", sa.String(60), primary_key=True),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("goal", sa.String(80), nullable=False, server_default=""),
        sa.Column("owner", sa.String(60), nullable=False),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
    )
    op.create_index("items_owner", "items", ["owner"])
    op.create_index("people_changed", "people", ["changed_at"])
    op.create_index("preferences_changed", "preferences", ["changed_at"])


def downgrade() -> None:
    op.drop_index("preferences_changed", "preferences")
    op.drop_index("people_changed", "people")
    op.drop_index("items_owner", "items")
    op.drop_table("campaigns")
    op.drop_table("item_index")


def _parts(bind: sa.Connection) -> Iterator[list[dict[str, Any]]]:
    items = sa.table(
        "items",
        sa.column("id", sa.String()),
        sa.column("state", sa.String()),
        sa.column("owner", sa.String()),
        sa.column("kind", sa.String()),
        sa.column("url", sa.String()),
        sa.column("publish", UtcDateTime()),
        sa.column("expires", UtcDateTime()),
        sa.column("changed_at", UtcDateTime()),
        sa.column("body", sa.JSON()),
    )
    last = ""
    while True:
        query = sa.select(items).where(items.c.id > last).order_by(items.c.id).limit(MANY)
        rows = bind.execute(query).all()
        if not rows:
            return
        yield [_row(row) for row in rows]
        last = rows[-1].id


def _row(row: sa.Row[Any]) -> dict[str, Any]:
    body = row.body
    title, summary, texts = body["title"], body.get("summary", {}), body.get("texts", [])
    languages = sorted({tag.partition("-")[0].lower() for tag in [*title, *(one["language"] for one in texts)]})
    topics = [topic.casefold() for topic in body.get("topics", [])]
    audience = body.get("audience", {})
    words = [row.id, row.url, *title.values(), *summary.values(), *(one["text"] for one in texts)]
    return {
        "item_id": row.id,
        "state": row.state,
        "owner": row.owner.casefold(),
        "kind": row.kind,
        "campaign": "",
        "publish": row.publish,
        "expires": row.expires,
        "changed_at": row.changed_at,
        "languages": f"|{'|'.join(languages)}|" if languages else "",
        "topics": f"|{'|'.join(topics)}|" if topics else "",
        "audience": json.dumps(audience, ensure_ascii=False, sort_keys=True) if audience else "",
        "title": next(iter(title.values()), row.id).casefold(),
        "words": "\n".join(words).casefold(),
    }
