"""Who an item is for: groups put together by choosing, with how many people they reach."""

import json
from dataclasses import replace

import pytest

from digests.content.audience import read
from digests.content.model import EVERYBODY
from digests.db import Database
from digests.people.store import add_people
from tests.bot.slack.newsroom.stack import Stack
from tests.bot.slack.newsroom.test_editing import look, meanwhile, of
from tests.factories import NOW, person

WRITTEN = read({"any": [{"department": ["Engineering"], "country": ["DK"]}], "none": [{"person": ["p-0002"]}]})


async def begin(stack: Stack) -> None:
    await look(stack)
    await stack.press("newsroom_audience")


def crowd(database: Database, number: int, **fields: object) -> None:
    made = [
        person(id=f"c-{n}", email=f"c{n}@example.com", name=f"C {n}", **{"department": "Sales", **fields})
        for n in range(number)
    ]
    database.write(add_people, made, NOW)


async def test_everybody_is_narrowed_down_to_a_group_and_saved(editor: Stack, database: Database) -> None:
    await begin(editor)
    assert "No group: everybody." in editor.reads()
    (button,) = [one for one in editor.top["blocks"] if one.get("block_id") == "newsroom_group:any"]
    await editor.forge({"type": "button", "block_id": "b", **button["elements"][0]}, editor.top)
    editor.fill("any:0:department", ["Engineering", "Sales"])
    editor.fill("any:0:country", ["DK"])
    await editor.submit()
    assert of(database).audience == read({"any": [{"department": ["Engineering", "Sales"], "country": ["DK"]}]})
    assert "Department: Engineering, Sales + Country: Denmark" in editor.reads()


async def test_an_audience_goes_out_as_it_came_in_with_people_by_name(editor: Stack, database: Database) -> None:
    meanwhile(database, audience=WRITTEN)
    await begin(editor)
    assert "Ida Lund" in str(editor.top)
    await editor.submit()
    assert editor.errors == {}
    assert of(database).audience == WRITTEN
    assert of(database).version == 2


async def test_the_estimate_follows_each_choice_and_never_tells_of_fewer_than_k(
    editor: Stack, database: Database
) -> None:
    crowd(database, 30)
    meanwhile(database, audience=read({"any": [{"department": ["Sales"]}]}))
    await begin(editor)
    assert "Reaches about 24 people" in editor.reads()
    editor.fill("any:0:department", ["Legal"])
    (block,) = [one for one in editor.top["blocks"] if one.get("block_id", "").startswith("any:0:department")]
    await editor.forge(
        {"type": "multi_external_select", "block_id": block["block_id"], "action_id": "newsroom_value:department"},
        editor.top,
    )
    assert "Reaches fewer than 8 people" in editor.reads()


async def test_where_nobody_is_protected_the_estimate_is_a_plain_number(editor: Stack, database: Database) -> None:
    config = editor.settings.config
    privacy = config.privacy.model_copy(update={"mode": "open"})
    editor.settings = editor.settings.model_copy(update={"config": config.model_copy(update={"privacy": privacy})})
    meanwhile(database, audience=read({"any": [{"department": ["Legal"]}]}))
    await begin(editor)
    assert "Reaches 1 person" in editor.reads()


async def test_conditions_and_groups_come_and_go_and_what_was_chosen_stays(editor: Stack, database: Database) -> None:
    meanwhile(database, audience=WRITTEN)
    await begin(editor)
    await editor.choose("newsroom_condition:0", "interest")
    editor.fill("any:0:interest", ["ports"])
    await editor.press("newsroom_drop:1")
    await editor.submit()
    wanted = read({"any": [{"department": ["Engineering"], "country": ["DK"], "interest": ["ports"]}]})
    assert of(database).audience == wanted


async def test_a_group_without_a_value_is_told_so(editor: Stack, database: Database) -> None:
    meanwhile(database, audience=WRITTEN)
    await begin(editor)
    editor.fill("none:1:person", [])
    await editor.submit()
    assert "Choose at least one value" in str(editor.errors)
    await editor.press("newsroom_drop:1")
    await editor.press("newsroom_drop:0")
    await editor.submit()
    assert of(database).audience == EVERYBODY


async def test_an_audience_that_leaves_out_whom_it_is_for_is_told_so(editor: Stack, database: Database) -> None:
    same = [{"department": ["Engineering"]}]
    meanwhile(database, audience=read({"any": same, "none": [{"department": ["Sales"]}]}))
    await begin(editor)
    editor.fill("none:1:department", ["Engineering"])
    await editor.submit()
    assert "It leaves out everybody" in str(editor.errors)


async def test_a_value_that_cannot_be_one_is_told_at_its_group(editor: Stack, database: Database) -> None:
    meanwhile(database, audience=read({"any": [{"department": ["Sales"]}, {"country": ["DK"]}]}))
    await begin(editor)
    await editor.press("newsroom_drop:0")
    editor.fill("any:1:country", ["UK"])
    await editor.submit()
    assert [block.partition("#")[0] for block in editor.errors] == ["any:1:country"]


async def test_two_people_who_change_the_audience_see_both(editor: Stack, database: Database) -> None:
    meanwhile(database, audience=WRITTEN)
    await begin(editor)
    editor.fill("any:0:department", ["Sales"])
    meanwhile(database, audience=read({"any": [{"department": ["Legal"]}]}))
    await editor.submit()
    assert "Department: Legal" in editor.reads()
    assert "Somebody changed this item" in editor.reads()
    assert "Sales" in json.dumps(editor.top)
    await editor.submit()
    assert of(database).audience == replace(
        WRITTEN, any_of=read({"any": [{"department": ["Sales"], "country": ["DK"]}]}).any_of
    )


@pytest.mark.parametrize(
    ("action", "sought", "offered"),
    [
        ("newsroom_value:department", "eng", ["Engineering"]),
        ("newsroom_value:country", "denm", ["DK"]),
        ("newsroom_value:interest", "", ["ports", "sustainability"]),
        ("newsroom_value:language", "dan", ["da"]),
        ("newsroom_value:title", "bridge", ["Bridge engineer"]),
        ("newsroom_value:role", "comms:e", ["comms:editor"]),
        ("newsroom_value:person", "ida", ["p-0002"]),
        ("newsroom_value:shoe_size", "", []),
    ],
)
async def test_values_are_those_of_the_directory_and_the_queue(
    editor: Stack, action: str, sought: str, offered: list[str]
) -> None:
    assert await editor.offered(action, sought) == offered


async def test_a_column_that_configuration_names_can_be_chosen_by(editor: Stack, database: Database) -> None:
    config = editor.settings.config
    people = config.people.model_copy(update={"attributes": ["site"]})
    editor.settings = editor.settings.model_copy(update={"config": config.model_copy(update={"people": people})})
    crowd(database, 1, attributes={"site": "Aarhus"})
    assert await editor.offered("newsroom_value:site", "aar") == ["Aarhus"]


async def test_a_stranger_and_an_employee_are_offered_nobody(employee: Stack, editor: Stack) -> None:
    assert await employee.offered("newsroom_value:person") == []
    editor.slack_id = "U9"
    assert await editor.offered("newsroom_value:person") == []


async def test_an_audience_larger_than_slack_holds_is_shown_and_not_changed_here(
    editor: Stack, database: Database
) -> None:
    meanwhile(database, audience=read({"any": [{"person": [f"p-{n}" for n in range(101)]}]}))
    await look(editor)
    assert "newsroom_audience" not in str(editor.top)
    await editor.forge({"type": "button", "action_id": "newsroom_audience", "block_id": "b"}, editor.top)
    assert len(editor.modals) == 1
