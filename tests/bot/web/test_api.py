"""The API for programs: keys, sizes and shapes are checked with clear words, and each conversion has a status."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import Connection, func, select

from digests.access import audit, keys
from digests.ledger import store as ledger
from digests.ledger.model import Fact, FactKind, Verdict
from digests.measure.conversion_store import conversions, credits_, untaken
from tests.bot.web.world import World, world
from tests.factories import NOW

pytestmark = pytest.mark.anyio
ADDRESS = "/api/v1/conversions"
GOALS = [
    {"name": "application", "kind": "application", "value": 1500, "currency": "DKK"},
    {"name": "signup", "attribution": "linear"},
]


@pytest.fixture
def web(database: Any, tmp_path: Any) -> World:
    return world(database, tmp_path, goals=GOALS)


def key(web: World, *scopes: str) -> str:
    number = web.database.read(lambda c: len(keys.load(c)))
    return web.database.write(keys.make, f"site {number}", scopes or ("conversions:write",), NOW, bytes([number]) * 32)


def click(web: World, name: str = "c1", **fields: Any) -> None:
    values: dict[str, Any] = {
        "id": name, "kind": FactKind.HIT, "at": NOW - timedelta(hours=1), "verdict": Verdict.HUMAN,
        "item_id": "harbour-emissions", "network": "linkedin", "code": "abcd1234",
    }  # fmt: skip
    web.database.write(ledger.add, [Fact(**(values | fields))])


async def post(web: World, body: Any, secret: str | None = None, **headers: str) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"Authorization": f"Bearer {secret or key(web)}", "Content-Type": "application/json"} | headers
    async with web.client() as client:
        return await client.post(ADDRESS, content=content, headers=sent)


def kept(web: World) -> int:
    def count(connection: Connection) -> int:
        return connection.execute(select(func.count()).select_from(conversions)).scalar_one()

    return web.database.read(count)


ONE = {"external_id": "a-1", "goal": "application", "click_id": "c1", "at": "2026-11-24T08:59:00+01:00"}


async def test_a_conversion_is_attributed_to_its_click(web: World) -> None:
    click(web)
    answer = await post(web, [ONE])
    assert (answer.status_code, answer.json()) == (200, [{"external_id": "a-1", "status": "attributed"}])


async def test_each_entry_has_a_status_of_its_own(web: World) -> None:
    click(web)
    body = [
        ONE,
        ONE,
        ONE | {"value": 10},
        ONE | {"external_id": "a-2", "click_id": "nobody-knows"},
        ONE | {"external_id": "a-3", "goal": "fame"},
        {"external_id": "a-4", "goal": "signup", "item_id": "harbour-emissions"},
        {"external_id": "a-5", "goal": "signup", "item_id": "nothing"},
        "nonsense",
    ]
    answer = await post(web, body)
    assert [(one["external_id"], one["status"]) for one in answer.json()] == [
        ("a-1", "attributed"), ("a-1", "duplicate"), ("a-1", "refused"), ("a-2", "parked"), ("a-3", "refused"),
        ("a-4", "attributed"), ("a-5", "refused"), (None, "refused"),
    ]  # fmt: skip
    assert [one.get("field") for one in answer.json()] == [
        None, None, "external_id", None, "goal", None, "item_id", None
    ]  # fmt: skip
    assert kept(web) == 3


async def test_telling_the_same_again_changes_nothing(web: World) -> None:
    click(web)
    first = await post(web, [ONE])
    again = await post(web, [ONE])
    assert (first.json()[0]["status"], again.json()[0]["status"]) == ("attributed", "duplicate")
    assert kept(web) == 1
    (row,) = web.database.read(lambda c: c.execute(select(untaken)).all())
    assert (row.goal, row.outcome, row.number) == ("application", "duplicate", 1)


async def test_money_is_kept_in_the_smallest_unit(web: World) -> None:
    body = b'[{"external_id": "a", "goal": "signup", "item_id": "bridge", "value": 12.1, "currency": "DKK"}]'
    await post(web, body)
    await post(web, [{"external_id": "b", "goal": "application", "item_id": "bridge"}])
    rows = web.database.read(lambda c: c.execute(select(conversions.c.minor, conversions.c.currency)).all())
    assert {tuple(row) for row in rows} == {(1210, "DKK"), (150000, "DKK")}
    parts = web.database.read(lambda c: c.execute(select(credits_.c.minor, credits_.c.millionths)).all())
    assert {tuple(part) for part in parts} == {(1210, 1_000_000), (150000, 1_000_000)}


@pytest.mark.parametrize(
    ("headers", "status", "says"),
    [
        ({"Authorization": ""}, 401, "apikey create"),
        ({"Authorization": "Basic YTpi"}, 401, "apikey create"),
        ({"Authorization": "Bearer bsk_nothing_nothing"}, 401, "not known"),
        ({"Authorization": "Bearer bsk_\x00_x"}, 401, "not known"),
        ({"Content-Type": "text/csv"}, 415, "application/json"),
    ],
)
async def test_a_call_that_may_not_be_made_says_why(
    web: World, headers: dict[str, str], status: int, says: str
) -> None:
    answer = await post(web, [ONE], **headers)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert says in answer.json()["detail"]
    assert ("www-authenticate" in answer.headers) is (status == 401)
    assert kept(web) == 0


async def test_a_key_without_the_scope_opens_nothing(web: World) -> None:
    answer = await post(web, [ONE], key(web, "report:read"))
    assert (answer.status_code, kept(web)) == (403, 0)
    assert "conversions:write" in answer.json()["detail"]


async def test_a_key_that_was_revoked_opens_nothing(web: World) -> None:
    secret = key(web)
    web.database.write(keys.revoke, "site 0", NOW)
    assert (await post(web, [ONE], secret)).status_code == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{}", 422),
        (b"", 422),
        (b"[", 422),
        (b"[NaN]", 422),
        (b"[1e99999999999999999999]", 422),
        (b"[" * 100_000, 422),
        (b'"\xff"', 422),
        (b"[" + b"1," * 500 + b"1]", 413),
        (b" " * (1024 * 1024 + 1), 413),
    ],
)
async def test_a_body_that_is_no_array_of_bounded_size_is_refused(web: World, body: bytes, status: int) -> None:
    answer = await post(web, body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


async def test_what_a_database_cannot_keep_is_refused_entry_by_entry(web: World) -> None:
    bad = [b'"\\ud800"', b'"a\\u0000b"', b'" a"', b"7", b"[]"]
    body = b"[" + b",".join(b'{"external_id": %s, "goal": "signup", "item_id": "bridge"}' % one for one in bad) + b"]"
    answer = await post(web, body)
    assert [tuple(one[name] for name in ("external_id", "status", "field")) for one in answer.json()] == [
        (None, "refused", "external_id")
    ] * 5
    assert kept(web) == 0


async def test_while_the_database_is_away_a_program_is_asked_to_come_again(web: World) -> None:
    secret = key(web)
    web.database.write(lambda c: c.exec_driver_sql("DROP TABLE attributions"))
    web.database.write(lambda c: c.exec_driver_sql("DROP TABLE conversions"))
    answer = await post(web, [ONE], secret)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


async def test_the_description_has_what_programs_call_and_nothing_else(web: World) -> None:
    async with web.client() as client:
        found = (await client.get("/api/v1/openapi.json")).json()
        missing = await client.get("/api/v1/people")
        other = await client.get(ADDRESS)
    assert set(found["paths"]) == {"/conversions", "/items", "/items.yaml", "/report"}
    assert found["servers"] == [{"url": "/api/v1"}]
    assert set(found["paths"]["/conversions"]["post"]["responses"]) == {
        "200", "401", "403", "413", "415", "422", "503"
    }  # fmt: skip
    assert (missing.status_code, other.status_code, other.headers["allow"]) == (404, 405, "POST")
    assert missing.headers["content-type"] == other.headers["content-type"] == "application/problem+json"


async def report(web: World, secret: str, **query: str) -> httpx.Response:
    async with web.client() as client:
        return await client.get("/api/v1/report", params=query, headers={"Authorization": f"Bearer {secret}"})


async def test_the_report_is_the_one_that_the_command_prints(web: World) -> None:
    found = await report(web, key(web, "report:read"), since="2026-11-01", until="2026-11-24")
    assert found.status_code == 200
    told = found.json()
    assert told["since"] == "2026-11-01T00:00:00+01:00"
    assert told["until"] == "2026-11-25T00:00:00+01:00"
    assert [goal["name"] for goal in told["goals"]] == ["application", "signup"]
    assert [goal["hidden"] for goal in told["goals"]] == [True, True]  # of a company of one nothing is told
    (look,) = web.database.read(audit.looks)
    assert (look.actor, look.act) == ("key site 0", "report")
    assert (await report(web, key(web, "report:read"))).json()["until"] == NOW.isoformat()


@pytest.mark.parametrize(
    "query",
    [
        {"since": "yesterday"},
        {"until": "9999-12-31"},
        {"since": "0001-01-01"},
        {"since": "2026-11-24", "until": "2026-11-01"},
        {"since": "x" * 41},
        {"untill": "2026-11-24"},
    ],
)
async def test_a_period_that_is_none_is_refused(web: World, query: dict[str, str]) -> None:
    answer = await report(web, key(web, "report:read"), **query)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert web.database.read(audit.looks) == []


async def test_the_report_needs_its_own_scope(web: World) -> None:
    assert (await report(web, key(web, "conversions:write"))).status_code == 403
