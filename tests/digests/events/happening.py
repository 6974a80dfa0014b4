"""Events and endpoints for tests."""

from typing import Any

from digests.db import Database
from digests.events import bodies, sendings, store
from digests.events.model import Act, Announcing, Endpoint, Event, EventKind
from tests.factories import KEY, NOW

ALL = frozenset(EventKind)
SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
ASKED = Announcing(ALL, key=KEY)
OPEN = Announcing(ALL, mode="open", key=KEY)


def act(**fields: Any) -> Act:
    """A click by way of Maja's link, under the strictest mode."""
    defaults: dict[str, Any] = {
        "source": "hit-0001",
        "at": NOW.replace(minute=41, second=7),
        "item_id": "harbour-emissions",
        "network": "linkedin",
        "person_id": "p-0001",
        "department": "Engineering",
        "country": "DK",
    }
    return Act(**(defaults | fields))


def click(source: str = "hit-0001", announcing: Announcing = ASKED, **fields: Any) -> Event:
    """A click that somebody asks for."""
    made = bodies.click(announcing, act(source=source, **fields))
    assert made is not None
    return made


def endpoint(name: str = "crm", **fields: Any) -> Endpoint:
    """A customer database that asks for everything."""
    defaults: dict[str, Any] = {"name": name, "url": f"https://{name}.example.com/", "kinds": ALL, "secret": SECRET}
    return Endpoint(**(defaults | fields))


def happen(database: Database, *events: Event, told: tuple[Endpoint, ...] = ()) -> None:
    """Events that were kept and spread."""
    database.write(store.add, events)
    database.write(sendings.spread, told or (endpoint(),), NOW)
