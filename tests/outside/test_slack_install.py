"""Our app is installed in a workspace made by others, speaks with the token it got there, and is heard from it."""

import json
import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from ruamel.yaml import YAML

from bot.slack.company.store import load_installed, load_stop, workspaces
from digests.content.model import ItemState
from digests.content.store import Entry, add_items, load_items
from digests.db import Database
from digests.people.store import add_people, load_people
from digests.settings import Secrets, Settings, parse
from tests.bot.slack.company.world import served
from tests.factories import person
from tests.outside.node import free_port, requires_node, serving
from tests.outside.proxy import Call
from tests.outside.slack_browser import allowed, cookie, install
from tests.outside.slack_emulator import (
    CLIENT_ID,
    CLIENT_SECRET,
    PUBLIC_URL,
    TEAM,
    Member,
    SlackEmulator,
    slack_emulator,
)
from tests.slack_faults.company import CONFIG, TITLES, queue
from tests.slack_faults.telling import signed, written

pytestmark = [pytest.mark.outside, requires_node]
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0  # seconds
PEOPLE = 8
KEY, SIGNING = "a key for tests, of 32 bytes or more", "signing"


@dataclass
class Office:
    """Budstikke, served without any token of Slack's, beside the emulator."""

    folder: Path
    address: str
    database: Database
    env: dict[str, str]
    slack: SlackEmulator

    def until(self, found: Callable[[], Any]) -> Any:
        """What `found` makes, as soon as that is something."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if made := found():
                return made
            time.sleep(0.05)
        raise AssertionError(f"it did not come; the last calls: {self.slack.calls[-3:]}"[:3000])

    def budstikke(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """A command."""
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=self.folder,
            env={**os.environ, **self.env},
            capture_output=True,
            text=True,
            check=False,
        )

    def tell(self, kind: str, payload: dict[str, Any], secret: str = SIGNING) -> httpx.Response:
        """What our app answers to Slack's request."""
        body, content = written(kind, payload)
        headers = {"Content-Type": content, **signed(body, secret)}
        return httpx.post(f"{self.address}/slack/events", content=body, headers=headers, timeout=PATIENCE)

    def event(self, event: dict[str, Any], **how: Any) -> httpx.Response:
        """The same of an event."""
        told = {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{time.time_ns()}", "event": event}
        return self.tell("events_api", told, **how)

    def joins(self, number: int) -> str:
        """One of the members is matched with the directory; their id."""
        email = f"person{number}@example.com"
        user = self.slack.call("users.info", user=self.slack.users[email])["user"]
        assert self.event({"type": "team_join", "user": user}).status_code == httpx.codes.OK
        self.until(lambda: self.database.read(load_people, [f"p{number}"])[0].slack_id == user["id"])
        return str(user["id"])

    def digest(self, email: str) -> dict[str, Any]:
        """Somebody's digest of this week, once it is sent; the command may give up waiting before our service does."""
        self.budstikke("send", "weekly", "--only", email)

        def found() -> dict[str, Any] | None:
            return next((one for one in self.slack.direct_messages(email) if "metadata" in one), None)

        made: dict[str, Any] = self.until(found)
        return made

    def done(self, method: str, **arguments: str) -> Call:
        """The newest call of that method with these arguments, once the emulator took one."""

        def found() -> Call | None:
            calls = [one for one in self.slack.calls if one.method == method and one.said]
            return next((one for one in reversed(calls) if arguments.items() <= one.arguments.items()), None)

        call: Call = self.until(found)
        assert json.loads(call.said)["ok"], call.said
        return call


@pytest.fixture(scope="module")
def emulator() -> Iterator[SlackEmulator]:
    scopes = YAML(typ="safe").load(ROOT / "manifest.yaml")["oauth_config"]["scopes"]["bot"]
    members = [Member(f"person{n}", f"person{n}@example.com", f"Person {n}") for n in range(PEOPLE)]
    with slack_emulator(members, scopes=scopes) as running:
        yield running


@pytest.fixture(scope="module")
def office(
    emulator: SlackEmulator, migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    """Served; nobody has installed the app."""
    folder, port, now = tmp_path_factory.mktemp("office"), free_port(), datetime.now(UTC)
    shutil.copyfile(migrated_sqlite, folder / "budstikke.db")
    config = CONFIG.format(api_url=emulator.api_url, workspaces=json.dumps([TEAM]))
    (folder / "config.toml").write_text(config, encoding="utf-8")
    env = {
        "PYTHONPATH": str(ROOT),
        "BUDSTIKKE_CONFIG": str(folder / "config.toml"),
        "BUDSTIKKE_SECRET_KEY": KEY,
        "DATABASE_URL": f"sqlite:///{folder}/budstikke.db",
        "SLACK_BOT_TOKEN": "",
        "SLACK_APP_TOKEN": "",
        "SLACK_SIGNING_SECRET": SIGNING,
        "SLACK_CLIENT_ID": CLIENT_ID,
        "SLACK_CLIENT_SECRET": CLIENT_SECRET,
    }
    database = Database(env["DATABASE_URL"])
    everybody = [person(id=f"p{n}", email=f"person{n}@example.com", languages=("en",)) for n in range(PEOPLE)]
    database.write(add_people, everybody, now - timedelta(days=100))
    database.write(add_items, [Entry(one, None) for one in queue(now, TITLES, "")], "file", now)
    serve = [sys.executable, "-m", "bot", "serve", "--no-schedule", "--port", str(port)]
    with serving(serve, port, cwd=folder, env=env):
        yield Office(folder, f"http://127.0.0.1:{port}", database, env, emulator)
    database.close()


@pytest.fixture(scope="module")
def installed(office: Office) -> Office:
    """The same, once somebody clicked."""
    done = install(office.address)
    assert (done.status_code, "Budstikke is installed" in done.text) == (200, True)
    return office


def test_the_workspaces_token_is_kept_encrypted_and_doctor_finds_it_good(installed: Office) -> None:
    (kept,) = installed.database.read(load_installed)
    assert (kept.team_id, kept.name, kept.app_id) == (TEAM, "Sample Company", "A0BUDSTIKKE")
    assert "xoxb" not in str(installed.database.read(lambda c: c.execute(workspaces.select()).all()))
    assert "budstikke in Sample Company; presses come in by HTTP" in installed.budstikke("doctor").stdout


def test_whoever_joins_is_welcomed_and_gets_the_digest_with_that_token(installed: Office) -> None:
    installed.joins(0)
    email = "person0@example.com"
    installed.until(lambda: installed.slack.direct_messages(email))
    assert any(title.split(" ")[0] in str(installed.digest(email)["blocks"]) for title in TITLES)


def test_home_is_published_to_whoever_opens_it(installed: Office) -> None:
    slack_id = installed.joins(1)
    assert installed.event({"type": "app_home_opened", "user": slack_id, "tab": "home"}).status_code == httpx.codes.OK
    shown = json.loads(installed.done("views.publish", user_id=slack_id).said)["view"]
    assert (shown["type"], shown["app_id"], "Preferences" in str(shown["blocks"])) == ("home", "A0BUDSTIKKE", True)


def test_what_slack_did_not_sign_opens_nothing(installed: Office) -> None:
    slack_id = installed.joins(2)
    event = {"type": "app_home_opened", "user": slack_id, "tab": "home"}
    assert installed.event(event, secret="forged").status_code == httpx.codes.UNAUTHORIZED
    other = installed.joins(3)
    installed.event(event | {"user": other})
    installed.done("views.publish", user_id=other)
    assert [one for one in installed.slack.calls if one.arguments.get("user_id") == slack_id] == []


def test_a_window_opens_by_slacks_own_trigger_and_its_submission_is_kept(installed: Office) -> None:
    slack_id = installed.joins(4)
    title = "The tower from the harbour"
    acting: dict[str, Any] = {"team": {"id": TEAM}, "user": {"id": slack_id}, "api_app_id": "A0BUDSTIKKE"}
    trigger = installed.slack.call("views.generateTriggerId", user_id=slack_id)["trigger_id"]
    shortcut = {
        **acting,
        "type": "message_action",
        "callback_id": "suggest_item",
        "trigger_id": trigger,
        "message": {"type": "message", "ts": "1700000000.000100", "text": "<https://www.example.com/tower>"},
        "channel": {"id": "C000000001", "name": "general"},
        "response_url": f"{installed.slack.proxy.upstream}/response",
    }
    assert installed.tell("interactive", shortcut).status_code == httpx.codes.OK
    view = json.loads(installed.done("views.open", trigger_id=trigger).said)["view"]
    assert "https://www.example.com/tower" in str(view["blocks"])
    typed = {"url": "https://www.example.com/tower", "title": title}
    values = {
        block["block_id"]: {
            block["element"]["action_id"]: {
                "type": block["element"]["type"],
                "value": typed.get(block["block_id"]),
            }
        }
        for block in view["blocks"]
        if block["type"] == "input"
    }
    submission = {**acting, "type": "view_submission", "view": {**view, "state": {"values": values}}}
    answer = installed.tell("interactive", submission)
    assert (answer.status_code, answer.json()["response_action"]) == (200, "update")
    (kept,) = installed.until(
        lambda: [one for one in installed.database.read(load_items) if title in one.title.values()]
    )
    assert kept.state is ItemState.SUGGESTED
    assert "Thank you." in str(json.loads(installed.done("views.update", view_id=view["id"]).said)["view"])


def test_an_app_that_was_removed_sends_nothing_until_it_is_installed_again(installed: Office) -> None:
    installed.joins(5)
    (before,) = installed.database.read(load_installed)
    assert installed.event({"type": "app_uninstalled"}).status_code == httpx.codes.OK
    installed.until(lambda: installed.database.read(load_stop, before.token_mark))
    told = installed.budstikke("doctor")
    assert told.returncode == 1
    assert "The app was removed from the Slack workspace" in told.stdout
    assert f"pen {PUBLIC_URL}/slack/install" in told.stdout
    email, posts = "person5@example.com", len(_posts(installed))
    assert install(installed.address).status_code == httpx.codes.OK
    assert len(_posts(installed)) == posts
    (after,) = installed.database.read(load_installed)
    assert after.token_mark != before.token_mark
    assert installed.digest(email)["blocks"]
    assert len(_posts(installed)) > posts


def _posts(office: Office) -> list[Call]:
    return [one for one in office.slack.calls if one.method == "chat.postMessage"]


async def test_a_workspace_that_is_not_named_gets_its_token_back(emulator: SlackEmulator, database: Database) -> None:
    config = CONFIG.format(api_url=emulator.api_url, workspaces='["T0ANOTHER"]')
    secrets = Secrets(
        secret_key=KEY,
        slack_signing_secret=SIGNING,
        slack_client_id=CLIENT_ID,
        slack_client_secret=CLIENT_SECRET,
    )
    known = Settings(config=parse(tomllib.loads(config)), secrets=secrets, path=Path("config.toml"))
    async with served(known, database) as client:
        begun = await client.get("/slack/install")
        ended = await client.get("/slack/oauth_redirect", params=allowed(begun), headers=cookie(begun))
    assert (ended.status_code, "not the company" in ended.text) == (403, True)
    assert database.read(load_installed) == []
    granted = [json.loads(one.said) for one in emulator.calls if one.method == "oauth.v2.access"][-1]
    async with httpx.AsyncClient() as other:
        given = {"Authorization": f"Bearer {granted['access_token']}"}
        refused = await other.post(f"{emulator.api_url}auth.test", headers=given)
    assert refused.json()["error"] == "invalid_auth"
