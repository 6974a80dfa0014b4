"""A Teams client and Bot Connector on this machine: the Agents Playground, behind a proxy that can also break."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page

from tests.outside.node import HERE, free_port, serving, tool
from tests.outside.proxy import Call, Trouble
from tests.outside.render import shown
from tests.outside.teams_proxy import BOT_PATH, TeamsProxy

TENANT = "00000000-0000-0000-0000-0000000000001"
CLIENT = "00000000-0000-0000-0000-00000000000011"
SECRET = "playground"
PERSON = "user-id-0"


@dataclass(frozen=True, slots=True)
class TeamsPlayground:
    """A running Playground; its one person is `user-id-0`, and `page_url` is what that person sees."""

    login_url: str
    service_url: str
    page_url: str
    tenant_id: str
    client_id: str
    client_secret: str
    person: str
    proxy: TeamsProxy
    log: Path

    @property
    def calls(self) -> list[Call]:
        """Every call so far, oldest first, whatever came of it."""
        return self.proxy.calls

    def trouble(self, method: str, trouble: Trouble) -> None:
        """The next `trouble.times` calls of `method` (such as `createConversation`) meet `trouble`."""
        self.proxy.trouble(method, trouble)

    def events(self) -> list[dict[str, Any]]:
        """What the Playground says it did, oldest first: `activityName`, `request`, `response`, `messageId`."""
        lines = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        found = [json.loads(line[line.index('{"logAction"') :])["log"] for line in lines if '{"logAction"' in line]
        return [event for event in found if event.get("type") == "bot"]

    def cards(self) -> list[dict[str, Any]]:
        """The Adaptive Cards it took, oldest first."""
        taken = [event for event in self.events() if event.get("response", {}).get("statusCode", 500) < 300]
        bodies = [event["request"].get("body") or {} for event in taken]
        attachments = [attachment for body in bodies for attachment in body.get("attachments") or []]
        return [attachment["content"] for attachment in attachments if "content" in attachment]

    @contextmanager
    def client(self, browser: Browser) -> Iterator[Page]:
        """The person's Teams client, open and connected; what was posted earlier may be missing from it."""
        with shown(browser, self.page_url, width=1200) as page:
            page.get_by_text("Connected.", exact=False).last.wait_for()
            page.get_by_text("conversationUpdate 200").last.wait_for()
            yield page


@contextmanager
def teams_playground(bot_endpoint: str | None = None) -> Iterator[TeamsPlayground]:
    """A Playground inside the block, gone after it; it talks to `bot_endpoint`, or to a bot that says thank you."""
    command, port = tool("agentsplayground"), free_port()
    upstream = f"http://127.0.0.1:{port}"
    with TemporaryDirectory() as folder, TeamsProxy(upstream, CLIENT, SECRET) as proxy:
        bot = bot_endpoint or f"{proxy.address}{BOT_PATH}"
        start = ["node", "--require", str(HERE / "loopback.cjs"), str(command), "start", "-c", "msteams", "--dt"]
        where = ["-e", bot, "-p", str(port), "--service-url", f"{proxy.address}/_connector"]
        log = Path(folder) / "playground.log"
        env = {"TEAMSAPPTESTER_BROWSER": "none", "M365_AGENTS_PLAYGROUND_LOGFILE": str(log)}
        with serving([*start, *where], port, cwd=Path(folder), env=env):
            yield TeamsPlayground(
                login_url=proxy.address,
                service_url=f"{proxy.address}/_connector/",
                page_url=upstream,
                tenant_id=TENANT,
                client_id=CLIENT,
                client_secret=SECRET,
                person=PERSON,
                proxy=proxy,
                log=log,
            )
