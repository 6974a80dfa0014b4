"""Whether Slack lets us in, asked of servers on loopback."""

from datetime import timedelta
from typing import Any

import pytest

from bot.cli.checks.model import Check, Status
from bot.cli.checks.slack import members, slack
from bot.slack.company.scopes import SCOPES
from bot.slack.company.store import Installed, Stop, save_installed, save_matched
from bot.slack.company.tokens import stop
from bot.slack.company.vault import mark, seal
from digests.db import Database
from digests.people.store import add_people
from digests.settings import Secrets, Settings
from tests.bot.cli.checks.setting import settings
from tests.bot.vendor import Reply, Vendor, closed_port
from tests.factories import NOW, person

KEY = "k" * 32
TOKEN = Secrets(secret_key=KEY, slack_bot_token="xoxb-test", slack_signing_secret="signing")
CLICK = Secrets(secret_key=KEY, slack_client_id="1.2", slack_client_secret="hush", slack_signing_secret="signing")
HELLO = {"ok": True, "user": "budstikke", "team": "Nordhavn"}


def ours(secrets: Secrets, api: str = "http://127.0.0.1:9", **kept: Any) -> Settings:
    return settings(secrets, slack={"api_url": api} | kept)


def asked(database: Database, reply: Reply, secrets: Secrets = TOKEN, **kept: Any) -> Check:
    with Vendor() as vendor:
        vendor.next("/auth.test", reply)
        return slack(ours(secrets, vendor.address, **kept), database)


def test_without_a_token_slack_is_off(database: Database) -> None:
    assert slack(settings(), database).status is Status.OFF
    assert members(settings(), database, NOW).status is Status.OFF


def test_a_good_token_tells_whose_it_is_and_how_presses_come_in(database: Database) -> None:
    found = asked(database, Reply(body=HELLO))
    assert (found.status, found.found) == (Status.OK, "budstikke in Nordhavn; presses come in by HTTP")


@pytest.mark.parametrize(
    ("granted", "status"),
    [
        (",".join(SCOPES), Status.OK),
        ("chat:write,users:read,users:read.email", Status.WARNING),
        ("chat:write,users:read", Status.ERROR),
    ],
)
def test_an_app_that_may_too_little_is_told_what_it_lacks(database: Database, granted: str, status: Status) -> None:
    found = asked(database, Reply(body=HELLO, headers={"X-OAuth-Scopes": granted}))
    assert found.status is status
    lacking = [scope for scope in SCOPES if scope not in granted.split(",")]
    assert all(scope in found.fix for scope in lacking)


@pytest.mark.parametrize(
    ("secrets", "mode", "status", "says"),
    [
        ({}, "auto", Status.WARNING, "SLACK_SIGNING_SECRET, or SLACK_APP_TOKEN"),
        ({}, "http", Status.ERROR, "SLACK_SIGNING_SECRET"),
        ({"slack_signing_secret": "s"}, "socket", Status.ERROR, "SLACK_APP_TOKEN"),
        ({"slack_app_token": "xapp-1"}, "http", Status.ERROR, "SLACK_SIGNING_SECRET"),
        ({"slack_app_token": "xapp-1"}, "socket", Status.OK, ""),
        ({"slack_app_token": "xapp-1", "slack_signing_secret": "s"}, "auto", Status.OK, ""),
    ],
)
def test_a_mode_without_its_secret_is_noticed(
    database: Database, secrets: dict[str, str], mode: str, status: Status, says: str
) -> None:
    found = asked(database, Reply(body=HELLO), Secrets(slack_bot_token="xoxb-test", **secrets), mode=mode)
    assert (found.status, says in found.fix) == (status, True)


def test_a_refused_token_is_an_error(database: Database) -> None:
    found = asked(database, Reply(body={"ok": False, "error": "invalid_auth"}))
    assert (found.status, found.found) == (Status.ERROR, "it says invalid_auth")
    assert "SLACK_BOT_TOKEN" in found.fix


@pytest.mark.parametrize("reply", [Reply("cut"), Reply(status=500, body="<html>")])
def test_a_slack_that_makes_no_sense_is_an_error(database: Database, reply: Reply) -> None:
    assert asked(database, reply).status is Status.ERROR


def test_a_slack_that_is_not_there_is_an_error(database: Database) -> None:
    found = slack(ours(TOKEN, closed_port()), database)
    assert found.status is Status.ERROR
    assert "slack.api_url" in found.fix


def installed(database: Database) -> None:
    sealed = seal(KEY.encode(), "T1", "xoxb-own")
    mine = Installed("T1", "Nordhavn", sealed=sealed, token_mark=mark("xoxb-own"), installed_at=NOW)
    database.write(save_installed, mine)


def test_an_app_that_no_workspace_installed_says_where_to_do_it(database: Database) -> None:
    found = slack(ours(CLICK, workspaces=["T1"]), database)
    assert (found.status, found.found) == (Status.ERROR, "No Slack workspace has installed the app")
    assert found.fix == "Open https://budstikke.example.com/slack/install."
    assert "slack.workspaces" in slack(ours(CLICK), database).fix


def test_an_installed_app_is_in_order_and_a_refusal_leads_to_installing_again(database: Database) -> None:
    installed(database)
    assert asked(database, Reply(body=HELLO), CLICK, workspaces=["T1"]).status is Status.OK
    refused = asked(database, Reply(body={"ok": False, "error": "account_inactive"}), CLICK, workspaces=["T1"])
    assert "/slack/install" in refused.fix


def test_an_app_that_was_removed_is_an_error_that_says_when_and_what_to_do(database: Database) -> None:
    known = ours(TOKEN)
    database.write(stop, known, Stop("", "T1", "app_uninstalled", NOW))
    found = slack(known, database)
    assert found.status is Status.ERROR
    assert found.found.startswith("The app was removed from the Slack workspace on 2026-11-24 08:00 UTC")
    assert "SLACK_BOT_TOKEN" in found.fix


def test_members_that_were_never_matched_are_a_warning(database: Database) -> None:
    assert members(ours(TOKEN), database, NOW).status is Status.WARNING


@pytest.mark.parametrize(
    ("matched", "hours", "status"), [(1, 1, Status.OK), (0, 1, Status.WARNING), (1, 40, Status.WARNING)]
)
def test_the_last_matching_tells_how_many_and_when(
    database: Database, matched: int, hours: int, status: Status
) -> None:
    database.write(add_people, [person(), person(id="two", email="two@example.com")], NOW)
    installed(database)
    database.write(save_matched, "T1", matched, NOW)
    found = members(ours(TOKEN), database, NOW + timedelta(hours=hours))
    assert found.status is status
    assert found.found == f"{matched} of 2 people matched on 2026-11-24 08:00 UTC"


def test_without_tables_the_database_comes_first(database: Database) -> None:
    database.write(lambda c: c.exec_driver_sql("ALTER TABLE slack_workspaces RENAME TO away").close())
    known = ours(CLICK, workspaces=["T1"])
    assert {slack(known, database).status, members(known, database, NOW).status} == {Status.OFF}
