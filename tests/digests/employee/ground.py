"""One person, a digest of theirs with three picks, and a colleague."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection, update

from digests.content.store import Entry, add_items
from digests.db import Database
from digests.delivery.store import deliveries
from digests.edition.store import picks
from digests.employee.model import OwnPick
from digests.employee.own import own_pick
from digests.ledger import store as ledger
from digests.ledger.model import Fact
from digests.people.model import Preferences
from digests.people.store import load_preferences
from tests.digests.measure.world import World, world
from tests.factories import NOW, item

MAJA, OLAV = "maja", "olav"
SENT = NOW - timedelta(hours=2)
HARBOUR, BRIDGE, QUAY = "harbour-emissions", "bridge", "quay"  # what the digest has, in its order


def company(connection: Connection, /, **fields: Any) -> int:
    """The digest of Maja, sent two hours ago in Slack; `fields` are those of its delivery."""
    made = world(connection)
    add_items(connection, [Entry(item(id=name), None) for name in (HARBOUR, BRIDGE, QUAY)], "file", SENT)
    made.person(MAJA, languages=("da", "en"), timezone="Europe/Copenhagen")
    made.person(OLAV)
    told = {"department": "Engineering", "channel": "slack"} | fields
    return made.sent(MAJA, HARBOUR, BRIDGE, QUAY, at=SENT, **told)


def beside(connection: Connection) -> World:
    """Writes into a company that is there; its own rows begin at a number of their own."""
    return World(connection, count(100))


def mine(database: Database, position: int = 1, person: str = MAJA) -> OwnPick:
    """A pick of the digest."""
    found = database.read(own_pick, person, 1, position)
    assert found is not None
    return found


def facts(database: Database) -> list[Fact]:
    """The whole ledger."""
    return database.read(ledger.load)


def chosen(database: Database, person: str = MAJA) -> Preferences:
    """What a person chose."""
    return database.read(load_preferences, person)


def changed(database: Database, **fields: Any) -> None:
    """The delivery is otherwise."""
    database.write(lambda c: c.execute(update(deliveries).values(**fields)))


def picked(database: Database, position: int, **fields: Any) -> None:
    """A pick is otherwise."""
    database.write(lambda c: c.execute(update(picks).where(picks.c.position == position).values(**fields)))


def codes() -> Callable[[], str]:
    """Codes that a test can name: code0001, code0002."""
    numbers = count(1)
    return lambda: f"code{next(numbers):04}"
