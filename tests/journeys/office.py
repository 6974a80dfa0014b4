"""The sample company with a relay and a Slack of its own, and a clock that a test moves."""

import asyncio
import email
import email.policy
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import Any

import httpx
from aiosmtpd.controller import Controller
from click.testing import Result
from fastapi import FastAPI

from bot.cli.main import budstikke
from bot.service import Service
from bot.web.app import Parts, create_app
from digests import settings
from digests.db import Database
from digests.delivery.model import Delivery
from tests.bot.cli.command import KEY, Desk, desk
from tests.bot.vendor import Call, Json, Reply, Vendor
from tests.factories import BROWSER

ROOT = Path(__file__).resolve().parents[2]
TUESDAY = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)  # 09:00 in Copenhagen
PATIENCE = timedelta(seconds=10)
MORE = """
[slack]
api_url = "{slack}/api"
per_minute = 60000
[delivery]
preview_folder = "{folder}/preview"
"""


@dataclass
class Clock:
    """A clock that a test moves."""

    now: datetime = TUESDAY

    def __call__(self) -> datetime:
        return self.now


class Relay:
    """A mail relay that keeps every message, and can be away, slow, or unwilling to take somebody."""

    def __init__(self) -> None:
        self.asked = threading.Event()  # to take a digest
        self.gate = threading.Event()  # until it is open, every message waits
        self.gate.set()
        self.messages: list[tuple[str, bytes]] = []
        self.refused: set[str] = set()
        self._port = free_port()
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        """SMTP_URL."""
        return f"smtp://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Listens, always on the same port."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self._port)
        self._controller.start()

    def stop(self) -> None:
        """Is away."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """Takes everybody but whom it was told not to."""
        if address in self.refused:
            return "550 5.1.1 nobody here by that name"
        envelope.rcpt_tos.append(address)
        return "250 yes"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keeps, then answers."""
        if _is_digest(envelope.content):
            self.asked.set()
        await asyncio.to_thread(self.gate.wait)
        self.messages.extend((address, envelope.content) for address in envelope.rcpt_tos)
        return "250 kept"

    @property
    def digests(self) -> list[str]:
        """To whom a digest came, once for each; approvers are written to as well."""
        return [address for address, content in self.messages if _is_digest(content)]

    def letters(self) -> dict[str, EmailMessage]:
        """The last message to each address."""
        return {address: _parsed(content) for address, content in self.messages}


def _is_digest(content: bytes) -> bool:
    return b"\r\nFeedback-ID: " in content


class Workspace(Vendor):
    """A Slack that knows nobody by address, keeps every message, and can be down."""

    def __init__(self) -> None:
        super().__init__()
        self.down = False
        self.messages: list[tuple[str, Json]] = []

    def reply(self, call: Call) -> Reply:
        """Keeps, then answers."""
        method = call.path.rsplit("/", 1)[-1]
        if self.down:
            return Reply(status=503, body="over capacity")
        if method == "conversations.open":
            return Reply(body={"ok": True, "channel": {"id": f"D{call.arguments['users']}"}})
        if method == "users.lookupByEmail":
            return Reply(body={"ok": False, "error": "users_not_found"})
        if method == "conversations.history":
            return Reply(body={"ok": True, "messages": [], "has_more": False})
        if method == "chat.postMessage":
            channel = str(call.arguments["channel"])
            self.messages.append((channel.removeprefix("D"), call.arguments))
            return Reply(body={"ok": True, "channel": channel, "ts": f"{len(self.messages)}.0"})
        return Reply(body={"ok": True})


@dataclass
class Office:
    """The company, its database, and what reaches its people."""

    desk: Desk
    service: Service
    relay: Relay
    slack: Workspace
    clock: Clock
    env: dict[str, str] = field(default_factory=dict)

    @cached_property
    def web(self) -> FastAPI:
        """The company's web."""
        return create_app(
            Parts(self.service.settings, self.database, self.clock, journal=self.desk.folder / "hits.jsonl")
        )

    @property
    def database(self) -> Database:
        """The company's database."""
        return self.service.database

    def budstikke(self, *args: str) -> Result:
        """A command, as somebody at a desk would give it."""
        return self.desk.run(budstikke, *args, **self.env)

    def send(self, name: str = "weekly", only: str | None = None, patience: timedelta = PATIENCE) -> list[Delivery]:
        """`send` at this moment; every delivery of it."""
        with self.service.sending(name, only, self.clock()) as run:
            run.wait(patience, lambda _: None)
            return run.deliveries()

    def visitor(self, address: str, agent: str) -> httpx.AsyncClient:
        """Somebody's browser, with an address of its own, in front of our web."""
        transport = httpx.ASGITransport(self.web, client=(address, 4321))
        return httpx.AsyncClient(transport=transport, headers={**BROWSER, "User-Agent": agent})


@contextmanager
def office(folder: Path, database_url: str, slack_url: str = "", **secrets: str) -> Iterator[Office]:
    """The sample company and an empty database; its relay is up, and its Slack unless that is said to be elsewhere."""
    relay = Relay()
    relay.start()
    try:
        with Workspace() as slack:
            made = desk(folder, database_url)
            given = (ROOT / "examples" / "config.toml").read_text(encoding="utf-8")
            more = MORE.format(slack=slack_url or slack.address, folder=folder)
            # Links have a host of their own, as they should.
            given = given.replace('base_url = "http://127.0.0.1:8000/l"', 'base_url = "https://go.example.net"')
            given = given.replace('"lyngbro', f'"{ROOT / "examples" / "lyngbro"}')
            made.configure(given + more)
            env = {"SMTP_URL": relay.url, "SLACK_BOT_TOKEN": "xoxb-office"} | secrets
            found = settings.load({"BUDSTIKKE_SECRET_KEY": KEY, "DATABASE_URL": database_url} | env, folder)
            clock = Clock()
            service = Service(found, Database(database_url), clock)
            try:
                yield Office(made, service, relay, slack, clock, env)
            finally:
                service.close()
    finally:
        relay.stop()


@contextmanager
def staffed(folder: Path, database_url: str, slack_url: str = "", **secrets: str) -> Iterator[Office]:
    """The same with people and content brought in by command."""
    with office(folder, database_url, slack_url, **secrets) as made:
        for args in (("people", "examples/people.csv"), ("content", "examples/queue")):
            done = made.budstikke("import", args[0], str(ROOT / args[1]))
            assert done.exit_code == 0, (done.output, done.exception)
        yield made


def share_addresses(text: str) -> list[str]:
    """The addresses of share buttons that stand in a message."""
    return re.findall(r"https?://[^\s\"'<>]+/s/[\w.-]+/\d+/\w+", unescape(text))


def body(letter: EmailMessage, kind: str = "html") -> str:
    """A letter's text of a kind."""
    part = letter.get_body((kind,))
    assert part is not None
    text: str = part.get_content()
    return text


def free_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _parsed(content: bytes) -> EmailMessage:
    parsed = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed
