"""An item as programs get it: the keys and values of a queue file."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from digests.content import audience
from digests.content.model import Item


def values(item: Item, timezone: str) -> dict[str, Any]:
    """What a queue file says of an item, and its version; what nobody said is left out."""
    zone = ZoneInfo(timezone)
    image = {"url": item.image.url, "alt": dict(item.image.alt)} if item.image else None
    found = {
        "id": item.id,
        "url": item.url,
        "kind": item.kind.value,
        "owner": item.owner,
        "title": dict(item.title),
        "summary": dict(item.summary),
        "topics": list(item.topics),
        "audience": audience.write(item.audience),
        "texts": [
            {"language": one.language, "text": one.text} | ({"network": one.network} if one.network else {})
            for one in item.texts
        ],
        "networks": list(item.networks),
        "image": image,
        "publish": _moment(item.publish, zone),
        "expires": _moment(item.expires, zone),
        "state": item.state.value,
        "priority": item.priority.value,
        "goal": item.goal,
        "campaign": item.campaign,
        "disclosure": item.disclosure,
        "minutes": item.minutes,
        "version": item.version,
    }
    return {name: value for name, value in found.items() if value or name == "owner"}


def _moment(at: datetime | None, zone: ZoneInfo) -> str | None:
    return None if at is None else at.astimezone(zone).isoformat()
