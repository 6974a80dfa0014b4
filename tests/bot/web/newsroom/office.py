"""A newsroom of two desks with somebody in every role, and the web that belongs to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import BrowserContext
from sqlalchemy import Connection

from bot.sources.yaml_queue import brought
from bot.web.app import Parts, Web, create_app
from digests.access import sessions
from digests.access.sessions import Patience
from digests.content.model import Item, ItemState, Kind
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.people.model import Person
from digests.people.store import add_people
from digests.settings import Secrets, Settings, parse
from tests.bot.web.browser import served
from tests.bot.web.world import CHROME, Clock
from tests.factories import BROWSER, KEY, NOW, item, person

PUBLIC = "https://bot.example.com"
LONG_AGO = NOW - timedelta(days=3)

# Who is who: by desk and role. `left` held every role and left; `nobody` never had one.
ROLES: dict[str, tuple[str, ...]] = {
    "suggester": ("comms:suggester",),
    "editor": ("comms:editor",),
    "approver": ("comms:approver",),
    "desk-admin": ("comms:admin",),
    "admin": ("admin",),
    "hr-editor": ("hr:editor",),
    "hr-approver": ("hr:approver",),
    "nobody": (),
    "left": ("admin",),
}
NAMES = {
    "suggester": "Sanne Lund", "editor": "Erik Dahl", "approver": "Anna Berg", "desk-admin": "Dorte Friis",
    "admin": "Amir Haddad", "hr-editor": "Helle Krag", "hr-approver": "Henrik Ravn", "nobody": "Nils Ek",
    "left": "Lone Vest",
}  # fmt: skip

ITEMS = (
    item(disclosure="#employee"),
    item(
        id="apprentices", owner="hr", kind=Kind.JOB, url="https://www.example.com/jobs/apprentices",
        title={"en": "Become an apprentice", "da": "Bliv lærling"}, topics=("apprentices",),
    ),
    item(id="bridge-draft", state=ItemState.DRAFT, url="https://www.example.com/news/bridge", topics=("bridges",)),
    item(id="quay-review", state=ItemState.IN_REVIEW, url="https://www.example.com/news/quay"),
    item(id="hr-review", state=ItemState.IN_REVIEW, owner="hr", url="https://www.example.com/jobs/hr"),
    item(id="idea", state=ItemState.SUGGESTED, owner="", url="https://www.example.com/news/idea", texts=()),
    item(id="old-news", state=ItemState.WITHDRAWN, url="https://www.example.com/news/old"),
)  # fmt: skip


@dataclass
class Office:
    """The web under test, and who works in it."""

    database: Database
    parts: Parts
    app: Web
    clock: Clock
    folder: Path
    config: dict[str, Any]
    cookies: dict[str, str] = field(default_factory=dict)

    def cookie(self, who: str) -> str:
        """The session of somebody, by their role's name in ROLES."""
        if who not in self.cookies:
            secret = who.encode().ljust(sessions.SECRET_BYTES, b".")
            self.cookies[who] = self.database.write(
                lambda connection: sessions.begin(connection, who, secret, self.clock(), Patience(), way="mail")
            )
        return self.cookies[who]

    def csrf(self, who: str) -> str:
        """What a form of theirs brings along."""
        session = self.database.read(sessions.resolve, self.cookie(who), self.clock())
        assert session is not None
        return session.csrf_secret

    def client(self, who: str | None, agent: str = CHROME) -> httpx.AsyncClient:
        """A browser in which somebody is signed in, or nobody."""
        transport = httpx.ASGITransport(self.app, client=("192.0.2.7", 4321), raise_app_exceptions=False)
        headers = {**BROWSER, "User-Agent": agent, "Sec-Fetch-Site": "same-origin"}
        cookies = {"__Host-budstikke": self.cookie(who)} if who else {}
        return httpx.AsyncClient(transport=transport, base_url=PUBLIC, headers=headers, cookies=cookies)

    async def get(self, who: str | None, path: str) -> httpx.Response:
        """One page of the newsroom; `path` begins after /newsroom."""
        async with self.client(who) as client:
            return await client.get(f"/newsroom{path}")

    async def post(self, who: str, path: str, data: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        """One form of the newsroom, with what proves that it is theirs."""
        async with self.client(who) as client:
            return await client.post(f"/newsroom{path}", data={"csrf": self.csrf(who), **(data or {})}, **more)

    @contextmanager
    def served(self) -> Iterator[str]:
        """The address at which it is there for a real browser, over plain HTTP on this machine."""
        app = create_app(replace(self.parts, settings=_settings(self.folder, self.config, "http://127.0.0.1")))
        with served(app) as address:
            yield address

    def sign_in(self, context: BrowserContext, address: str, who: str) -> None:
        """Gives a real browser somebody's session."""
        context.add_cookies([{"name": "budstikke", "value": self.cookie(who), "url": address}])


def office(database: Database, folder: Path, **config: Any) -> Office:
    """A newsroom over a fresh database."""
    database.write(_fill)
    clock = Clock()
    parts = Parts(_settings(folder, config, PUBLIC), database, clock, journal=folder / "hits.jsonl", read_queue=brought)
    return Office(database, parts, create_app(parts), clock, folder, config)


def _settings(folder: Path, config: dict[str, Any], public_url: str) -> Settings:
    parsed = parse(
        {
            "server": {"public_url": public_url},
            "links": {"base_url": "https://go.example.com"},
            "company": {"name": "Nordbro", "timezone": "Europe/Copenhagen"},
            "content": {"desks": ["comms", "hr"], "languages": ["en", "da"]},
            "schedules": [{"name": "weekly", "cron": "0 9 * * tue"}],
            "goals": [{"name": "application", "kind": "application"}],
            "delivery": {"preview_folder": str(folder / "preview")},
        }
        | config
    )
    return Settings(config=parsed, secrets=Secrets(secret_key=KEY.decode()), path=folder / "config.toml")


def somebody(who: str) -> Person:
    """One of the people of ROLES."""
    return person(
        id=who,
        name=NAMES[who],
        email=f"{who}@example.com",
        languages=("en",),
        roles=ROLES[who],
        left_at=NOW - timedelta(days=1) if who == "left" else None,
    )


def items() -> tuple[Item, ...]:
    """What stands in the queue."""
    return ITEMS


def _fill(connection: Connection) -> None:
    add_items(connection, [Entry(one, None) for one in ITEMS], "file", LONG_AGO)
    add_people(connection, [somebody(who) for who in ROLES], LONG_AGO)
