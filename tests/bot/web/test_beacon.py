"""What pages report themselves: from allowed hosts alone, bounded, never verified, and never by a robot."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Connection, select

from bot.web.limits import Limits
from digests.db import Database
from digests.ledger import store as ledger
from digests.ledger.model import Fact, FactKind, Verdict
from digests.measure.conversion_store import conversions
from tests.bot.web.world import World, world
from tests.factories import NOW

_MINUTE = timedelta(minutes=1)
SITE = "https://careers.example.com"
BODY = {"goal": "application", "external_id": "visit-1", "item_id": "bridge", "network": "x"}


@pytest.fixture
def web(database: Database, tmp_path: Path) -> World:
    goal = {"name": "application", "value": 1500, "currency": "DKK"}
    return world(database, tmp_path, goals=[goal | {"sites": ["example.com"]}, {"name": "signup"}])


async def post(web: World, body: Any = BODY, origin: str = SITE, **settings: Any) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with web.client(**settings) as client:
        return await client.post("/c", content=content, headers={"Origin": origin})


async def pixel(web: World, page: str = f"{SITE}/thanks", **query: str) -> httpx.Response:
    async with web.client() as client:
        return await client.get("/c.gif", params=query, headers={"Referer": page})


def kept(web: World) -> list[Any]:
    return list(web.database.read(lambda c: c.execute(select(conversions)).all()))


@pytest.mark.anyio
async def test_what_a_page_reports_is_kept_without_proof_and_without_value(web: World) -> None:
    answer = await post(web, BODY | {"value": 10**6, "currency": "DKK", "at": "2020-01-01T00:00:00Z"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == SITE
    (row,) = kept(web)
    assert (row.verified, row.minor, row.at, row.source) == (False, None, NOW, "script")
    assert (row.state, row.item_id, row.network) == ("attributed", "bridge", "x")


@pytest.mark.anyio
async def test_telling_it_again_is_harmless(web: World) -> None:
    assert [(await post(web)).status_code for _ in range(2)] == [204, 204]
    assert len(kept(web)) == 1


@pytest.mark.parametrize(
    "origin",
    ["https://elsewhere.test", "https://notexample.com", "http://careers.example.com", "null", "", "https://[::", "x"],
)
@pytest.mark.anyio
async def test_a_page_of_a_host_that_is_not_allowed_reports_nothing(web: World, origin: str) -> None:
    answer = await post(web, origin=origin)
    assert (answer.status_code, kept(web)) == (403, [])
    assert "access-control-allow-origin" not in answer.headers
    assert (await pixel(web, origin, goal="application", item="bridge")).status_code == 200
    assert kept(web) == []


@pytest.mark.anyio
async def test_a_site_reports_only_the_goals_that_name_it(web: World) -> None:
    answer = await post(web, BODY | {"goal": "signup"})
    assert (answer.status_code, kept(web)) == (403, [])
    assert "sites in config.toml" in answer.json()["detail"]


@pytest.mark.anyio
async def test_a_browser_may_ask_first(web: World) -> None:
    async with web.client() as client:
        allowed = await client.options("/c", headers={"Origin": SITE})
        refused = await client.options("/c", headers={"Origin": "https://elsewhere.test"})
    assert (allowed.status_code, allowed.headers["access-control-allow-methods"]) == (204, "POST")
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 422), (b"[]", 422), (b" " * 5000, 413), (BODY | {"goal": "fame"}, 422), (BODY | {"item_id": "no"}, 422)],
)
@pytest.mark.anyio
async def test_a_report_that_cannot_be_used_says_why_to_the_site(web: World, body: Any, status: int) -> None:
    answer = await post(web, body)
    assert (answer.status_code, kept(web)) == (status, [])
    assert answer.headers["access-control-allow-origin"] == SITE
    assert answer.json()["detail"]


@pytest.mark.parametrize("agent", ["", "Googlebot/2.1", "python-requests/2.32"])
@pytest.mark.anyio
async def test_a_robot_is_answered_and_not_counted(web: World, agent: str) -> None:
    assert (await post(web, agent=agent)).status_code == 204
    assert kept(web) == []


@pytest.mark.anyio
async def test_nobody_may_report_without_end(web: World) -> None:
    answers = [(await post(web, BODY | {"external_id": f"v-{n}"})).status_code for n in range(31)]
    other = await post(web, BODY | {"external_id": "other"}, address="192.0.2.99")
    assert (answers.count(204), answers[-1], other.status_code) == (30, 429, 204)
    web.clock.now += _MINUTE
    assert (await post(web, BODY | {"external_id": "later"})).status_code == 204


@pytest.mark.anyio
async def test_a_pixel_counts_beside_the_rest(web: World) -> None:
    click = Fact("c1", FactKind.HIT, NOW, Verdict.HUMAN, item_id="bridge", network="x")
    web.database.write(ledger.add, [click])
    answer = await pixel(web, goal="application", item="bridge", network="x", click="c1")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/gif")
    assert answer.headers["cache-control"] == "no-store"
    await pixel(web, goal="application", item="bridge", network="x", click="c1")
    (row,) = kept(web)
    assert (row.source, row.verified, row.click_id, row.external_id) == ("pixel", False, "c1", "c1")
    await pixel(web, goal="application", item="bridge")
    assert len(kept(web)) == 2


@pytest.mark.anyio
async def test_while_the_database_is_away_pages_get_an_answer(web: World) -> None:
    await post(web)  # the day's key is known
    for table in ("attributions", "conversions"):
        web.database.write(_drop, table)
    assert (await post(web)).status_code == 503
    assert (await pixel(web, goal="application", item="bridge")).status_code == 200


@pytest.mark.anyio
async def test_the_script_is_served_from_both_hosts_without_cookies(web: World) -> None:
    async with web.client() as client:
        first = await client.get("/c.js")
        again = await client.get("/c.js", headers={"If-None-Match": first.headers["etag"]})
        linked = await client.get("https://go.example.com/c.js")
    assert (first.status_code, again.status_code, linked.status_code) == (200, 304, 200)
    assert first.headers["content-type"].startswith("text/javascript")
    assert b"budstikkeConsent" in first.content
    assert not any("set-cookie" in one.headers for one in (first, again, linked))


def _drop(connection: Connection, table: str) -> None:
    connection.exec_driver_sql(f"DROP TABLE {table}")


def test_limits_count_by_minute() -> None:
    limits = Limits(each=1, every=2)
    assert [limits.allows(one, NOW) for one in ("a", "a", "b", "c")] == [True, False, True, False]
    assert not limits.allows("a", NOW + _MINUTE / 2)
    assert limits.allows("a", NOW + _MINUTE)
    assert limits.allows("a", NOW - _MINUTE)
