"""Kills a sending process again and again, and counts who got what.

The relay and the fake Slack write a message down before they answer, so that what they hold is what people got.
"""

import csv
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from tests.bot.vendor import Call, Json, Reply, Vendor

ROOT = Path(__file__).resolve().parents[2]
AT = "2026-11-24T09:00"
CONFIG = """
[server]
public_url = "http://127.0.0.1:8000"
[links]
base_url = "http://127.0.0.1:8000/l"
[email]
from = "Budstikke <budstikke@example.com>"
connections = 4
[slack]
api_url = "{slack}"
per_minute = 60000
[content]
languages = ["en", "da"]
[[schedules]]
name = "weekly"
cron = "0 9 * * tue"
lateness = "7d"
[[goals]]
name = "application"
[[goals]]
name = "signup"
[[goals]]
name = "booking"
"""


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of it: people by how often they were reached, and rows in doubt."""

    people: int
    kills: int
    reached_once: int
    reached_twice: int
    missing: int
    unknown: int
    unknown_reached: int

    def __str__(self) -> str:
        """One line for whoever watches."""
        return (
            f"{self.kills} kills, {self.people} people: {self.reached_once} reached once, {self.reached_twice} twice, "
            f"{self.missing} missing, {self.unknown} in doubt (of whom {self.unknown_reached} were reached)"
        )


class Reached:
    """Who was reached, written down before anybody is answered."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._changed = threading.Condition()

    def note(self, address: str) -> None:
        """One more message to this address."""
        with self._changed:
            self.counts[address] += 1
            self._changed.notify_all()

    def wait_for(self, total: int, timeout: float = 120) -> bool:
        """Returns once so many messages came."""
        with self._changed:
            return self._changed.wait_for(lambda: self.counts.total() >= total, timeout)


class Sink:
    """A relay that keeps recipients and nothing else."""

    def __init__(self, reached: Reached) -> None:
        self._reached = reached

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Writes down, then answers."""
        for address in envelope.rcpt_tos:
            self._reached.note(address)
        return "250 kept"


class Workspace(Vendor):
    """A Slack that remembers who got which message, and can be asked for it."""

    def __init__(self, reached: Reached) -> None:
        super().__init__()
        self._reached = reached
        self._messages: dict[str, list[Json]] = {}

    def reply(self, call: Call) -> Reply:
        """Writes down, then answers."""
        method = call.path.rsplit("/", 1)[-1]
        if method == "conversations.open":
            return Reply(body={"ok": True, "channel": {"id": f"D{call.arguments['users']}"}})
        if method == "users.lookupByEmail":
            return Reply(body={"ok": False, "error": "users_not_found"})
        channel = str(call.arguments.get("channel", ""))
        user = channel.removeprefix("D")
        if method == "conversations.history":
            return Reply(body={"ok": True, "messages": self._messages.get(user, []), "has_more": False})
        if method == "chat.postMessage":
            stamp = f"{self._reached.counts.total()}.0"
            metadata = call.arguments.get("metadata")
            metadata = json.loads(metadata) if isinstance(metadata, str) else metadata
            self._messages.setdefault(user, []).append({"ts": stamp, "metadata": metadata})
            self._reached.note(user)
            return Reply(body={"ok": True, "channel": channel, "ts": stamp})
        return Reply(body={"ok": True})


class KillRun:
    """An edition for so many people, half of them in Slack, whose sender is killed so many times."""

    def __init__(self, folder: Path, database_url: str, people: int, kills: int, seed: int) -> None:
        self._folder = folder
        self._people = people
        self._kills = kills
        self._chance = random.Random(seed)  # noqa: S311 - chooses moments, guards nothing
        self.reached = Reached()
        self._env = {
            **os.environ,
            "BUDSTIKKE_CONFIG": str(folder / "config.toml"),
            "BUDSTIKKE_SECRET_KEY": "a key for the kills, of 32 bytes or more",
            "DATABASE_URL": database_url,
            "SLACK_BOT_TOKEN": "xoxb-kills",
        }

    def run(self) -> Tally:
        """Kills at random moments, lets the last process finish, and counts."""
        relay = Controller(Sink(self.reached), hostname="127.0.0.1", port=_free_port())
        relay.start()
        port = relay.port
        try:
            with Workspace(self.reached) as slack:
                self._env["SMTP_URL"] = f"smtp://127.0.0.1:{port}"
                self._prepare(f"{slack.address}/api")
                for _ in range(self._kills):
                    self._kill_once()
                self._budstikke("send", "weekly", "--at", AT, ok=(0, 1))
        finally:
            relay.stop()
        return self._tally()

    def _prepare(self, slack_url: str) -> None:
        (self._folder / "config.toml").write_text(CONFIG.format(slack=slack_url), encoding="utf-8")
        with (self._folder / "people.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["id", "email", "name", "department", "country", "language", "timezone", "slack_id"])
            for number in range(self._people):
                slack_id = f"U{number:06}" if number % 2 else ""
                mail = "" if slack_id else f"n{number}@example.com"
                row = [f"p{number}", mail, f"Person {number}", "Engineering", "DK", "da", "Europe/Copenhagen", slack_id]
                writer.writerow(row)
        self._budstikke("migrate")
        self._budstikke("import", "people", str(self._folder / "people.csv"))
        self._budstikke("import", "content", str(ROOT / "examples" / "queue"))

    def _kill_once(self) -> None:
        before = self.reached.counts.total()
        share = (self._people - before) / max(self._kills, 1)
        process = self._start("send", "weekly", "--at", AT)
        self.reached.wait_for(min(before + 1 + self._chance.randrange(max(int(share), 1) + 1), self._people), 60)
        process.send_signal(signal.SIGKILL)
        process.wait(30)

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments],
            cwd=ROOT,
            env=self._env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _budstikke(self, *arguments: str, ok: tuple[int, ...] = (0,)) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=ROOT,
            env=self._env,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode in ok, (done.stdout + done.stderr)[-2000:]
        return done.stdout

    def _tally(self) -> Tally:
        from digests.db import Database  # noqa: PLC0415
        from digests.delivery.store import in_doubt  # noqa: PLC0415

        database = Database(self._env["DATABASE_URL"])
        doubtful = {one.person_id for one in database.read(in_doubt)}
        database.close()
        addresses = {
            f"p{number}": f"U{number:06}" if number % 2 else f"n{number}@example.com" for number in range(self._people)
        }
        times = {person: self.reached.counts[address] for person, address in addresses.items()}
        return Tally(
            people=self._people,
            kills=self._kills,
            reached_once=sum(number == 1 for number in times.values()),
            reached_twice=sum(number > 1 for number in times.values()),
            missing=sum(number == 0 and person not in doubtful for person, number in times.items()),
            unknown=len(doubtful),
            unknown_reached=sum(times[person] > 0 for person in doubtful if person),
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
