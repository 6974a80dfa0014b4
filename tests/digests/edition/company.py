"""A company in a database, with an edition that waits for its digests."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Connection, Row, select, update

from digests.content.model import Item
from digests.content.store import Entry, add_items, given_texts
from digests.db import Database
from digests.delivery.opening import Due, open_edition
from digests.delivery.store import deliveries
from digests.edition import build
from digests.edition.model import Schedule, Slot
from digests.edition.policy import Policy
from digests.edition.store import picks
from digests.people.ladder import Steps
from digests.people.model import ChannelName, Person, Preferences, Rung
from digests.people.store import add_people, save_preferences
from digests.relevance.model import Weights
from tests.factories import KEY, NOW

WEEKLY = Schedule("weekly", "0 9 * * tue", timedelta(hours=12))
PERIOD = "2026-W48"
POLICY = Policy(
    weights=Weights(exploration=0),
    steps=Steps(dict.fromkeys(Rung, 3)),
    near={},
    language="en",
    timezone="Europe/Copenhagen",
    catalogues=("en", "da"),
    channels=(ChannelName.SLACK, ChannelName.EMAIL),
    mode="works_council",
    modes={"SE": "open"},
)


@dataclass(frozen=True)
class Company:
    """What a test does with a company."""

    database: Database
    policy: Policy = POLICY

    def fill(self, people: Sequence[Person], items: Sequence[Item]) -> None:
        """The directory and the queue."""
        self.database.write(_fill, people, items)

    def open(self, people: Sequence[Person], period: str = PERIOD) -> list[tuple[int, str]]:
        """An edition for these people: its deliveries and whose they are."""
        slot = Slot("weekly", period, "Europe/Copenhagen", NOW.replace(tzinfo=None), NOW)
        due = [Due(person.id, NOW) for person in people]
        return self.database.write(_open, slot, due)

    def built(
        self, wanted: Sequence[tuple[int, str]], schedule: Schedule = WEEKLY, period: str = PERIOD
    ) -> build.Built:
        """Loads and decides."""
        return build.decide(self.loaded(wanted, schedule, period), KEY, NOW)

    def loaded(
        self, wanted: Sequence[tuple[int, str]], schedule: Schedule = WEEKLY, period: str = PERIOD
    ) -> build.Batch:
        """Loads."""
        world = self.database.read(build.load_world, self.policy, NOW)
        return self.database.read(build.load, world, schedule, period, wanted, now=NOW)

    def save(self, built: build.Built) -> None:
        """Saves."""
        self.database.write(build.save, built, NOW)

    def deliveries(self) -> list[Row[*tuple[object, ...]]]:
        """Rows in order of id."""
        return self.database.read(lambda c: list(c.execute(select(deliveries).order_by(deliveries.c.id))))

    def picks(self) -> list[Row[*tuple[object, ...]]]:
        """Rows in order of delivery and position."""
        order = (picks.c.delivery_id, picks.c.position)
        return self.database.read(lambda c: list(c.execute(select(picks).order_by(*order))))

    def given(self) -> dict[str, int]:
        """How often each text was given, by key."""
        query = select(given_texts.c.text_key, given_texts.c.given).order_by(given_texts.c.text_key)
        return {row.text_key: row.given for row in self.database.read(lambda c: list(c.execute(query)))}

    def change(self, delivery_id: int, **values: object) -> None:
        """Something happens to a delivery."""
        self.database.write(
            lambda c: c.execute(update(deliveries).where(deliveries.c.id == delivery_id).values(**values))
        )


def _fill(connection: Connection, people: Sequence[Person], items: Sequence[Item]) -> None:
    add_people(connection, people, NOW)
    for person in people:
        if person.preferences != Preferences():
            save_preferences(connection, person.id, person.preferences, NOW)
    add_items(connection, [Entry(replace(item, version=1), None) for item in items], "file", NOW)


def _open(connection: Connection, slot: Slot, due: Sequence[Due]) -> list[tuple[int, str]]:
    edition_id = open_edition(connection, slot, due, NOW)
    query = select(deliveries.c.id, deliveries.c.person_id).where(deliveries.c.edition_id == edition_id)
    return [(row.id, row.person_id) for row in connection.execute(query.order_by(deliveries.c.id))]
