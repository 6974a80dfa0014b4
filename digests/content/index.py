"""What the queue is searched by: a short row beside each item, so that a search reads no whole item."""

import json
from typing import Any

from sqlalchemy import Column, Index, String, Table, Text

from digests.content import audience
from digests.content.model import Item
from digests.db import UtcDateTime, metadata

BAR = "|"  # around each of several values

item_index = Table(
    "item_index",
    metadata,
    Column("item_id", String(120), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("owner", String(60), nullable=False),  # folded to lower case
    Column("kind", String(16), nullable=False),
    Column("campaign", String(60), nullable=False),
    Column("publish", UtcDateTime),
    Column("expires", UtcDateTime),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("languages", Text, nullable=False),  # |da|en|
    Column("topics", Text, nullable=False),  # |ports|sustainability|, folded
    Column("audience", Text, nullable=False),  # as JSON; empty: everybody
    Column("title", Text, nullable=False),  # the first, folded
    Column("words", Text, nullable=False),  # everything that is searched in, folded
    Index("item_index_state", "state", "changed_at"),
    Index("item_index_campaign", "campaign"),
)


def columns(item: Item) -> dict[str, Any]:
    """What is kept beside an item, but its id and when it changed."""
    languages = sorted({tag.partition("-")[0].lower() for tag in [*item.title, *(one.language for one in item.texts)]})
    written = audience.write(item.audience)
    words = [item.id, item.url, *item.title.values(), *item.summary.values(), *(one.text for one in item.texts)]
    return {
        "state": item.state.value,
        "owner": item.owner.casefold(),
        "kind": item.kind.value,
        "campaign": item.campaign,
        "publish": item.publish,
        "expires": item.expires,
        "languages": barred(languages),
        "topics": barred([topic.casefold() for topic in item.topics]),
        "audience": json.dumps(written, ensure_ascii=False, sort_keys=True) if written else "",
        "title": next(iter(item.title.values()), item.id).casefold(),
        "words": "\n".join(words).casefold(),
    }


def barred(values: list[str]) -> str:
    """Values with a bar around each; nothing of nothing."""
    return f"{BAR}{BAR.join(values)}{BAR}" if values else ""


def apart(text: str) -> list[str]:
    """The values that `barred` put together."""
    return text.strip(BAR).split(BAR) if text else []
