"""Editing an item in Slack: each part in its own form, and two people at once lose nothing."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection

from digests.content import body
from digests.content.model import Image, Item, ItemState
from digests.content.store import load_items, load_kept
from digests.db import Database
from digests.newsroom.deciding import withdraw
from digests.newsroom.model import Withdrawal
from digests.newsroom.standing import OPERATOR
from digests.newsroom.writing import change
from tests.bot.slack.newsroom.stack import Stack
from tests.factories import NOW


def of(database: Database, item_id: str = "harbour-emissions") -> Item:
    return database.read(load_items, [item_id])[0]


def meanwhile(database: Database, **fields: object) -> None:
    """Somebody else changes the item."""

    def write(connection: Connection) -> None:
        item = load_kept(connection, ["harbour-emissions"])["harbour-emissions"].item
        change(connection, OPERATOR, replace(item, **fields), item.version, NOW)  # type: ignore[arg-type]

    database.write(write)


async def look(stack: Stack, item_id: str = "harbour-emissions", state: str = "draft") -> None:
    await stack.open_home()
    await stack.press(f"newsroom_turn:{state}")
    (block,) = [one for one in stack.home["blocks"] if one.get("accessory", {}).get("value") == item_id]
    await stack.forge({"type": "button", "block_id": "b", **block["accessory"]}, stack.home | {"type": "home"})


async def begin(stack: Stack, form: str) -> None:
    await look(stack)
    await stack.press(f"newsroom_edit:{form}")


async def test_an_item_shows_every_part_of_it_and_what_can_be_done(editor: Stack) -> None:
    await look(editor)
    said = editor.reads()
    for part in (
        "How we cut the harbour's emissions",
        "Shore power did most of it.",
        "https://www.example.com/news/harbour",
        "ports, sustainability",
        "LinkedIn, X, Bluesky",
        "A quay at dawn",
        "English: 1",
        "Everybody",
        "Draft",
    ):
        assert part in said


async def test_a_form_changes_its_own_part_and_leaves_the_others(editor: Stack, database: Database) -> None:
    before = of(database)
    await begin(editor, "details")
    editor.fill("topics", "ports")
    editor.fill("minutes", "")
    await editor.submit()
    assert of(database) == replace(before, topics=("ports",), minutes=None, version=2)
    assert len(editor.modals) == 1
    assert "version 2" in editor.reads()


async def test_nothing_changed_is_no_version(editor: Stack, database: Database) -> None:
    for form in ("details", "headline", "window", "picture"):
        await begin(editor, form)
        await editor.submit()
        assert editor.errors == {}
    assert of(database).version == 1


async def test_a_window_goes_out_as_it_came_in(editor: Stack, database: Database) -> None:
    begins, ends = datetime(2026, 12, 1, 7, 30, tzinfo=UTC), datetime(2026, 12, 20, 23, tzinfo=UTC)
    meanwhile(database, publish=begins, expires=ends)
    await begin(editor, "window")
    await editor.submit()
    assert (of(database).publish, of(database).expires) == (begins, ends)
    assert "1 December 2026" in editor.reads().replace("December 1,", "1 December")
    assert of(database).version == 2


async def test_a_picture_needs_a_description_and_goes_when_its_address_does(editor: Stack, database: Database) -> None:
    await begin(editor, "picture")
    editor.fill("alt:en", "")
    editor.fill("alt:da", "")
    await editor.submit()
    assert "Describe the picture" in str(editor.errors)
    editor.fill("image_url", "")
    await editor.submit()
    assert of(database).image is None


async def test_a_language_can_be_added_and_another_emptied(editor: Stack, database: Database) -> None:
    await begin(editor, "headline")
    await editor.choose("newsroom_language", "nb")
    editor.fill("title:nb", "Slik kuttet vi utslippene")
    editor.fill("summary:da", "")
    await editor.submit()
    assert set(of(database).title) == {"en", "da", "nb"}
    assert set(of(database).summary) == {"en"}


async def test_two_people_who_change_different_fields_both_have_their_way(editor: Stack, database: Database) -> None:
    await begin(editor, "details")
    editor.fill("topics", "ports")
    meanwhile(database, minutes=9)
    await editor.submit()
    assert (of(database).topics, of(database).minutes) == (("ports",), 9)


async def test_two_people_who_change_the_same_field_see_both_and_nothing_is_lost(
    editor: Stack, database: Database
) -> None:
    await begin(editor, "details")
    editor.fill("topics", "ports")
    editor.fill("disclosure", "#mine")
    meanwhile(database, topics=("cranes",), minutes=9)
    await editor.submit()
    assert of(database).topics == ("cranes",)
    said = editor.reads()
    assert "Somebody changed this item while you wrote" in said
    assert "cranes" in said
    assert "Topics: yours" in said
    await editor.submit()  # what was typed is there, and so is what only the other changed
    assert (of(database).topics, of(database).minutes, of(database).disclosure) == (("ports",), 9, "#mine")
    assert "version 3" in editor.reads()


async def test_the_others_word_can_be_taken_part_by_part(editor: Stack, database: Database) -> None:
    await begin(editor, "headline")
    editor.fill("title:en", "Mine")
    editor.fill("title:da", "Min")
    meanwhile(database, title={"en": "Theirs", "da": "Deres"})
    await editor.submit()
    await editor.press("newsroom_take:title:en")
    assert "Deres" in editor.reads()
    await editor.submit()
    assert of(database).title == {"en": "Theirs", "da": "Min"}


async def test_a_third_change_is_contested_again(editor: Stack, database: Database) -> None:
    await begin(editor, "details")
    editor.fill("topics", "ports")
    meanwhile(database, topics=("cranes",))
    await editor.submit()
    meanwhile(database, topics=("quays",))
    await editor.submit()
    assert "quays" in editor.reads()
    assert of(database).topics == ("quays",)


async def test_an_item_that_was_withdrawn_meanwhile_gives_back_what_was_typed(
    editor: Stack, database: Database
) -> None:
    await begin(editor, "details")
    editor.fill("topics", "ports, bridges")

    database.write(withdraw, OPERATOR, "harbour-emissions", Withdrawal(), NOW)
    await editor.submit()
    assert "is withdrawn" in editor.reads()
    assert "ports, bridges" in str(editor.top)
    assert of(database).topics == ("ports", "sustainability")


async def test_a_part_that_files_wrote_longer_than_slack_takes_is_shown_and_not_changed_here(
    editor: Stack, database: Database
) -> None:
    meanwhile(database, topics=tuple(f"topic-{number:03d}-of-many" for number in range(200)))
    await look(editor)
    assert "topic-000" in editor.reads()
    assert "newsroom_edit:details" not in str(editor.top)
    assert "newsroom_edit:headline" in str(editor.top)


async def test_a_picture_beside_which_nothing_is_described_is_said_to_lack_it(
    editor: Stack, database: Database
) -> None:
    meanwhile(database, image=Image("https://www.example.com/a.jpg", {"en": "A quay"}))
    await look(editor)
    assert "The picture is not described in Danish." in editor.reads()


async def test_an_editor_of_another_desk_changes_nothing_here(approver: Stack, database: Database) -> None:
    await look(approver, "welder")
    await approver.press("newsroom_edit:details")
    approver.fill("topics", "welding")
    await approver.submit()
    assert of(database, "welder").topics == ("welding",)


@pytest.mark.parametrize("form", ["details", "nonsense", "new"])
async def test_a_form_that_is_not_offered_opens_nothing(editor: Stack, form: str) -> None:
    await look(editor, "night-shift", "approved")
    before = len(editor.modals)
    await editor.forge(
        {"type": "button", "action_id": "newsroom_edit:x", "block_id": "b", "value": form},
        editor.top | {"private_metadata": '{"item":"welder"}'},
    )
    assert len(editor.modals) == before


async def test_an_item_with_an_error_in_it_is_not_offered_for_approval(editor: Stack, database: Database) -> None:
    await look(editor)
    assert "item_submit" in str(editor.top)
    meanwhile(database, texts=(body.text("en", "a " * 200, "x"),))
    await look(editor)
    assert "item_submit" not in str(editor.top)
    assert "Before it can be submitted" in editor.reads()
    assert "too long for X" in editor.reads()


async def test_whoever_may_not_approve_is_told_that_an_approved_item_goes_to_review_again(
    editor: Stack, database: Database
) -> None:
    await look(editor, "night-shift", "approved")
    await editor.press("newsroom_edit:details")
    assert "has to be approved again" in editor.reads()
    editor.fill("minutes", "5")
    await editor.submit()
    assert of(database, "night-shift").state is ItemState.IN_REVIEW


async def test_whoever_may_approve_changes_an_approved_item_without_a_word(approver: Stack) -> None:
    await look(approver, "night-shift", "approved")
    await approver.press("newsroom_edit:details")
    assert "has to be approved again" not in approver.reads()


async def test_what_is_worth_a_look_is_said_in_words(editor: Stack, database: Database) -> None:
    long = body.text("en", "b " * 200)
    meanwhile(
        database,
        summary={"en": "A"},
        goal="nowhere",
        texts=(long, body.text("en", "One."), body.text("en", "One!"), body.text("en", "Two.", "reddit")),
    )
    await look(editor)
    said = editor.reads()
    for sentence in (
        "There is no summary in Danish.",
        "There is no text in Danish.",
        "There is no goal of that name.",
        "too long for X and is cut there",
        "Two texts say the same: One!",
        "There is a text for Reddit, which is not among the item's networks.",
    ):
        assert sentence in said
