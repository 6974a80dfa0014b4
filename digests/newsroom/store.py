"""Where the newsroom keeps who decided what, who was asked, what is being written, and which messages change."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    select,
    text,
)

from digests.content.model import Item
from digests.db import UtcDateTime, metadata
from digests.newsroom.model import Decision, Done, Suggestion

item_decisions = Table(
    "item_decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item_id", String(120), nullable=False),
    Column("version", Integer, nullable=False),
    Column("act", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False, info={"ages": "audit"}),
    Column("person_id", String(120), info={"privacy": "person"}),  # null: the command line, or erased
    Column("reason", Text, nullable=False, server_default=""),  # of the desk's, about the item
    Index("item_decisions_item", "item_id", "id"),
    Index("item_decisions_person", "person_id"),
)

suggestions = Table(
    "suggestions",
    metadata,
    Column("item_id", String(120), primary_key=True),
    Column("person_id", String(120), info={"privacy": "person"}),
    Column("why", Text, nullable=False, server_default="", info={"privacy": "identity"}),  # in their own words
    Column("permalink", Text, nullable=False, server_default="", info={"privacy": "identity"}),  # of a conversation
    Column("at", UtcDateTime, nullable=False, info={"ages": "audit"}),
    Index("suggestions_person", "person_id"),
)

approval_cards = Table(
    "approval_cards",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item_id", String(120), nullable=False),
    Column("version", Integer, nullable=False),
    Column(
        "person_id",
        String(120),
        ForeignKey("people.id", ondelete="CASCADE"),
        nullable=False,
        info={"privacy": "person"},
    ),
    Column("channel", String(16), nullable=False),
    Column("ref", String(400), nullable=False, info={"privacy": "identity"}),
    Column("at", UtcDateTime, nullable=False, info={"goes": "cards"}),
    Column("reminded_at", UtcDateTime),
    UniqueConstraint("item_id", "version", "person_id", "channel", name="approval_cards_once"),
    Index("approval_cards_person", "person_id"),
)

deputies = Table(
    "deputies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "person_id",
        String(120),
        ForeignKey("people.id", ondelete="CASCADE"),
        nullable=False,
        info={"privacy": "person"},
    ),
    Column(
        "deputy_id",
        String(120),
        ForeignKey("people.id", ondelete="CASCADE"),
        nullable=False,
        info={"privacy": "person"},
    ),
    Column("starts", UtcDateTime, nullable=False),
    Column("ends", UtcDateTime, info={"goes": "cards"}),  # null: until it is taken back
    Column("at", UtcDateTime, nullable=False),
    Index("deputies_person", "person_id"),
    Index("deputies_deputy", "deputy_id"),
)

RECALL_DUE = text("state = 'due'")

recalls = Table(
    "recalls",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item_id", String(120), nullable=False),
    Column("delivery_id", Integer, nullable=False, info={"privacy": "delivery"}),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("not_before", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),  # a sentence of ours
    Column("changed_at", UtcDateTime, nullable=False, info={"goes": "recalls"}),
    UniqueConstraint("item_id", "delivery_id", name="recalls_once"),
    Index("recalls_due", "not_before", sqlite_where=RECALL_DUE, postgresql_where=RECALL_DUE),
    Index("recalls_delivery", "delivery_id"),
)

extras = Table(
    "extras",
    metadata,
    Column("period", String(20), primary_key=True),
    Column("item_id", String(120), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "person_id",
        String(120),
        ForeignKey("people.id", ondelete="CASCADE"),
        nullable=False,
        info={"privacy": "person"},
    ),
    Column("item_id", String(120), nullable=False),  # of one that is not in the queue yet: a sign no id begins with
    Column("base_version", Integer, nullable=False),
    Column("body", JSON(none_as_null=True), info={"privacy": "identity"}),  # the form; null: somebody only looks
    Column("at", UtcDateTime, nullable=False, info={"goes": "drafts"}),
    UniqueConstraint("person_id", "item_id", name="drafts_once"),
    Index("drafts_item", "item_id", "at"),
)


def write_down(
    connection: Connection, item: Item, act: Done, person_id: str | None, now: datetime, *, reason: str = ""
) -> None:
    """Keeps one decision."""
    values = {
        "item_id": item.id,
        "version": item.version,
        "act": act.value,
        "at": now,
        "person_id": person_id,
        "reason": reason,
    }
    connection.execute(item_decisions.insert().values(values))


def load_decisions(connection: Connection, item_id: str) -> list[Decision]:
    """Everything that was done with an item here, oldest first."""
    query = select(item_decisions).where(item_decisions.c.item_id == item_id).order_by(item_decisions.c.id)
    return [_decision(row) for row in connection.execute(query)]


def add_suggestion(connection: Connection, suggestion: Suggestion) -> None:
    """Keeps who suggested an item."""
    connection.execute(
        suggestions.insert().values(
            item_id=suggestion.item_id,
            person_id=suggestion.person_id,
            why=suggestion.why,
            permalink=suggestion.permalink,
            at=suggestion.at,
        )
    )


def load_suggestions(connection: Connection, ids: Sequence[str]) -> dict[str, Suggestion]:
    """Those of these items that were suggested, by item."""
    query = select(suggestions).where(suggestions.c.item_id.in_(ids))
    return {
        row.item_id: Suggestion(row.item_id, row.person_id, row.why, row.permalink, row.at)
        for row in connection.execute(query)
    }


def _decision(row: Row[Any]) -> Decision:
    return Decision(row.at, row.person_id, Done(row.act), row.reason, row.version)
