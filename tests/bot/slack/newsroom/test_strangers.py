"""Whoever has no role reaches nothing of the newsroom, whatever they forge; Slack's own words never say who."""

import json
from typing import Any

import pytest
from sqlalchemy import update

from digests.content.model import ItemState
from digests.content.store import load_items
from digests.db import Database
from digests.newsroom.writing import suggest
from digests.people.store import people
from tests.bot.slack.newsroom.conftest import EMPLOYEE
from tests.bot.slack.newsroom.stack import VIEWS, Stack
from tests.bot.vendor import Vendor
from tests.factories import NOW

KEPT = json.dumps({"item": "harbour-emissions", "version": 1, "form": "details", "key": "", "queue": "draft:1"})
MODAL = {"id": "V7", "type": "modal", "blocks": [], "private_metadata": KEPT, "callback_id": "newsroom_save"}
ACTIONS = [
    ("newsroom_add", ""),
    ("newsroom_open", "harbour-emissions"),
    ("newsroom_edit:details", "details"),
    ("newsroom_texts", "harbour-emissions"),
    ("newsroom_audience", "harbour-emissions"),
    ("newsroom_history", "harbour-emissions"),
    ("newsroom_compare:1", "1:harbour-emissions"),
    ("newsroom_language", "pl"),
    ("newsroom_take:url", "url"),
    ("newsroom_text_add", ""),
    ("newsroom_text:k", "k"),
    ("newsroom_text_remove:k", "k"),
    ("newsroom_text_turn:on", "2"),
    ("newsroom_value:person", ""),
    ("newsroom_condition:0", "person"),
    ("newsroom_group", "any"),
    ("newsroom_drop:0", "0"),
    ("newsroom_accept:comms", "comms"),
    ("newsroom_decline", ""),
]


def queue_of(database: Database) -> list[tuple[str, ItemState, int]]:
    return [(item.id, item.state, item.version) for item in database.read(load_items)]


def showed(vendor: Vendor) -> list[str]:
    return [json.dumps(call.arguments["view"]) for call in vendor.calls if call.path.rpartition("/")[2] in VIEWS[:3]]


@pytest.mark.parametrize("slack_id", ["U3", "U9", ""])
@pytest.mark.parametrize("forged", ACTIONS, ids=lambda forged: forged[0])
async def test_a_forged_press_shows_and_changes_nothing(
    employee: Stack, vendor: Vendor, database: Database, forged: tuple[str, str], slack_id: str
) -> None:
    action, value = forged
    employee.slack_id = slack_id
    before = queue_of(database)
    await employee.forge({"type": "button", "action_id": action, "block_id": "b", "value": value}, MODAL)
    assert queue_of(database) == before
    assert all("You may not do this" in view for view in showed(vendor))
    assert vendor.asked("chat.postMessage") == []


@pytest.mark.parametrize("slack_id", ["U3", "U9"])
@pytest.mark.parametrize("form", ["details", "headline", "window", "picture", "wording", "audience", "new", "nonsense"])
async def test_a_forged_submission_keeps_nothing(
    employee: Stack, vendor: Vendor, database: Database, form: str, slack_id: str
) -> None:
    employee.slack_id = slack_id
    before = queue_of(database)
    blocks = [typed(name, value) for name, value in FILLED[form].items()]
    view = MODAL | {"private_metadata": KEPT.replace("details", form), "blocks": blocks}
    await employee.send("newsroom_save", view)
    assert queue_of(database) == before
    assert all("You may not do this" in shown for shown in showed(vendor))


async def test_a_forged_word_declines_nothing(employee: Stack, vendor: Vendor, database: Database) -> None:
    idea = database.write(suggest, EMPLOYEE, "https://www.example.com/a", "A", "", "", NOW)
    view = MODAL | {"private_metadata": json.dumps({"item": idea.id}), "blocks": [typed("reason", "No")]}
    await employee.send("newsroom_declined", view)
    assert database.read(load_items, [idea.id])[0].state is ItemState.SUGGESTED
    assert vendor.asked("chat.postMessage") == []


@pytest.mark.parametrize("form", ["details", "window", "picture", "audience"])
async def test_an_editor_keeps_nothing_of_another_desk(
    editor: Stack, vendor: Vendor, database: Database, form: str
) -> None:
    before = queue_of(database)
    metadata = json.dumps({"item": "welder", "version": 1, "form": form})
    blocks = [typed(name, value) for name, value in FILLED[form].items()]
    await editor.send("newsroom_save", MODAL | {"private_metadata": metadata, "blocks": blocks})
    assert queue_of(database) == before
    assert all("Welder wanted" not in shown for shown in showed(vendor))


async def test_whoever_left_reaches_nothing(editor: Stack, vendor: Vendor, database: Database) -> None:
    await editor.open_home()
    database.write(
        lambda connection: connection.execute(update(people).where(people.c.id == "p-0001").values(left_at=NOW))
    )
    await editor.press("newsroom_add")
    assert showed(vendor) == []


@pytest.mark.parametrize("metadata", ["", "[]", "{", '{"item": 7, "version": "x", "frames": [["any", "x", []], 3]}'])
async def test_a_modal_that_remembers_nonsense_is_acknowledged_and_left_out(
    editor: Stack, vendor: Vendor, database: Database, metadata: str
) -> None:
    before = queue_of(database)
    await editor.send("newsroom_save", MODAL | {"private_metadata": metadata})
    await editor.forge(
        {"type": "button", "action_id": "newsroom_group", "block_id": "b"}, MODAL | {"private_metadata": metadata}
    )
    assert queue_of(database) == before
    assert all("You may not do this" in shown for shown in showed(vendor))


def typed(name: str, value: str) -> dict[str, Any]:
    """An input as somebody would fill it in."""
    element: dict[str, Any] = {"type": "plain_text_input", "action_id": name, "initial_value": value}
    if name in {"kind", "priority", "language"}:
        element = {"type": "static_select", "action_id": name, "initial_option": {"value": value}}
    return {"type": "input", "block_id": f"{name}#0", "element": element}


_DETAILS = {
    "url": "https://www.example.com/forged",
    "kind": "news",
    "owner": "comms",
    "priority": "high",
}
FILLED = {
    "details": _DETAILS,
    "headline": {"title:en": "Forged"},
    "window": {},
    "picture": {"image_url": "https://www.example.com/a.jpg", "alt:en": "Forged"},
    "wording": {"text": "Forged", "language": "en"},
    "audience": {},
    "new": _DETAILS | {"title:en": "Forged"},
    "nonsense": {},
}
