"""A company of one person with one sent digest of three picks, and the web that belongs to it."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Connection, update

from bot.sources.yaml_queue import brought
from bot.web.app import Parts, Web, create_app
from digests.content.model import Item, Kind
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.delivery.store import deliveries
from digests.edition.store import picks
from digests.ledger import arrivals
from digests.ledger import store as ledger
from digests.ledger.model import Fact
from digests.people.model import Preferences
from digests.people.store import add_people, load_preferences, save_preferences
from digests.settings import Secrets, Settings, parse
from digests.sharing.links import settle
from digests.sharing.tokens import sign
from tests.factories import BROWSER, KEY, NOW, item, person

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
SENT = NOW - timedelta(hours=2)
DELIVERY = 7

ITEMS = (
    item(disclosure="#employee"),
    item(id="our-post", kind=Kind.POST, url="https://www.example.com/post/1", texts=(), networks=("linkedin",)),
    item(id="bridge", url="https://www.example.com/bridge?a=1", topics=("bridges",), texts=(), networks=()),
)


@dataclass
class Clock:
    """A clock that a test moves."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class World:
    """The web under test, with what the tests ask of it."""

    database: Database
    parts: Parts
    app: Web
    clock: Clock
    token: str = field(default_factory=lambda: sign(KEY, DELIVERY, NOW))

    def client(
        self, agent: str = CHROME, base_url: str = "https://bot.example.com", address: str = "192.0.2.7"
    ) -> httpx.AsyncClient:
        """A reader's program, with an address of its own."""
        transport = httpx.ASGITransport(self.app, client=(address, 4321), raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url=base_url, headers={**BROWSER, "User-Agent": agent})

    def facts(self) -> list[Fact]:
        """The whole ledger, with what has just arrived."""
        self.database.write(arrivals.expand_all)
        return self.database.read(ledger.load)

    def settle(self, now: datetime) -> None:
        """What the housekeeping does with what has arrived."""
        self.database.write(arrivals.expand_all)
        self.database.write(settle, now)

    def chosen(self) -> Preferences:
        """What the person chose."""
        return self.database.read(load_preferences, "p-0001")

    def choose(self, **fields: Any) -> None:
        """The person chooses."""
        self.database.write(save_preferences, "p-0001", replace(self.chosen(), **fields), NOW)

    def change_delivery(self, **fields: Any) -> None:
        """The delivery as it may be later."""
        self.database.write(_change_delivery, fields)


def world(database: Database, folder: Path, *, languages: tuple[str, ...] = ("en",), **config: Any) -> World:
    """The web over a database with one delivery."""
    database.write(_fill, languages)
    parsed = parse(
        {
            "server": {"public_url": "https://bot.example.com"},
            "links": {"base_url": "https://go.example.com"},
            "company": {"name": "Nordbro", "timezone": "Europe/Copenhagen"},
            "schedules": [{"name": "weekly", "cron": "0 9 * * tue"}],
            "delivery": {"preview_folder": str(folder / "preview")},
        }
        | config
    )
    settings = Settings(config=parsed, secrets=Secrets(secret_key=KEY.decode()), path=folder / "config.toml")
    clock = Clock()
    parts = Parts(settings, database, clock, journal=folder / "hits.jsonl", read_queue=brought)
    return World(database, parts, create_app(parts), clock)


def _fill(connection: Connection, languages: tuple[str, ...]) -> None:
    add_items(connection, [Entry(one, None) for one in ITEMS], "file", SENT)
    add_people(connection, [person(languages=languages)], SENT)
    digest = {"rung": "reader", "language": languages[0], "timezone": "Europe/Copenhagen", "best_hour": None}
    connection.execute(
        deliveries.insert().values(
            id=DELIVERY, edition_id=1, schedule="weekly", period="2026-W48", person_id="p-0001",
            department="Engineering", country="DK", privacy_mode="works_council", tracked=True, state="sent",
            due_at=SENT, not_before=SENT, channel="email", channels_left=(), changed_at=SENT, sent_at=SENT,
            digest=digest | {"first": False, "composed_at": SENT.isoformat()},
        )
    )  # fmt: skip
    offers = [["linkedin", _key(ITEMS[0], languages[0])], ["x", _key(ITEMS[0], languages[0], 1)], ["facebook", ""]]
    for position, (one, offered) in enumerate(zip(ITEMS, (offers, [], [["x", ""]]), strict=True), 1):
        connection.execute(
            picks.insert().values(
                delivery_id=DELIVERY, position=position, item_id=one.id, version=1, score=1.0, probability=1.0,
                components={}, reasons=[], offers=offered, language=languages[0], colleagues=0, held_out=False,
            )
        )  # fmt: skip


def _key(one: Item, language: str, number: int = 0) -> str:
    return [text for text in one.texts if text.language == language][number].key


def _change_delivery(connection: Connection, fields: dict[str, Any]) -> None:
    connection.execute(update(deliveries).values(fields))
