"""An item as it is kept: one JSON object, and the key of each of its texts."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from digests.content import audience
from digests.content.model import Image, Item, ItemState, Kind, Priority, Text

KEY_LENGTH = 12


def text_key(language: str, network: str, text: str) -> str:
    """A short name for a wording that stays the same as long as its language, network and words do."""
    return hashlib.sha256(f"{language}\n{network}\n{text}".encode()).hexdigest()[:KEY_LENGTH]


def text(language: str, wording: str, network: str = "") -> Text:
    """A suggested wording with its key."""
    return Text(text_key(language, network, wording), language, wording, network)


def to_json(item: Item) -> dict[str, Any]:
    """Everything of an item but its id and version; times are ISO 8601 in UTC."""
    return {
        "url": item.url,
        "kind": item.kind.value,
        "owner": item.owner,
        "title": dict(item.title),
        "summary": dict(item.summary),
        "topics": list(item.topics),
        "audience": audience.write(item.audience),
        "texts": [
            {"key": found.key, "language": found.language, "network": found.network, "text": found.text}
            for found in item.texts
        ],
        "networks": list(item.networks),
        "image": None if item.image is None else {"url": item.image.url, "alt": dict(item.image.alt)},
        "publish": _written(item.publish),
        "expires": _written(item.expires),
        "state": item.state.value,
        "priority": item.priority.value,
        "goal": item.goal,
        "disclosure": item.disclosure,
        "minutes": item.minutes,
        "campaign": item.campaign,
        "approved_at": _written(item.approved_at),
    }


def from_json(item_id: str, body: Mapping[str, Any], version: int) -> Item:
    """The item that `to_json` wrote; what an older body does not have yet is as if it were not said."""
    image = body.get("image")
    return Item(
        id=item_id,
        url=body["url"],
        kind=Kind(body["kind"]),
        owner=body["owner"],
        title=body["title"],
        summary=body.get("summary", {}),
        topics=tuple(body.get("topics", ())),
        audience=audience.read(body.get("audience", {})),
        texts=tuple(
            Text(found["key"], found["language"], found["text"], found["network"]) for found in body.get("texts", ())
        ),
        networks=tuple(body.get("networks", ())),
        image=None if image is None else Image(image["url"], image["alt"]),
        publish=_read(body.get("publish")),
        expires=_read(body.get("expires")),
        state=ItemState(body["state"]),
        priority=Priority(body.get("priority", Priority.NORMAL)),
        goal=body.get("goal", ""),
        disclosure=body.get("disclosure", ""),
        minutes=body.get("minutes"),
        version=version,
        approved_at=_read(body.get("approved_at")),
        campaign=body.get("campaign", ""),
    )


def _written(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat()


def _read(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
