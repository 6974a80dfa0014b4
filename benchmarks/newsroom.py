"""Every page of the newsroom with 10,000 items and 25,000 people, and how long a reach takes to tell.

The pages are those of the router: a page that somebody adds is measured from then on. Times are the server's own, in
one process on SQLite.
"""

import asyncio
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from statistics import median, quantiles

import httpx

from benchmarks.data import DESKS, NOW, items, people
from benchmarks.report import figure
from bot.sources.yaml_queue import brought
from bot.web.app import create_app
from bot.web.newsroom import app as newsroom
from bot.web.newsroom.gate import Gated
from bot.web.parts import Parts
from digests.access import sessions
from digests.access.sessions import Patience
from digests.content.model import Item, ItemState
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.newsroom.folk import Folk
from digests.people.model import Preferences
from digests.people.store import add_people, save_preferences
from digests.settings import Secrets, Settings, parse
from migrations.run import migrate

PAGE, REACH = "newsroom_page_p95_ms", "reach_ms"
PEOPLE, ITEMS = 25_000, 10_000
TIMES = 8  # each page, after it was seen once
ADD = 2_500
KEY = "a key for benchmarks, 32 bytes long"
PUBLIC = "https://budstikke.example.com"
ADMIN = "p000000"
STATES = (
    ItemState.DRAFT, ItemState.DRAFT, ItemState.IN_REVIEW, ItemState.WITHDRAWN, *[ItemState.APPROVED] * 6,
)  # fmt: skip
FILLED = {
    "item": "item-0004",
    "item_id": "item-0004",
    "part": "schedules",
    "version": "1",
    "name": "spring-2027",
    "chapter": "items",
    "desk": "comms",
}
MORE = (
    "/newsroom/queue?view=list",
    "/newsroom/queue?view=list&state=approved&sort=title&page=40",
    "/newsroom/queue?words=robotics+learned&topic=robotics&language=da&window=running",
    "/newsroom/calendar?weeks=13",
)


def main(names: Sequence[str] = (PAGE, REACH)) -> None:
    """The figures that are named."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'newsroom.db'}")
        _fill(database)
        if REACH in names:
            _reach(database)
        if PAGE in names:
            asyncio.run(_pages(database, Path(folder)))
        database.close()


def _fill(database: Database) -> None:
    migrate(database)
    staff = people(PEOPLE)
    staff[0] = replace(staff[0], roles=("admin",), languages=("en",))
    queue = [_placed(number, one) for number, one in enumerate(items(ITEMS))]
    for start in range(0, PEOPLE, ADD):
        database.write(add_people, staff[start : start + ADD], NOW - timedelta(days=200))
    for number, person in enumerate(staff):
        if person.preferences != Preferences():
            database.write(save_preferences, person.id, person.preferences, NOW - timedelta(minutes=number + 9))
    for start in range(0, ITEMS, ADD):
        database.write(add_items, [Entry(one, None) for one in queue[start : start + ADD]], "file", NOW)


def _placed(number: int, item: Item) -> Item:
    """In one of the states, some in a campaign, some of them later."""
    later = timedelta(days=number % 90) if number % 7 == 0 else timedelta()
    return replace(
        item,
        id=f"item-{number:04}",
        state=STATES[number % len(STATES)],
        campaign="spring-2027" if number % 25 == 0 else "",
        publish=item.publish + later if item.publish else None,
        expires=item.expires + later if item.expires else None,
    )


def _reach(database: Database) -> None:
    """The 95th of 100 audiences, the look at whether anybody changed included; people were read once before."""
    folk, asked = Folk(), [item.audience for item in items(200) if item.audience.any_of or item.audience.none_of]
    key = KEY.encode()

    def tell(number: int) -> float:
        start = time.perf_counter()
        roll = database.read(folk.roll)
        found = roll.reach([asked[number % len(asked)]], key=key, k=8, protected=True)
        if not 0 < found.people < PEOPLE:
            raise RuntimeError(f"an audience that reaches {found.people} people")
        return (time.perf_counter() - start) * 1000

    first = tell(0)
    waits = [tell(number) for number in range(1, 101)]
    database.write(save_preferences, "p000007", Preferences(hour=9), NOW)
    print(f"# at first {first:.0f} ms, after somebody's change {tell(1):.1f} ms, median {median(waits):.2f} ms")
    figure(REACH, quantiles(waits, n=20)[18], "ms", 100, 10, "lower")


async def _pages(database: Database, folder: Path) -> None:
    """The slowest page's 95th percentile."""
    parts = Parts(
        _settings(), database, lambda: NOW, journal=folder / "hits.jsonl", read_queue=brought, channels=("preview",)
    )
    app = create_app(parts)
    cookie = database.write(sessions.begin, ADMIN, b"s" * sessions.SECRET_BYTES, NOW, Patience(), way="mail")
    transport = httpx.ASGITransport(app, client=("192.0.2.7", 4321))
    worst: list[tuple[float, str]] = []
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC, timeout=120) as client:
        client.cookies.set("__Host-budstikke", cookie)
        for address in _addresses(parts):
            first, answer = await _timed(client, address)
            if answer.status_code >= HTTPStatus.BAD_REQUEST or not answer.headers.get("content-type", "").startswith(
                "text/html"
            ):
                print(f"# {address}: {answer.status_code}, {first:.0f} ms, no page", file=sys.stderr)
                continue
            busy = time.process_time()
            waits = [(await _timed(client, address))[0] for _ in range(TIMES)]
            busy = (time.process_time() - busy) / TIMES * 1000
            slow = quantiles(waits, n=20, method="inclusive")[18]
            print(f"# {slow:7.1f} ms (at first {first:.0f}, of processor {busy:.0f}) {address}", flush=True)
            worst.append((slow, address))
    figure(PAGE, max(worst)[0], "ms", 200, 100, "lower")


async def _timed(client: httpx.AsyncClient, address: str) -> tuple[float, httpx.Response]:
    start = time.perf_counter()
    answer = await client.get(address)
    return (time.perf_counter() - start) * 1000, answer


def _addresses(parts: Parts) -> Iterator[str]:
    """Every address of the newsroom that a browser gets, with something in each gap."""
    seen = set()
    for route in newsroom.routes(parts):
        if isinstance(route, Gated) and "GET" in (route.methods or ()) and route.path not in seen:
            seen.add(route.path)
            address = re.sub(r"{(\w+)(?::\w+)?}", lambda gap: FILLED.get(gap[1], gap[0]), route.path)
            yield address
    yield from MORE


def _settings() -> Settings:
    parsed = parse(
        {
            "server": {"public_url": PUBLIC},
            "links": {"base_url": "https://go.example.com"},
            "company": {"name": "Nordbro", "timezone": "Europe/Copenhagen"},
            "content": {"desks": list(DESKS), "languages": ["en", "da"]},
            "schedules": [{"name": "weekly", "cron": "0 9 * * tue"}, {"name": "jobs", "cron": "0 10 * * thu"}],
            "goals": [{"name": "application", "kind": "application"}],
        }
    )
    return Settings(config=parsed, secrets=Secrets(secret_key=KEY), path=Path("config.toml"))


if __name__ == "__main__":
    main()
