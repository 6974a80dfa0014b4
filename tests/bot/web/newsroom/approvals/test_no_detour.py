"""There is no way round approvers: whatever is sent, nothing is approved by it and nobody gets a role."""

import json
from typing import Any

import httpx
import pytest

from digests.access import keys
from digests.content.model import Item, ItemState
from digests.content.store import load_items
from digests.newsroom import items
from digests.newsroom.standing import standing
from digests.people.store import load_people
from tests.bot.web.newsroom.editor.desk import desk
from tests.bot.web.newsroom.office import ROLES, Office, somebody
from tests.factories import NOW

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NEW: dict[str, Any] = {
    "id": "smuggled",
    "url": "https://www.example.com/smuggled",
    "kind": "news",
    "owner": "comms",
    "title": {"en": "Smuggled"},
    "texts": [{"language": "en", "text": "Not seen by anybody."}],
    "state": "approved",
}
ROLE = {"roles": ["comms:approver"], "role": "admin", "approved_at": "2026-11-24T08:00:00Z", "version": 9}


def found(newsroom: Office, item_id: str) -> Item | None:
    return next(iter(newsroom.database.read(load_items, [item_id])), None)


def roles(newsroom: Office) -> dict[str, tuple[str, ...]]:
    people = newsroom.database.read(lambda c: load_people(c, active=False))
    return {one.id: one.roles for one in people}


async def upload(newsroom: Office, who: str, *sent: dict[str, Any], people: Any = None) -> httpx.Response:
    text = json.dumps({"items": list(sent)} | ({"people": people} if people else {}))
    return await newsroom.post(who, "/queue/files", {"text": text, "sure": "yes"})


async def program(newsroom: Office, *sent: dict[str, Any]) -> httpx.Response:
    secret = newsroom.database.write(keys.make, "site", ("items:write",), NOW, b"k" * 32)
    async with newsroom.client(None) as client:
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        return await client.post("/api/v1/items", content=json.dumps({"items": list(sent)}), headers=headers)


async def test_a_new_item_of_an_upload_waits_for_an_approver(newsroom: Office) -> None:
    await upload(newsroom, "editor", NEW)
    item = found(newsroom, "smuggled")
    assert item is not None
    assert item.state is ItemState.IN_REVIEW
    assert item.approved_at is None


@pytest.mark.parametrize("item_id", ["bridge-draft", "quay-review", "idea", "old-news"])
async def test_no_upload_approves_what_is_there(newsroom: Office, item_id: str) -> None:
    for who in ("editor", "approver", "desk-admin"):
        await upload(newsroom, who, NEW | {"id": item_id})
        item = found(newsroom, item_id)
        assert item is not None
        assert item.state is not ItemState.APPROVED


async def test_an_upload_that_changes_an_approved_address_asks_for_approval_again(newsroom: Office) -> None:
    for who in ("editor", "approver"):
        await upload(newsroom, who, NEW | {"id": "harbour-emissions", "url": f"https://www.example.com/{who}"})
        item = found(newsroom, "harbour-emissions")
        assert item is not None
        if item.url.endswith(who):
            assert item.state is ItemState.IN_REVIEW


async def test_an_upload_brings_no_roles_and_no_past(newsroom: Office) -> None:
    before = roles(newsroom)
    people = [{"id": "editor", "roles": ["admin"]}]
    await upload(newsroom, "editor", NEW | ROLE, people=people)
    await upload(newsroom, "editor", NEW, people=people)
    await upload(newsroom, "editor", NEW | ROLE)
    assert roles(newsroom) == before
    item = found(newsroom, "smuggled")
    assert item is None or (item.state is not ItemState.APPROVED and item.approved_at is None and item.version == 1)


async def test_an_upload_reaches_no_foreign_desk(newsroom: Office) -> None:
    await upload(newsroom, "editor", NEW | {"owner": "hr"})
    assert found(newsroom, "smuggled") is None


@pytest.mark.parametrize("state", ["approved", "in_review", "withdrawn", "draft"])
async def test_a_program_brings_drafts_alone(newsroom: Office, state: str) -> None:
    answer = await program(newsroom, NEW | {"state": state}, NEW | {"id": "harbour-emissions"})
    assert answer.status_code == 200
    item = found(newsroom, "smuggled")
    assert item is None or item.state is ItemState.DRAFT
    kept = found(newsroom, "harbour-emissions")
    assert kept is not None
    assert kept.url == "https://www.example.com/news/harbour"


async def test_a_program_brings_no_roles(newsroom: Office) -> None:
    before, plain = roles(newsroom), {name: value for name, value in NEW.items() if name != "state"}
    await program(newsroom, plain | ROLE)
    assert roles(newsroom) == before
    item = found(newsroom, "smuggled")
    assert item is None or (item.state is ItemState.DRAFT and item.version == 1)


async def test_the_editors_form_takes_no_state_and_no_role(newsroom: Office) -> None:
    form = await desk(newsroom, item_id="bridge-draft").open()
    form.type(state="approved", approved_at="2026-11-24T08:00:00Z", roles="admin", summary__en="Said anew")
    await form.press("save")
    item = found(newsroom, "bridge-draft")
    assert item is not None
    assert (item.state, item.summary["en"]) == (ItemState.DRAFT, "Said anew")
    assert roles(newsroom)["editor"] == ROLES["editor"]


async def test_an_editors_changed_address_asks_for_approval_again(newsroom: Office) -> None:
    item = found(newsroom, "harbour-emissions")
    assert item is not None
    changed = type(item)(
        **({name: getattr(item, name) for name in item.__slots__} | {"url": "https://www.example.com/n"})
    )
    kept = newsroom.database.write(items.change, standing(somebody("editor")), changed, item.version, NOW)
    assert kept.state is ItemState.IN_REVIEW
    assert kept.approved_at is None


@pytest.mark.parametrize("who", ["editor", "suggester", "hr-approver", "nobody"])
async def test_no_address_of_the_newsroom_approves_for_whoever_may_not(newsroom: Office, who: str) -> None:
    for path in ("/approvals/quay-review/approve", "/items/quay-review/approve"):
        assert (await newsroom.post(who, path, {"version": "1"})).status_code in {403, 404}
    await newsroom.post(who, "/queue/many", {"act": "approve", "item": ["quay-review:1"]})
    item = found(newsroom, "quay-review")
    assert item is not None
    assert item.state is ItemState.IN_REVIEW
