"""Values for tests: sensible by default, each field can be named."""

from datetime import UTC, datetime
from typing import Any

from digests.content.model import Image, Item, ItemState, Kind, Text
from digests.delivery.model import Parcel
from digests.edition.model import Digest, Offer, Pick
from digests.people.model import Person, Rung
from digests.relevance.model import Reason

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)  # Tuesday, 09:00 in Copenhagen
KEY = b"a key for tests, of 32 bytes or more"
BROWSER = {  # what a browser says with a visit over https, besides its name
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-GB,en;q=0.9",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "cross-site",
}


def person(**fields: Any) -> Person:
    """A bridge engineer in Denmark."""
    defaults: dict[str, Any] = {
        "id": "p-0001",
        "name": "Maja Holm",
        "email": "maja.holm@example.com",
        "department": "Engineering",
        "title": "Bridge engineer",
        "country": "DK",
        "languages": ("da", "en"),
        "timezone": "Europe/Copenhagen",
        "interests": ("ports", "sustainability"),
    }
    return Person(**(defaults | fields))


def item(**fields: Any) -> Item:
    """An approved article with two texts in each language."""
    defaults: dict[str, Any] = {
        "id": "harbour-emissions",
        "url": "https://www.example.com/news/harbour",
        "kind": Kind.ARTICLE,
        "owner": "comms",
        "title": {"en": "How we cut the harbour's emissions", "da": "Sådan skar vi i havnens udledning"},
        "summary": {"en": "Shore power did most of it.", "da": "Landstrøm gjorde det meste."},
        "topics": ("ports", "sustainability"),
        "texts": (
            Text("k1", "en", "Proud of what my colleagues did in the harbour."),
            Text("k2", "en", "Shore power: dull word, big difference."),
            Text("k3", "da", "Stolt af det, mine kolleger har gjort i havnen."),
            Text("k4", "da", "Landstrøm: et kedeligt ord, en stor forskel."),
        ),
        "networks": ("linkedin", "x", "bluesky"),
        "image": Image(
            "https://www.example.com/images/harbour.jpg", {"en": "A quay at dawn", "da": "En kaj ved daggry"}
        ),
        "state": ItemState.APPROVED,
        "minutes": 3,
    }
    return Item(**(defaults | fields))


def pick(**fields: Any) -> Pick:
    """The first pick of a digest."""
    defaults: dict[str, Any] = {
        "position": 1,
        "item": item(),
        "language": "en",
        "reasons": (Reason("interest", "ports"), Reason("new")),
        "offers": (
            Offer("linkedin", "k1", "Proud of what my colleagues did in the harbour."),
            Offer("x", "k2", "Shore power: dull word, big difference."),
            Offer("facebook"),
        ),
    }
    return Pick(**(defaults | fields))


def digest(**fields: Any) -> Digest:
    """A digest with one pick."""
    defaults: dict[str, Any] = {
        "delivery_id": 7,
        "schedule": "weekly",
        "period": "2026-W48",
        "person_id": "p-0001",
        "first_name": "Maja",
        "department": "Engineering",
        "language": "en",
        "timezone": "Europe/Copenhagen",
        "rung": Rung.READER,
        "picks": (pick(),),
        "best_hour": 8,
        "composed_at": NOW,
    }
    return Digest(**(defaults | fields))


def parcel(**fields: Any) -> Parcel:
    """A digest with its person, ready for a channel."""
    defaults: dict[str, Any] = {"digest": digest(), "person": person(), "token": "token-of-7"}
    return Parcel(**(defaults | fields))
