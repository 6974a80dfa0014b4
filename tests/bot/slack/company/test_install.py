"""Installing by a click: only workspaces that are named, the token encrypted, and nothing kept of who did it."""

import asyncio
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from bot.slack.channel import SlackChannel
from bot.slack.company.store import load_installed, workspaces
from bot.slack.company.stores import Installations
from bot.slack.company.tokens import NoTokenError, current
from bot.slack.parts import Parts
from bot.slack.workspace import workspace
from digests.db import Database
from digests.delivery.model import Result
from digests.settings import Settings
from tests.bot.slack.company.world import TEAM, chosen, served
from tests.bot.vendor import Reply, Vendor
from tests.factories import NOW, parcel, person

ACCESS, POST = "oauth.v2.access", "chat.postMessage"
GRANTED = {
    "ok": True,
    "app_id": "A1",
    "access_token": "xoxb-granted",
    "token_type": "bot",
    "scope": "chat:write,users:read",
    "bot_user_id": "UBOT",
    "team": {"id": TEAM, "name": "Nordhavn"},
    "authed_user": {"id": "U-the-installer"},
}


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as made:
        made.usually(ACCESS, GRANTED)
        made.usually("auth.test", {"ok": True, "bot_id": "B1"})
        made.usually("auth.revoke", {"ok": True})
        made.usually(POST, {"ok": True, "channel": "D1", "ts": "1.1"})
        yield made


async def install(known: Settings, database: Database, **changed: str) -> httpx.Response:
    """From the click to Slack's answer, in one browser."""
    async with served(known, database) as client:
        begun = await client.get("/slack/install")
        assert begun.status_code == 302
        state = parse_qs(urlsplit(begun.headers["location"]).query)["state"][0]
        return await client.get("/slack/oauth_redirect", params={"code": "c0de", "state": state} | changed)


async def test_the_click_leads_to_slack_with_our_scopes_and_the_workspace(vendor: Vendor, database: Database) -> None:
    async with served(chosen(vendor), database) as client:
        begun = await client.get("/slack/install")
    address = urlsplit(begun.headers["location"])
    asked = parse_qs(address.query)
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{vendor.address}/oauth/v2/authorize"
    assert asked["team"] == [TEAM]
    assert asked["redirect_uri"] == ["https://share.example.com/slack/oauth_redirect"]
    assert "chat:write" in asked["scope"][0]
    assert "HttpOnly" in begun.headers["set-cookie"]


async def test_a_workspace_that_is_named_installs_the_app_and_gets_its_digests(
    vendor: Vendor, database: Database
) -> None:
    known = chosen(vendor)
    answer = await install(known, database)
    assert (answer.status_code, "Budstikke is installed" in answer.text) == (200, True)
    (kept,) = database.read(load_installed)
    assert (kept.team_id, kept.name, kept.bot_user_id, kept.installed_at) == (TEAM, "Nordhavn", "UBOT", NOW)
    lane = SlackChannel(workspace(known, database, lambda: NOW)).open()
    sent = await asyncio.to_thread(lane.send, parcel(person=person(slack_id="U1")))
    await asyncio.to_thread(lane.close)
    assert sent.result is Result.SENT
    assert vendor.asked(POST)[0].headers["Authorization"] == "Bearer xoxb-granted"


async def test_the_token_is_encrypted_and_nothing_tells_who_installed(vendor: Vendor, database: Database) -> None:
    known = chosen(vendor)
    await install(known, database)
    kept = str(database.read(lambda c: c.execute(workspaces.select()).all()))
    assert "xoxb" not in kept
    assert "installer" not in kept
    assert database.read(current, known).token == "xoxb-granted"


async def test_with_another_secret_key_the_token_cannot_be_read_and_the_reason_says_so(
    vendor: Vendor, database: Database
) -> None:
    known = chosen(vendor)
    await install(known, database)
    other = known.model_copy(update={"secrets": known.secrets.model_copy(update={"secret_key": "o" * 32})})
    with pytest.raises(NoTokenError, match="BUDSTIKKE_SECRET_KEY is another"):
        database.read(current, other)


async def test_a_workspace_that_is_not_named_gets_its_token_back_and_nothing_is_kept(
    vendor: Vendor, database: Database
) -> None:
    vendor.next(ACCESS, Reply(body=GRANTED | {"team": {"id": "T0STRANGER", "name": "Elsewhere"}}))
    answer = await install(chosen(vendor), database)
    assert (answer.status_code, "not the company" in answer.text) == (403, True)
    assert database.read(load_installed) == []
    assert vendor.asked("auth.revoke")[0].headers["Authorization"] == "Bearer xoxb-granted"


