"""A feed of a desk, and what may stand in one."""

from datetime import datetime
from typing import Any

from digests.newsroom.feeds.model import Entry, Polled, Read, Wanted
from digests.newsroom.standing import Standing, standing
from tests.factories import NOW, person

URL = "https://feeds.example.com/news.xml"
CHIEF = person(id="p-chief", name="Chi Ef", email="chief@example.com", roles=("comms:admin",))


def chief() -> Standing:
    """The admin of the desk comms."""
    return standing(CHIEF, ("comms", "hr"))


def wanted(**fields: Any) -> Wanted:
    """News in Danish for the desk comms."""
    return Wanted(**({"name": "News", "url": URL, "desk": "comms", "language": "da", "topics": ("ports",)} | fields))


def entry(number: int = 1, **fields: Any) -> Entry:
    """One of several things in a feed."""
    defaults: dict[str, Any] = {
        "guid": f"guid-{number}",
        "url": f"https://www.example.com/news/{number}",
        "title": f"Nyt {number}",
        "summary": f"Om nyt {number}.",
        "at": NOW,
    }
    return Entry(**(defaults | fields))


def polled(*entries: Entry, **fields: Any) -> Polled:
    """What asking the feed found."""
    return Polled(Read(URL, "News", "da", entries), **fields)


def published(at: datetime, number: int = 1) -> Entry:
    """The same from another day."""
    return entry(number, at=at)
