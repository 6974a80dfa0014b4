"""The queue on the Home tab: for the desks of whoever looks, by state, in pages, and for nobody else."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from digests.content.model import ItemState
from digests.content.store import Entry, add_items
from digests.db import Database
from tests.bot.slack.hand import texts
from tests.bot.slack.newsroom.conftest import DRAFT
from tests.bot.slack.newsroom.stack import Stack
from tests.factories import NOW


def shown(stack: Stack) -> str:
    return "\n".join(texts(stack.home["blocks"]))


async def test_an_editor_sees_what_waits_on_their_own_desk_first(editor: Stack) -> None:
    await editor.open_home()
    said = shown(editor)
    assert "The newsroom's queue" in said
    assert "In review (1)" in said
    assert "Draft (1)" in said  # the other desk's is not counted
    assert "A school for cranes" in said
    assert "Welder wanted" not in said


async def test_the_queue_stands_below_the_weeks_items_and_above_the_preferences(editor: Stack) -> None:
    await editor.open_home()
    said = shown(editor)
    assert said.index("This week") < said.index("The newsroom's queue") < said.index("Preferences")


async def test_an_item_is_a_headline_and_one_short_line(editor: Stack, database: Database) -> None:
    begun, due = NOW - timedelta(days=1), NOW + timedelta(days=2)
    items = [
        replace(DRAFT, id="due", title={"en": "Due"}, publish=due, expires=due + timedelta(days=60), texts=()),
        replace(DRAFT, id="begun", title={"en": "Begun"}, publish=begun, expires=due),
    ]
    database.write(add_items, [Entry(one, None) for one in items], "file", NOW)
    await editor.open_home()
    await editor.press("newsroom_turn:draft")
    said = shown(editor)
    assert "*Due*\ncomms · Article · from Nov 26 · until Jan 25, 2027 · no text yet" in said
    assert "*Begun*\ncomms · Article · until Nov 26 · 2 texts" in said


async def test_an_employee_without_a_role_sees_no_queue(employee: Stack) -> None:
    await employee.open_home()
    assert "newsroom_" not in json.dumps(employee.home)


async def test_another_state_is_a_press_away(editor: Stack) -> None:
    await editor.open_home()
    await editor.press("newsroom_turn:approved")
    assert "The night shift" in shown(editor)
    assert "A school for cranes" not in shown(editor)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("suggested", "No suggestion waits"),
        ("withdrawn", "Nothing was withdrawn"),
    ],
)
async def test_an_empty_state_says_what_would_stand_there(editor: Stack, state: str, said: str) -> None:
    await editor.open_home()
    await editor.press(f"newsroom_turn:{state}")
    assert said in shown(editor)


async def test_a_long_queue_is_turned_a_page_at_a_time(editor: Stack, database: Database) -> None:
    more = [replace(DRAFT, id=f"draft-{number}", title={"en": f"Draft {number}"}) for number in range(11)]
    database.write(add_items, [Entry(one, None) for one in more], "file", NOW)
    await editor.open_home()
    await editor.press("newsroom_turn:draft")
    assert "Page 1 of 3" in shown(editor)
    assert "Newer" not in shown(editor)
    await editor.press("newsroom_turn:on")
    await editor.press("newsroom_turn:on")
    assert "Page 3 of 3" in shown(editor)
    assert "Older" not in shown(editor)
    await editor.press("newsroom_turn:back")
    assert "Page 2 of 3" in shown(editor)


@pytest.mark.parametrize("at", ["approved:99999999", "nowhere:1", "approved:x", ""])
async def test_a_place_that_is_nowhere_is_the_first_that_is_somewhere(editor: Stack, at: str) -> None:
    await editor.open_home()
    await editor.forge(
        {"type": "button", "action_id": "newsroom_turn:x", "block_id": "b", "value": at}, editor.home | {"type": "home"}
    )
    assert "The newsroom's queue" in shown(editor)


async def test_titles_that_nobody_should_write_ping_nobody_and_fit(editor: Stack, database: Database) -> None:
    nasty = ["<!channel> & <@U9>", "م" * 300, "😀" * 150, "*_~`" * 70]
    odd = [replace(DRAFT, id=f"odd-{n}", title={"en": title}) for n, title in enumerate(nasty)]
    database.write(add_items, [Entry(one, None) for one in odd], "file", NOW)
    await editor.open_home()
    await editor.press("newsroom_turn:draft")
    assert "<!channel>" not in shown(editor)
    assert "<@U9>" not in shown(editor)


async def test_an_item_without_a_title_goes_by_its_id(editor: Stack, database: Database) -> None:
    untitled = replace(DRAFT, id="untitled", title={}, owner="comms", state=ItemState.WITHDRAWN)
    database.write(add_items, [Entry(untitled, None)], "file", NOW)
    await editor.open_home()
    await editor.press("newsroom_turn:withdrawn")
    assert "*untitled*" in shown(editor)