async def test_a_token_that_cannot_be_given_back_is_not_kept_either(vendor: Vendor, database: Database) -> None:
    vendor.next(ACCESS, Reply(body=GRANTED | {"team": {"id": "T0STRANGER"}}))
    vendor.next("auth.revoke", Reply(body={"ok": False, "error": "internal_error"}))
    assert (await install(chosen(vendor), database)).status_code == 403
    assert database.read(load_installed) == []


async def test_an_organisation_is_not_a_workspace(vendor: Vendor, database: Database) -> None:
    vendor.next(ACCESS, Reply(body=GRANTED | {"team": None, "is_enterprise_install": True, "enterprise": {"id": "E1"}}))
    assert (await install(chosen(vendor), database)).status_code == 403
    assert database.read(load_installed) == []


async def test_an_app_that_rotates_its_tokens_is_told_not_to(vendor: Vendor, database: Database) -> None:
    vendor.next(ACCESS, Reply(body=GRANTED | {"refresh_token": "xoxe-1", "expires_in": 43200}))
    answer = await install(chosen(vendor), database)
    assert (answer.status_code, "token rotation" in answer.text) == (403, True)
    assert database.read(load_installed) == []


async def test_without_a_named_workspace_nobody_can_begin(vendor: Vendor, database: Database) -> None:
    async with served(chosen(vendor, workspaces=[]), database) as client:
        answer = await client.get("/slack/install")
    assert (answer.status_code, "slack.workspaces" in answer.text) == (403, True)


@pytest.mark.parametrize(
    ("changed", "status", "says"),
    [
        ({"state": "forged"}, 400, "another browser"),
        ({"error": "access_denied"}, 200, "chose not to allow it"),
        ({"error": "<script>"}, 200, "did not finish"),
    ],
)
async def test_what_does_not_come_to_an_end_changes_nothing_and_says_what_to_do(
    vendor: Vendor, database: Database, changed: dict[str, str], status: int, says: str
) -> None:
    answer = await install(chosen(vendor), database, **changed)
    assert (answer.status_code, says in answer.text, "<script>" in answer.text) == (status, True, False)
    assert database.read(load_installed) == []


async def test_an_installation_ends_once(vendor: Vendor, database: Database) -> None:
    async with served(chosen(vendor), database) as client:
        begun = await client.get("/slack/install")
        state = parse_qs(urlsplit(begun.headers["location"]).query)["state"][0]
        first = await client.get("/slack/oauth_redirect", params={"code": "c", "state": state})
        again = await client.get("/slack/oauth_redirect", params={"code": "c", "state": state})
    assert (first.status_code, again.status_code) == (200, 401)
    assert len(vendor.asked(ACCESS)) == 1


@pytest.mark.parametrize("reply", [Reply("cut"), Reply(body={"ok": False, "error": "invalid_code"})])
async def test_a_slack_that_gives_no_token_changes_nothing_and_the_code_is_not_logged(
    vendor: Vendor, database: Database, reply: Reply, caplog: pytest.LogCaptureFixture
) -> None:
    vendor.next(ACCESS, reply, reply)
    assert (await install(chosen(vendor), database)).status_code == 401
    assert database.read(load_installed) == []
    assert "c0de" not in caplog.text


async def test_installing_again_replaces_the_token(vendor: Vendor, database: Database) -> None:
    known = chosen(vendor)
    await install(known, database)
    vendor.next(ACCESS, Reply(body=GRANTED | {"access_token": "xoxb-newer"}))
    await install(known, database)
    assert database.read(current, known).token == "xoxb-newer"
    assert len(database.read(load_installed)) == 1


async def test_the_environments_token_goes_before_an_installed_one(vendor: Vendor, database: Database) -> None:
    await install(chosen(vendor), database)
    assert database.read(current, chosen(vendor, token="xoxb-env")).token == "xoxb-env"


async def test_without_client_id_and_secret_there_is_no_such_page(vendor: Vendor, database: Database) -> None:
    async with served(chosen(vendor, installs=False, token="xoxb-env"), database) as client:
        assert (await client.get("/slack/install")).status_code == 404


async def test_bolt_finds_and_forgets_an_installation_in_our_tables(vendor: Vendor, database: Database) -> None:
    known = chosen(vendor)
    store = Installations(Parts(known, database, lambda: NOW))
    asked: dict[str, Any] = {"enterprise_id": None, "team_id": TEAM}
    assert await store.async_find_installation(**asked) is None
    await install(known, database)
    found = await store.async_find_installation(**asked)
    assert found is not None
    assert (found.bot_token, found.team_name, found.user_id) == ("xoxb-granted", "Nordhavn", "")
    await store.async_delete_all(**asked)
    assert await store.async_find_bot(**asked) is None
