"""A company whose Budstikke is served as a process, beside a Slack that a test plays."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from digests.content.model import Item, Priority, Text
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.people.model import Person
from digests.people.store import add_people
from tests.factories import item, person
from tests.outside.node import free_port, serving
from tests.slack_faults.hand import Hand
from tests.slack_faults.slack import APP_TOKEN, BOT_TOKEN, SECRET, Slack, member, slack
from tests.slack_faults.world import TEAM

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0  # seconds; a machine may be busy
MODES = ("http", "socket")
CONFIG = """
[server]
public_url = "https://budstikke.example.com"
[links]
base_url = "https://go.example.net"
[company]
name = "Sample Company"
language = "en"
timezone = "Europe/Copenhagen"
[content]
languages = ["en", "da"]
desks = ["comms", "hr"]
[slack]
api_url = "{api_url}"
per_minute = 60000
workspaces = {workspaces}
[[schedules]]
name = "weekly"
cron = "0 9 * * tue"
lateness = "12h"
"""
EMPLOYEES = 40
TITLES = tuple(
    f"{one}: how we did it" for one in ("Harbour", "Bridge & tunnel", "Apprentices", "Timber", "Hospital", "Tram")
)
ROLES = {
    "editor": ("comms:editor",),
    "second": ("comms:editor",),
    "approver": ("comms:approver",),
    "hr": ("hr:approver",),
    "admin": ("admin",),
}


@dataclass
class Company:
    """The served company; whoever asks for somebody gets a person that no other test has touched."""

    folder: Path
    slack: Slack
    database: Database
    env: dict[str, str]
    address: str
    mode: str
    _untouched: list[str] = field(default_factory=list)

    def somebody(self) -> Hand:
        """An ordinary employee with a digest in front of them."""
        return Hand(self.slack, self._untouched.pop())

    def hand(self, role: str) -> Hand:
        """Somebody of a role in `ROLES`."""
        return Hand(self.slack, f"U{role.upper()}")

    def person_id(self, hand: Hand) -> str:
        """Who that is in the directory."""
        return f"p-{hand.id.lower()}"

    def until(self, found: Callable[[Connection], Any]) -> Any:
        """What `found` makes of the database, as soon as that is something."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if made := self.database.read(found):
                return made
            time.sleep(0.02)
        raise AssertionError("it was never written down")

    def budstikke(self, *arguments: str) -> str:
        """A command's output."""
        done = self.tried(*arguments)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def tried(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """A command that may say no."""
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=self.folder,
            env={**os.environ, **self.env},
            capture_output=True,
            text=True,
            check=False,
        )


def staff() -> list[Person]:
    """Forty employees and one person of each role."""
    ordinary = {f"U{number:03d}": () for number in range(EMPLOYEES)}
    everybody: dict[str, tuple[str, ...]] = ordinary | {f"U{role.upper()}": roles for role, roles in ROLES.items()}
    return [
        person(
            id=f"p-{slack_id.lower()}",
            name=f"Person {slack_id[1:].title()}",
            email=f"{slack_id.lower()}@example.com",
            slack_id=slack_id,
            languages=("en",),
            roles=roles,
        )
        for slack_id, roles in everybody.items()
    ]


def queue(now: datetime, titles: Sequence[str], words: str) -> list[Item]:
    """Items that can be shared at any time around now; `words` stand in their summary and text, if any are given."""
    said: dict[str, Any] = {"summary": {"en": words}, "texts": (Text("k1", "en", words),)} if words else {}
    return [
        item(
            id=f"item-{number}",
            url=f"https://www.example.com/news/{number}",
            title={"en": title, "da": title},
            owner="hr" if number == 2 else "comms",
            priority=Priority.HIGH if number < 3 else Priority.NORMAL,
            publish=now - timedelta(days=1),
            expires=now + timedelta(days=60),
            approved_at=now - timedelta(days=1),
            **said,
        )
        for number, title in enumerate(titles)
    ]


def _fill(connection: Connection, now: datetime, made: Sequence[Item]) -> None:
    add_people(connection, staff(), now - timedelta(days=100))
    add_items(connection, [Entry(one, None) for one in made], "file", now)


@contextmanager
def company(
    folder: Path,
    migrated: Path,
    mode: str,
    *,
    titles: Sequence[str] = TITLES,
    words: str = "",
    fill: Callable[[Connection, datetime, Sequence[Item]], None] | None = None,
    pinned: bool = False,
    **secrets: str,
) -> Iterator[Company]:
    """The company in one of the modes, with this week's digests delivered.

    `fill` says otherwise who works there; `pinned`: it names its workspace.
    """
    shutil.copyfile(migrated, folder / "budstikke.db")
    url, port, slack_port = f"sqlite:///{folder}/budstikke.db", free_port(), free_port()
    workspaces = json.dumps([TEAM] if pinned else [])
    config = CONFIG.format(api_url=f"http://127.0.0.1:{slack_port}/api/", workspaces=workspaces)
    (folder / "config.toml").write_text(config, encoding="utf-8")
    env = {
        "PYTHONPATH": str(ROOT),
        "BUDSTIKKE_CONFIG": str(folder / "config.toml"),
        "BUDSTIKKE_SECRET_KEY": "a key for tests, of 32 bytes or more",
        "DATABASE_URL": url,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SECRET if mode == "http" else "",
        "SLACK_APP_TOKEN": APP_TOKEN if mode == "socket" else "",
        **secrets,
    }
    address = f"http://127.0.0.1:{port}"
    with ExitStack() as stack:
        database = Database(url)
        stack.callback(database.close)
        now = datetime.now(UTC)
        database.write(fill or _fill, now, queue(now, titles, words))
        played = stack.enter_context(slack(mode, f"{address}/slack/events", port=slack_port))
        played.add(*(member(one.slack_id, one.name, one.email) for one in staff()))
        made = Company(folder, played, database, env, address, mode, [f"U{n:03d}" for n in range(EMPLOYEES)])
        made.budstikke("send", "weekly")
        serve = [sys.executable, "-m", "bot", "serve", "--no-schedule", "--port", str(port)]
        stack.enter_context(serving(serve, port, cwd=folder, env=env))
        if mode == "socket":
            played.until(lambda seen: seen["sockets"]["open"])
        yield made
