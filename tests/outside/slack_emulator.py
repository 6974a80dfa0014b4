"""A Slack workspace on this machine: the emulator of npm `emulate`, behind a proxy that can also break."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.outside.node import HERE, ToolError, free_port, serving, tool
from tests.outside.proxy import Call, Trouble
from tests.outside.slack_proxy import SlackProxy

TOKEN = "xoxb-000000000001-budstikke"
BOT_USER = "U0BUDSTIKKE"
TEAM = "T000000001"  # what the emulator calls its one workspace
CLIENT_ID, CLIENT_SECRET = "000000000001.000000000002", "emulator"
PUBLIC_URL = "https://budstikke.example.com"  # an installation ends at its /slack/oauth_redirect
SCOPES = ("chat:write", "im:write", "im:read", "im:history", "users:read", "users:read.email", "team:read")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the workspace; `name` is the handle and must be unique."""

    name: str
    email: str
    real_name: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class SlackEmulator:
    """A running workspace; `api_url` is what `slack.api_url` takes and ends with a slash."""

    api_url: str
    token: str
    users: dict[str, str]
    proxy: SlackProxy

    @property
    def calls(self) -> list[Call]:
        """Every call so far, oldest first, whatever came of it."""
        return self.proxy.calls

    def trouble(self, method: str, trouble: Trouble) -> None:
        """The next `trouble.times` calls of `method` (such as `chat.postMessage`) meet `trouble`."""
        self.proxy.trouble(method, trouble)

    def call(self, method: str, **arguments: str) -> dict[str, Any]:
        """What the emulator itself answers to `method`: no proxy, no trouble, not among the calls."""
        return _call(self.proxy.upstream, self.token, method, arguments)

    def direct_messages(self, email: str) -> list[dict[str, Any]]:
        """The messages that the person with `email` got from the bot, newest first, with their metadata."""
        channel = self.call("conversations.open", users=self.users[email])["channel"]["id"]
        messages: list[dict[str, Any]] = self.call("conversations.history", channel=channel, limit="1000")["messages"]
        return messages


def seed(members: Sequence[Member], *, token: str = TOKEN, scopes: Sequence[str] = SCOPES) -> dict[str, Any]:
    """The emulator's seed: one workspace with `members`, our app installed in it, and `token` for its bot."""
    return {
        "slack": {
            "team": {"name": "Sample Company", "domain": "sample-company"},
            "strict_scopes": True,
            "users": [
                {
                    "name": member.name,
                    "real_name": member.real_name or member.name,
                    "email": member.email,
                    "profile": {"title": member.title},
                }
                for member in members
            ],
            "oauth_apps": [
                {
                    "app_id": "A0BUDSTIKKE",
                    "client_id": CLIENT_ID,
                    "client_secret": CLIENT_SECRET,
                    "name": "Budstikke",
                    "redirect_uris": [f"{PUBLIC_URL}/slack/oauth_redirect"],
                    "scopes": list(scopes),
                    "bot_id": "B0BUDSTIKKE",
                    "bot_user_id": BOT_USER,
                    "bot_name": "budstikke",
                }
            ],
            "tokens": [
                {
                    "token": token,
                    "type": "bot",
                    "user_id": BOT_USER,
                    "scopes": list(scopes),
                    "app_id": "A0BUDSTIKKE",
                    "bot_id": "B0BUDSTIKKE",
                    "bot_user_id": BOT_USER,
                }
            ],
        }
    }


@contextmanager
def slack_emulator(
    members: Sequence[Member], *, token: str = TOKEN, scopes: Sequence[str] = SCOPES
) -> Iterator[SlackEmulator]:
    """A workspace with `members` inside the block, gone after it; skips the test where Node is missing."""
    command, port = tool("emulate"), free_port()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "seed.yaml"
        file.write_text(json.dumps(seed(members, token=token, scopes=scopes)), encoding="utf-8")
        start = ["node", "--require", str(HERE / "loopback.cjs"), str(command), "start", "--service", "slack"]
        with serving([*start, "--seed", str(file), "--port", str(port)], port, cwd=Path(folder)):
            upstream = f"http://127.0.0.1:{port}"
            users = _users(upstream, token)
            with SlackProxy(upstream, token) as proxy:
                yield SlackEmulator(f"{proxy.address}/api/", token, users, proxy)


def _users(upstream: str, token: str) -> dict[str, str]:
    """The Slack id of every member by address; the emulator makes new ids at each start."""
    found, cursor = {}, ""
    while True:
        page = _call(upstream, token, "users.list", {"limit": "1000", "cursor": cursor})
        found.update({member["profile"]["email"]: member["id"] for member in page["members"]})
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            return found


def _call(upstream: str, token: str, method: str, arguments: dict[str, str]) -> dict[str, Any]:
    """The answer of `method`; an error of Slack is an error here."""
    request = Request(  # noqa: S310
        f"{upstream}/api/{method}", data=urlencode(arguments).encode(), headers={"Authorization": f"Bearer {token}"}
    )
    with urlopen(request, timeout=30) as response:  # noqa: S310
        answer: dict[str, Any] = json.load(response)
    if not answer["ok"]:
        raise ToolError(f"{method}: {answer['error']}")
    return answer


def main() -> None:
    """A workspace with one member, until Enter is pressed."""
    with slack_emulator([Member("ada", "ada@example.com", "Ada Example")]) as emulator:
        sys.stdout.write(f"{emulator.api_url} {emulator.token} {emulator.users}\n")
        sys.stdin.readline()


if __name__ == "__main__":
    main()
