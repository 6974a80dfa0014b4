"""A small company with fake channels, and what a job needs."""

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, update

from bot.jobs.editions import open_by_hand
from bot.jobs.work import Work, schedule
from digests.content.model import Item
from digests.db import Database
from digests.delivery.channel import Channel
from digests.delivery.model import Delivery
from digests.delivery.store import attempts, deliveries, rows
from digests.edition.model import Edition, EditionState
from digests.edition.store import editions
from digests.people.model import ChannelName, Person
from digests.settings import Secrets, Settings, parse
from tests.digests.edition.company import Company
from tests.factories import KEY, NOW, item, person
from tests.fakes import FakeChannel

CONFIG: dict[str, Any] = {
    "server": {"public_url": "https://budstikke.example.com"},
    "links": {"base_url": "https://go.example.com"},
    "schedules": [{"name": "weekly", "cron": "0 9 * * tue", "lateness": "12h"}],
    "delivery": {"tries": 2, "backoff_seconds": 60},
}
WEEKLY = "weekly"
MINUTE = timedelta(minutes=1)


@dataclass
class Clock:
    """A clock that a test moves."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class House:
    """The company's jobs, and what a test asks of them."""

    work: Work
    clock: Clock
    channels: dict[ChannelName, FakeChannel]
    watched: list[dict[str, int]] = field(default_factory=list)

    @property
    def database(self) -> Database:
        """The company's database."""
        return self.work.database

    @property
    def mail(self) -> FakeChannel:
        """The mail channel."""
        return self.channels[ChannelName.EMAIL]

    @property
    def slack(self) -> FakeChannel:
        """The Slack channel."""
        return self.channels[ChannelName.SLACK]

    def open(self, name: str = WEEKLY, only: str | None = None) -> list[int]:
        """Opens the edition of now by hand; the ids of its deliveries."""
        opened = open_by_hand(self.work, schedule(self.work.settings, name), self.clock(), only)
        return [one.id for one in self.database.read(rows, edition_ids=opened)]

    def of(self, person_id: str) -> Delivery:
        """The newest delivery of a person."""
        return [one for one in self.deliveries() if one.person_id == person_id][-1]

    def deliveries(self) -> list[Delivery]:
        """All of them."""
        return self.database.read(lambda c: rows(c, edition_ids=list(c.scalars(select(editions.c.id)))))

    def states(self) -> dict[str, str]:
        """State by person."""
        return {one.person_id or "": one.state.value for one in self.deliveries()}

    def editions(self) -> list[Edition]:
        """All of them, in order of slot and zone."""
        query = select(editions).order_by(editions.c.slot_at, editions.c.timezone)
        return [
            Edition(row.id, row.schedule, row.period, row.timezone, EditionState(row.state), row.slot_at, row.by_hand)
            for row in self.database.read(lambda c: list(c.execute(query)))
        ]

    def tries(self, delivery_id: int) -> list[str]:
        """How each try ended."""
        query = select(attempts.c.result).where(attempts.c.delivery_id == delivery_id).order_by(attempts.c.id)
        return self.database.read(lambda c: list(c.scalars(query)))

    def on(self, database: Database, worker: str) -> Work:
        """The same work on another machine."""
        return replace(self.work, database=database, worker=worker)

    def change(self, ids: Collection[int], **values: object) -> None:
        """Something happens to deliveries."""
        self.database.write(
            lambda c: c.execute(update(deliveries).where(deliveries.c.id.in_(ids)).values(**values)).rowcount
        )


def house(
    database: Database,
    people: Sequence[Person] | None = None,
    items: Sequence[Item] | None = None,
    channels: Sequence[FakeChannel] = (),
    **config: Any,
) -> House:
    """Three people with mail unless others are given; they get two items."""
    staff = [person(id=f"p{number}", email=f"p{number}@example.com") for number in range(3)]
    Company(database).fill(staff if people is None else people, items or [item(), item(id="second", topics=("ports",))])
    made = {one.name: one for one in (channels or [FakeChannel()])}
    settings = Settings(
        config=parse(CONFIG | config), secrets=Secrets(secret_key=KEY.decode()), path=Path("config.toml")
    )
    clock = Clock()
    known: dict[ChannelName, Channel] = dict(made)
    return House(Work(settings, database, clock, KEY, known, "w1"), clock, made)


def without(database: Database, table: str = "attempts") -> Callable[[], None]:
    """Takes a table away, as a database that does not answer would; gives back a call that brings it again."""

    def rename(connection: Connection, old: str, new: str) -> None:
        connection.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")

    database.write(rename, table, f"{table}_away")
    return lambda: database.write(rename, f"{table}_away", table)


def until(event: threading.Event) -> None:
    """Waits for a moment that must come."""
    assert event.wait(30)
