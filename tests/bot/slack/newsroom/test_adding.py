"""Adding an item: all its fields on one form, errors at the field, and a draft that can be written on at once."""

from typing import Any

import pytest

from digests.content.model import Item, ItemState, Kind, Priority
from digests.content.store import load_items
from digests.db import Database
from digests.newsroom.model import Done
from digests.newsroom.queue import history, versions
from tests.bot.slack.newsroom.stack import Stack

URL = "https://www.example.com/news/bridge"


def added(database: Database) -> list[Item]:
    known = {"harbour-emissions", "crane-school", "night-shift", "welder"}
    return [item for item in database.read(load_items) if item.id not in known]


async def begin(stack: Stack) -> None:
    await stack.open_home()
    await stack.press("newsroom_add")


async def test_what_an_item_cannot_do_without_is_asked_first(editor: Stack) -> None:
    await begin(editor)
    asked = [block["block_id"].partition("#")[0] for block in editor.top["blocks"] if block["type"] == "input"]
    assert asked[:5] == ["url", "title:en", "title:da", "owner", "kind"]


async def test_a_new_item_has_everything_that_was_typed_and_is_a_draft_of_its_desk(
    editor: Stack, database: Database
) -> None:
    await begin(editor)
    editor.fill("url", URL)
    editor.fill("kind", "event")
    editor.fill("topics", "ports, bridges, ports")
    editor.fill("networks", ["x", "linkedin"])
    editor.fill("priority", "high")
    editor.fill("disclosure", "#employee")
    editor.fill("minutes", "4")
    editor.fill("title:en", "The bridge opens")
    editor.fill("title:da", "Broen åbner")
    editor.fill("summary:en", "On a Sunday.")
    editor.fill("publish_date", "2026-12-01")
    editor.fill("publish_time", "08:30")
    editor.fill("expires_date", "2026-12-20")
    await editor.submit()
    assert editor.errors == {}
    (item,) = added(database)
    assert (item.id, item.url, item.kind, item.owner) == ("the-bridge-opens", URL, Kind.EVENT, "comms")
    assert (item.topics, item.networks) == (("ports", "bridges"), ("linkedin", "x"))
    assert (item.priority, item.disclosure, item.minutes) == (Priority.HIGH, "#employee", 4)
    assert item.title == {"en": "The bridge opens", "da": "Broen åbner"}
    assert item.summary == {"en": "On a Sunday."}
    assert item.publish is not None
    assert item.publish.isoformat() == "2026-12-01T07:30:00+00:00"
    assert item.expires is not None
    assert item.expires.isoformat() == "2026-12-20T23:00:00+00:00"  # through its end, in Copenhagen
    assert item.state is ItemState.DRAFT


async def test_after_adding_the_modal_is_the_items_own_and_the_queue_has_it(editor: Stack, database: Database) -> None:
    await begin(editor)
    editor.fill("url", URL)
    editor.fill("title:en", "The bridge opens")
    await editor.submit()
    assert "Kept as a draft" in editor.reads()
    assert "There are no texts" in editor.reads()
    assert len(editor.modals) == 1
    assert "Draft (2)" in str(editor.home)
    (item,) = added(database)
    assert [(one.act, one.who) for one in database.read(history, item.id)] == [(Done.ADDED, "p-0001")]
    assert [one.origin for one in database.read(versions, item.id)] == ["slack"]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("url", "http://www.example.com", "https://"),
        ("url", "https://www.example.org", "example.com"),
        ("url", "", "This is needed."),
        ("minutes", "soon", "whole number"),
        ("minutes", "601", "whole number"),
        ("title:en", "", "at least one language"),
        ("topics", "a" * 61, "at most 60"),
        ("disclosure", "a\x00b", "control character"),
        ("expires_date", "2026-11-01", "before it begins"),
        ("publish_date", "", "Choose the day"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(
    editor: Stack, database: Database, name: str, value: str, said: str
) -> None:
    await begin(editor)
    fields: dict[str, Any] = {"url": URL, "title:en": "The bridge opens", "publish_date": "2026-12-01"}
    for field, typed in (fields | {"publish_time": "08:30", name: value}).items():
        editor.fill(field, typed)
    await editor.submit()
    assert [block.partition("#")[0] for block in editor.errors] == [name]
    assert said in next(iter(editor.errors.values()))
    assert added(database) == []
    assert len(editor.modals) == 1


async def test_a_language_that_the_company_does_not_ask_for_can_be_added_and_what_was_typed_stays(
    editor: Stack, database: Database
) -> None:
    await begin(editor)
    editor.fill("url", URL)
    editor.fill("title:en", "The bridge opens")
    await editor.choose("newsroom_language", "pl")
    editor.fill("title:pl", "Most otwarty")
    await editor.submit()
    (item,) = added(database)
    assert item.title == {"en": "The bridge opens", "pl": "Most otwarty"}
    assert item.url == URL


async def test_an_address_that_cannot_be_kept_comes_back_with_everything_that_was_typed(
    editor: Stack, database: Database
) -> None:
    await begin(editor)
    editor.fill("url", URL)
    editor.fill("title:en", "The bridge opens")
    for block in editor.top["blocks"]:
        if block["block_id"].startswith("owner"):  # a desk that was never offered
            editor.typed[block["block_id"]] = {"type": "static_select", "selected_option": {"value": "hr"}}
    await editor.submit()
    assert "hr:editor" in editor.reads()
    assert "The bridge opens" in str(editor.top)
    assert added(database) == []


async def test_a_messages_link_fills_the_form(editor: Stack) -> None:
    await editor.use_shortcut("queue_item", {"text": f"Look <{URL}|Our bridge>"})
    assert URL in str(editor.top)
    assert "Our bridge" in str(editor.top)


async def test_an_employee_who_may_not_add_is_told_so(employee: Stack) -> None:
    await employee.use_shortcut("queue_item", {"text": f"Look <{URL}|Our bridge>"})
    assert "You may not do this" in employee.reads()
    assert "submit" not in employee.top


async def test_where_no_desk_is_named_one_is_typed(editor: Stack, database: Database) -> None:
    config = editor.settings.config
    content = config.content.model_copy(update={"desks": []})
    editor.settings = editor.settings.model_copy(update={"config": config.model_copy(update={"content": content})})
    await begin(editor)
    editor.fill("url", URL)
    editor.fill("title:en", "The bridge opens")
    await editor.submit()
    (item,) = added(database)
    assert item.owner == "comms"
