"""What Slack tells of the workspace: heard once, from workspaces that are ours, and acted on at once."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.slack.channel import SlackChannel
from bot.slack.company.store import Installed, first_time, load_stop, save_installed
from bot.slack.company.vault import mark, seal
from bot.slack.workspace import workspace
from digests.db import Database
from digests.delivery.model import Outcome, Result
from digests.people.matching import Found
from digests.people.members import keep_found
from digests.people.store import add_people, load_people
from digests.settings import Settings
from tests.bot.slack.company.world import TEAM, chosen, event, served, signed, user
from tests.bot.vendor import Vendor
from tests.factories import NOW, parcel, person

POST = "chat.postMessage"
P7 = person(id="p7", email="p7@example.com", timezone="", languages=())


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as made:
        made.usually(POST, {"ok": True, "channel": "D1", "ts": "1.1"})
        yield made


@pytest.fixture
def known(vendor: Vendor, database: Database) -> Settings:
    """An app that its workspace has installed."""
    made = chosen(vendor)
    sealed = seal(made.key, TEAM, "xoxb-granted")
    installed = Installed(TEAM, "Nordhavn", sealed=sealed, token_mark=mark("xoxb-granted"), installed_at=NOW)
    database.write(save_installed, installed)
    return made


async def tell(known: Settings, database: Database, body: str, headers: dict[str, str] | None = None) -> httpx.Response:
    async with served(known, database) as client:
        answer = await client.post("/slack/events", content=body, headers=headers or signed(body))
        await asyncio.gather(*(task for task in asyncio.all_tasks() if "slack_bolt/listener" in repr(task)))
    return answer


async def send(known: Settings, database: Database) -> Outcome:
    """A message on a lane of its own, in a thread as lanes are."""

    def sent() -> Outcome:
        with closing(SlackChannel(workspace(known, database, lambda: NOW)).open()) as lane:
            return lane.send(parcel(person=person(slack_id="U1")))

    return await asyncio.to_thread(sent)


async def test_who_joins_is_matched_by_address(known: Settings, database: Database) -> None:
    database.write(add_people, [P7], NOW)
    assert (await tell(known, database, event("team_join", user=user(7)))).status_code == 200
    (found,) = database.read(load_people)
    assert (found.slack_id, found.timezone, found.languages) == ("U7", "Europe/Oslo", ("nb-NO",))


@pytest.mark.parametrize("gone", [{"deleted": True}, {"is_restricted": True}, {"is_bot": True}])
async def test_who_is_no_full_member_any_more_is_left_out(
    known: Settings, database: Database, gone: dict[str, bool]
) -> None:
    database.write(add_people, [P7], NOW)
    database.write(keep_found, [("p7", Found("U7", "Europe/Oslo"))], NOW)
    await tell(known, database, event("user_change", user=user(7, **gone)))
    assert database.read(load_people) == [P7]


@pytest.mark.parametrize("told", [{}, {"user": "U7"}, {"user": {"profile": {}}}])
async def test_an_event_without_a_user_changes_nothing(
    known: Settings, database: Database, told: dict[str, Any]
) -> None:
    database.write(add_people, [P7], NOW)
    assert (await tell(known, database, event("user_change", **told))).status_code == 200
    assert database.read(load_people) == [P7]


async def test_the_same_event_is_heard_once(known: Settings, database: Database) -> None:
    database.write(add_people, [P7], NOW)
    await tell(known, database, event("team_join", user=user(7)))
    database.write(keep_found, [("p7", Found())], NOW)
    assert (await tell(known, database, event("team_join", user=user(7)))).status_code == 200
    assert database.read(load_people)[0].slack_id == ""
    await tell(known, database, event("team_join", "Ev2", user=user(7)))
    assert database.read(load_people)[0].slack_id == "U7"


def test_an_event_is_remembered_longer_than_slack_repeats_it(database: Database) -> None:
    assert database.write(first_time, "T1:Ev1", NOW)
    assert not database.write(first_time, "T1:Ev1", NOW + timedelta(days=1))
    assert database.write(first_time, "T1:Ev1", NOW + timedelta(days=3))


async def test_a_workspace_that_is_not_named_is_acknowledged_and_not_heard(known: Settings, database: Database) -> None:
    database.write(add_people, [P7], NOW)
    with_token = known.model_copy(
        update={
            "secrets": known.secrets.model_copy(
                update={"slack_bot_token": "xoxb-env", "slack_client_id": "", "slack_client_secret": ""}
            )
        }
    )
    assert (await tell(with_token, database, event("team_join", team="T0OTHER", user=user(7)))).status_code == 200
    assert (await tell(known, database, event("app_uninstalled", team="T0OTHER"))).status_code == 200
    assert database.read(load_people) == [P7]
    assert (await send(known, database)).result is Result.SENT


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (event("app_uninstalled"), "removed from the Slack workspace"),
        (event("tokens_revoked", tokens={"bot": ["UBOT"]}), "took the app's token back"),
    ],
)
async def test_a_workspace_that_removes_the_app_gets_nothing_more_and_nothing_is_lost(
    known: Settings, database: Database, vendor: Vendor, body: str, why: str
) -> None:
    assert (await send(known, database)).result is Result.SENT
    await tell(known, database, body)
    stopped = await send(known, database)
    assert stopped.result is Result.DOWN
    assert why in stopped.reason
    assert "/slack/install" in stopped.reason
    assert len(vendor.asked(POST)) == 1


async def test_a_lane_that_is_open_stops_too(known: Settings, database: Database, vendor: Vendor) -> None:
    lane = SlackChannel(workspace(known, database, lambda: NOW)).open()
    digest = parcel(person=person(slack_id="U1"))
    assert (await asyncio.to_thread(lane.send, digest)).result is Result.SENT
    await tell(known, database, event("app_uninstalled"))
    assert (await asyncio.to_thread(lane.send, digest)).result is Result.DOWN
    await asyncio.to_thread(lane.close)
    assert len(vendor.asked(POST)) == 1


async def test_a_persons_own_token_is_none_of_ours(known: Settings, database: Database) -> None:
    await tell(known, database, event("tokens_revoked", tokens={"oauth": ["U1"]}))
    assert (await send(known, database)).result is Result.SENT


async def test_the_environments_token_stops_until_another_stands_there(vendor: Vendor, database: Database) -> None:
    known = chosen(vendor, token="xoxb-env", installs=False)
    assert (await send(known, database)).result is Result.SENT
    await tell(known, database, event("app_uninstalled"))
    stopped = await send(known, database)
    assert stopped.result is Result.DOWN
    assert "SLACK_BOT_TOKEN" in stopped.reason
    assert (await send(chosen(vendor, token="xoxb-new", installs=False), database)).result is Result.SENT


async def test_the_environments_token_of_another_workspace_goes_on(vendor: Vendor, database: Database) -> None:
    known = chosen(vendor, token="xoxb-env", workspaces=[TEAM, "T0OTHER"])
    database.write(save_installed, Installed(TEAM, token_mark=mark("xoxb-env"), installed_at=NOW))
    await tell(known, database, event("app_uninstalled", team="T0OTHER"))
    assert (await send(known, database)).result is Result.SENT


async def test_nobody_installed_the_app_and_the_reason_says_where(vendor: Vendor, database: Database) -> None:
    outcome = await send(chosen(vendor), database)
    assert outcome.result is Result.DOWN
    assert "https://share.example.com/slack/install" in outcome.reason


async def test_what_is_told_twice_keeps_its_first_moment(known: Settings, database: Database) -> None:
    await tell(known, database, event("tokens_revoked", "Ev1", tokens={"bot": ["UBOT"]}))
    await tell(known, database, event("app_uninstalled", "Ev2"))
    stop = database.read(load_stop, mark("xoxb-granted"))
    assert stop is not None
    assert stop.why == "tokens_revoked"


@pytest.mark.parametrize(("age", "forged"), [(301, False), (0, True)])
async def test_what_slack_did_not_sign_or_signed_too_long_ago_is_refused(
    known: Settings, database: Database, age: int, *, forged: bool
) -> None:
    body = event("app_uninstalled")
    assert (await tell(known, database, body, signed(body, age, forged=forged))).status_code == 401
    assert (await send(known, database)).result is Result.SENT


async def test_with_socket_mode_alone_nothing_is_taken_by_http(known: Settings, database: Database) -> None:
    config = known.config.model_copy(update={"slack": known.config.slack.model_copy(update={"mode": "socket"})})
    alone = known.model_copy(update={"config": config})
    assert (await tell(alone, database, event("app_uninstalled"))).status_code == 404
