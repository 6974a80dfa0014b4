"""The queue for programs: what there is, and drafts from outside that nobody has approved."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.sources.yaml_queue import read_bytes
from digests.access import keys
from digests.content.model import ItemState
from digests.content.store import load_items
from digests.db import Database
from digests.newsroom.rules import Known
from tests.bot.web.newsroom.office import Office, office
from tests.factories import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
NEW = {
    "id": "new-bridge",
    "url": "https://www.example.com/bridge",
    "kind": "news",
    "owner": "comms",
    "title": {"en": "A bridge \N{BRIDGE AT NIGHT}"},
}


@pytest.fixture
def newsroom(database: Database, tmp_path: Path) -> Office:
    return office(database, tmp_path)


def key(newsroom: Office, scope: str) -> str:
    number = newsroom.database.read(lambda c: len(keys.load(c)))
    return newsroom.database.write(keys.make, f"site {number}", (scope,), NOW, bytes([number]) * 32)


async def get(newsroom: Office, path: str, scope: str = "items:read") -> httpx.Response:
    async with newsroom.client(None) as client:
        return await client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {key(newsroom, scope)}"})


async def post(newsroom: Office, body: Any, scope: str = "items:write") -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {key(newsroom, scope)}", "Content-Type": "application/json"}
    async with newsroom.client(None) as client:
        return await client.post("/api/v1/items", content=content, headers=headers)


async def test_items_come_in_order_and_in_parts(newsroom: Office) -> None:
    first = (await get(newsroom, "/items?limit=4")).json()
    rest = (await get(newsroom, f"/items?limit=4&after={first['after']}")).json()
    ids = [one["id"] for one in [*first["items"], *rest["items"]]]
    assert ids == [one.id for one in newsroom.database.read(load_items)]
    assert rest["after"] is None
    approved = (await get(newsroom, "/items?state=approved")).json()["items"]
    assert {one["id"] for one in approved} == {"apprentices", "harbour-emissions"}
    assert approved[1]["texts"][0] == {"language": "en", "text": "Proud of what my colleagues did in the harbour."}


async def test_the_file_is_the_queue_and_always_the_same(newsroom: Office) -> None:
    answer = await get(newsroom, "/items.yaml")
    assert answer.headers["content-type"] == "application/yaml"
    known = Known(timezone="Europe/Copenhagen")
    assert len(read_bytes(answer.content, "q", known, NOW).items) == 6  # the idea is of no desk yet
    assert (await get(newsroom, "/items.yaml")).content == answer.content


async def test_what_a_program_brings_is_a_draft(newsroom: Office) -> None:
    answer = await post(newsroom, {"items": [NEW]})
    assert answer.json() == {"added": ["new-bridge"], "refused": []}
    (made,) = newsroom.database.read(load_items, ["new-bridge"])
    assert (made.state, made.title["en"]) == (ItemState.DRAFT, NEW["title"]["en"])  # type: ignore[index]


async def test_no_program_approves_changes_or_says_where_something_stands(newsroom: Office) -> None:
    told = [NEW | {"state": "approved"}, NEW | {"id": "bridge-draft"}, NEW | {"id": "x", "roles": ["admin"]}, 7]
    answer = (await post(newsroom, {"items": told})).json()
    assert answer["added"] == []
    why = " ".join(one["why"] for one in answer["refused"])
    for said in ("leave its state out", "an item of this id already", "roles is not a key"):
        assert said in why
    assert {one.id for one in newsroom.database.read(load_items)} == {
        "apprentices", "bridge-draft", "harbour-emissions", "hr-review", "idea", "old-news", "quay-review",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ([], 422),
        ({"items": 7}, 422),
        (b"{", 422),
        ({"items": [{}] * 501}, 413),
        (b'{"items": ["\\ud800"]}', 422),
        ({"items": []}, 200),
        ({"items": [{"id": {"a": [1.5, None]}}]}, 200),
    ],
)
async def test_what_is_no_queue_says_so(newsroom: Office, body: Any, status: int) -> None:
    assert (await post(newsroom, body)).status_code == status


async def test_a_key_reads_or_writes_as_its_scope_says(newsroom: Office) -> None:
    assert (await get(newsroom, "/items", "items:write")).status_code == 403
    assert (await get(newsroom, "/items.yaml", "report:read")).status_code == 403
    assert (await post(newsroom, {"items": [NEW]}, "items:read")).status_code == 403


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "state=nothing", "after=%00"])
async def test_what_is_asked_wrong_is_told(newsroom: Office, query: str) -> None:
    assert (await get(newsroom, f"/items?{query}")).status_code == 422
