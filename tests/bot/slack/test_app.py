"""What is pressed in Slack: acknowledged, written down once, and only for whoever it belongs to."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from time import time
from urllib.parse import urlencode

import httpx
import pytest
from starlette.applications import Starlette

from bot.slack import blocks
from bot.slack.app import create_app, route
from bot.slack.people import remember
from digests.db import Database
from digests.ledger.model import Fact, FactKind, Verdict
from digests.ledger.store import load
from digests.people.model import Person, Preferences
from digests.people.store import load_preferences, save_preferences
from tests.bot.chat import keep, settings, shown
from tests.bot.vendor import Vendor
from tests.factories import NOW, person

UPDATE = "chat.update"
MAJA = person(slack_id="U1", languages=("en",))


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as made:
        made.usually(UPDATE, {"ok": True})
        yield made


@pytest.fixture
def maja(database: Database) -> Person:
    database.write(keep, MAJA)
    return MAJA


@asynccontextmanager
async def slack(vendor: Vendor, database: Database, expected: str) -> AsyncIterator[httpx.AsyncClient]:
    known = settings(vendor.address)
    known = known.model_copy(update={"secrets": known.secrets.model_copy(update={"slack_signing_secret": expected})})
    app = create_app(known, database, lambda: NOW)
    web = Starlette(routes=[route(app)])
    transport = httpx.ASGITransport(app=web)
    async with httpx.AsyncClient(transport=transport, base_url="https://share.example.com") as client:
        yield client


async def press(
    vendor: Vendor,
    database: Database,
    action: str,
    value: str,
    *,
    by: str = "U1",
    at: str = "1764000000.1",
    signed_with: str = "signing",
    expected: str = "signing",
) -> int:
    message = {"ts": "1.1", **blocks.render(shown(), 7)}
    told = {
        "type": "block_actions",
        "user": {"id": by},
        "team": {"id": "T1"},
        "channel": {"id": "D1"},
        "message": message,
        "actions": [{"type": "button", "action_id": action, "block_id": "b", "value": value, "action_ts": at}],
    }
    body = urlencode({"payload": json.dumps(told)})
    stamp = str(int(time()))  # Slack's signature holds for five minutes of the real clock
    mac = hmac.new(signed_with.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={mac}",
    }
    async with slack(vendor, database, expected) as client:
        answer = await client.post("/slack/events", content=body, headers=headers)
        # Bolt answers as soon as it is acknowledged and goes on beside it.
        await asyncio.gather(*(task for task in asyncio.all_tasks() if "slack_bolt/listener" in repr(task)))
    return answer.status_code


def facts(database: Database) -> list[Fact]:
    return database.read(load)


@pytest.mark.usefixtures("maja")
async def test_a_share_button_is_evidence_of_a_human_tap(vendor: Vendor, database: Database) -> None:
    assert await press(vendor, database, "share_linkedin", "7:1:linkedin") == 200
    (fact,) = facts(database)
    assert (fact.kind, fact.verdict, fact.rules) == (FactKind.TAP, Verdict.HUMAN, ("slack_button",))
    assert (fact.delivery_id, fact.person_id, fact.item_id) == (7, "p-0001", "harbour-emissions")
    assert (fact.network, fact.department, fact.at, fact.settles_at) == ("linkedin", "Engineering", NOW, None)


@pytest.mark.usefixtures("maja")
async def test_a_press_that_slack_tells_twice_is_kept_once(vendor: Vendor, database: Database) -> None:
    await press(vendor, database, "share_linkedin", "7:1:linkedin")
    await press(vendor, database, "share_linkedin", "7:1:linkedin")
    assert len(facts(database)) == 1
    await press(vendor, database, "share_linkedin", "7:1:linkedin", at="1764000009.1")
    assert len(facts(database)) == 2


@pytest.mark.usefixtures("maja")
@pytest.mark.parametrize("action", ["share_linkedin", "not_for_me", "snooze", "open_post"])
async def test_a_press_by_somebody_else_changes_nothing(vendor: Vendor, database: Database, action: str) -> None:
    assert await press(vendor, database, action, "7:1:linkedin", by="U2") == 200
    assert facts(database) == []
    assert database.read(load_preferences, "p-0001") == Preferences()
    assert vendor.calls == []


@pytest.mark.usefixtures("maja")
@pytest.mark.parametrize(
    "value",
    ["0:1:linkedin", "7:2:linkedin", "7:101:linkedin", "8:1:linkedin", "7:1:myspace", "7:1", "", "x", "7:1:linkedin:"],
)
async def test_a_value_that_names_no_pick_of_theirs_is_acknowledged_and_left_out(
    vendor: Vendor, database: Database, value: str
) -> None:
    assert await press(vendor, database, "share_linkedin", value) == 200
    assert facts(database) == []


@pytest.mark.usefixtures("maja")
async def test_a_request_that_slack_did_not_sign_is_refused(vendor: Vendor, database: Database) -> None:
    assert await press(vendor, database, "share_linkedin", "7:1:linkedin", signed_with="forged") == 401
    assert facts(database) == []


@pytest.mark.usefixtures("maja")
async def test_opening_the_companys_post_is_a_read(vendor: Vendor, database: Database) -> None:
    await press(vendor, database, "open_post", "7:1")
    assert [fact.kind for fact in facts(database)] == [FactKind.READ]


@pytest.mark.parametrize(
    ("collected", "chosen"), [(False, Preferences()), (True, Preferences(untracked=True))], ids=["then", "now"]
)
async def test_who_is_not_tracked_is_kept_only_where_they_asked_for_it(
    vendor: Vendor, database: Database, chosen: Preferences, *, collected: bool
) -> None:
    database.write(keep, MAJA, tracked=collected)
    database.write(save_preferences, "p-0001", chosen, NOW)
    await press(vendor, database, "share_linkedin", "7:1:linkedin")
    assert facts(database) == []
    await press(vendor, database, "not_for_me", "7:1")
    assert [fact.kind for fact in facts(database)] == [FactKind.DECLINE]


async def test_a_person_found_by_address_may_press(vendor: Vendor, database: Database) -> None:
    database.write(keep, person())
    database.write(remember, "p-0001", "U1", NOW)
    await press(vendor, database, "share_linkedin", "7:1:linkedin")
    assert len(facts(database)) == 1


@pytest.mark.usefixtures("maja")
async def test_without_a_signing_secret_nothing_comes_in_by_http(vendor: Vendor, database: Database) -> None:
    assert await press(vendor, database, "share_linkedin", "7:1:linkedin", signed_with="", expected="") == 401
    assert facts(database) == []
