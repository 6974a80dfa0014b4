"""Kills `serve` while links are followed, or takes its database away, and counts what became of the answered hits."""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, select

from digests.content.store import Entry, add_items
from digests.db import Database
from digests.ledger import arrivals
from digests.ledger.store import facts
from digests.people.store import add_people
from digests.sharing.links import mint
from digests.sharing.model import Press
from tests.factories import item, person
from tests.journeys.followers import Followers
from tests.journeys.kills import ROOT, _free_port

CONNECTIONS = 24
LINKS = 12
STARTED = 60  # seconds at most
CONFIG = """
[server]
public_url = "https://bot.example.com"
[links]
base_url = "https://go.example.com"
[[schedules]]
name = "weekly"
cron = "0 9 * * tue"
"""


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the hits that were answered."""

    kills: int
    answered: int
    lost: int
    doubled: int
    later: int = 0  # asked to come again

    def __str__(self) -> str:
        """One line for whoever watches."""
        return (
            f"{self.kills} kills, {self.answered} answered hits: {self.lost} lost, {self.doubled} doubled; "
            f"{self.later} asked to come again"
        )


@dataclass
class Followed:
    """A `serve` in a folder of its own, whose links are followed."""

    folder: Path
    database_url: str
    seed: int = 1
    port: int = field(default_factory=_free_port)

    def __post_init__(self) -> None:
        (self.folder / "config.toml").write_text(CONFIG, encoding="utf-8")
        self._chance = random.Random(self.seed)  # noqa: S311 - chooses moments, guards nothing
        self._process: subprocess.Popen[bytes] | None = None
        with closing(Database(self.database_url)) as database:
            self.codes = database.write(_fill)
        self.followers = Followers(self.port, self.codes)

    def kill(self, kills: int, between: int) -> Tally:
        """Kills it so many times, each after some of `between` answers more, and counts once it is up again."""

        async def run() -> None:
            for _ in range(kills):
                await self._start()
                enough = len(self.followers.answered) + 1 + self._chance.randrange(between)
                await self.followers.until(lambda enough=enough: len(self.followers.answered) >= enough)  # type: ignore[misc]
                self._end(signal.SIGKILL)
            await self._start()
            enough = len(self.followers.answered) + 1
            await self.followers.until(lambda: len(self.followers.answered) >= enough)

        return self.follow(run, kills)

    def follow(self, meanwhile: Callable[[], Awaitable[None]], kills: int = 0) -> Tally:
        """Follows links while something happens, and counts when the database has all that waited."""
        try:
            asyncio.run(self.followers.follow(CONNECTIONS, meanwhile))
            asyncio.run(self._given_back())
        finally:
            self._end(signal.SIGTERM)
        assert not self.followers.other, self.followers.other[0]
        with closing(Database(self.database_url)) as database:
            database.write(arrivals.expand_all)
            kept = Counter(database.read(_marks))
        lost = sum(kept[mark] == 0 for mark in self.followers.answered)
        doubled = sum(number > 1 for number in kept.values())
        return Tally(kills, len(self.followers.answered), lost, doubled, self.followers.later)

    async def start(self) -> None:
        """Returns when it answers."""
        await self._start()

    async def _start(self) -> None:
        env = {
            **os.environ,
            "BUDSTIKKE_CONFIG": str(self.folder / "config.toml"),
            "BUDSTIKKE_SECRET_KEY": "a key for the kills, of 32 bytes or more",
            "DATABASE_URL": self.database_url,
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "-m", "bot", "serve", "--no-schedule", "--port", str(self.port)]
        with (self.folder / "serve.log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=self.folder, env=env, stdout=log, stderr=log)  # noqa: ASYNC220 - gone with a signal
        async with asyncio.timeout(STARTED):
            while not await self._listens():
                assert self._process.poll() is None, (self.folder / "serve.log").read_text()[-2000:]
                await asyncio.sleep(0.05)

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.transport.abort()
        return True

    async def _given_back(self) -> None:
        """Returns when no journal holds anything."""
        async with asyncio.timeout(60):
            while any(path.stat().st_size for path in (self.folder / "var").glob("hits*.jsonl")):  # noqa: ASYNC110 - files tell nobody
                await asyncio.sleep(0.05)

    def _end(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)
            self._process.wait(60)


@contextmanager
def locked(database_url: str) -> Iterator[None]:
    """Another process holds SQLite's write lock as long as the block lasts."""
    with closing(Database(database_url)) as database, database.engine.connect() as connection:
        connection.exec_driver_sql("BEGIN EXCLUSIVE")
        yield
        connection.exec_driver_sql("ROLLBACK")


def _fill(connection: Connection) -> list[str]:
    now = datetime.now(UTC)
    one = item(publish=None, expires=None)
    add_items(connection, [Entry(one, None)], "file", now)
    add_people(connection, [person(id=f"p-{number}", email=f"p{number}@example.com") for number in range(LINKS)], now)
    presses = [Press(one.id, "linkedin", None, f"p-{number}", number + 1) for number in range(LINKS)]
    return [mint(connection, press, lambda n=n: f"followed{n:02}", now).code for n, press in enumerate(presses)]  # type: ignore[misc]


def _marks(connection: Connection) -> list[str]:
    return [mark for mark in connection.scalars(select(facts.c.referrer_host)) if mark]
