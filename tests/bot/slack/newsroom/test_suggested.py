"""Suggestions: a desk takes one or declines it with a word, and whoever had the idea hears of it."""

import pytest
from sqlalchemy import update

from digests.content.model import Item, ItemState
from digests.content.store import load_items
from digests.db import Database
from digests.newsroom.model import Done
from digests.newsroom.queue import history
from digests.newsroom.standing import Standing
from digests.newsroom.writing import accept, suggest
from digests.people.store import add_people, people
from tests.bot.slack.newsroom.conftest import EDITOR, EMPLOYEE
from tests.bot.slack.newsroom.stack import Stack
from tests.bot.slack.newsroom.test_editing import look
from tests.bot.vendor import Vendor
from tests.factories import NOW, person

URL = "https://www.example.com/news/ferry"
PERMALINK = "https://sample.slack.com/archives/C1/p1764000000"


@pytest.fixture
def idea(database: Database, queue: tuple[Item, ...]) -> str:
    del queue
    why = "Everybody talks about it <!here>."
    return database.write(suggest, EMPLOYEE, URL, "The ferry", why, PERMALINK, NOW).id


def of(database: Database, item_id: str) -> Item:
    return database.read(load_items, [item_id])[0]


async def test_a_suggestion_says_who_had_the_idea_and_why(editor: Stack, idea: str) -> None:
    await look(editor, idea, "suggested")
    said = editor.reads()
    assert "Suggested by Bo Friis" in said
    assert "Everybody talks about it &lt;!here&gt;." in said
    assert PERMALINK in said
    assert "newsroom_edit" not in str(editor.top)


async def test_a_desk_takes_a_suggestion_as_its_draft_and_thanks_for_it(
    editor: Stack, idea: str, database: Database, vendor: Vendor
) -> None:
    await look(editor, idea, "suggested")
    await editor.press("newsroom_accept:comms")
    assert (of(database, idea).state, of(database, idea).owner) == (ItemState.DRAFT, "comms")
    (call,) = vendor.asked("chat.postMessage")
    assert call.arguments["channel"] == "U3"
    assert "The ferry" in call.arguments["text"]
    assert "newsroom_edit:details" in str(editor.top)


async def test_a_suggestion_is_declined_with_a_word_that_only_its_writer_reads(
    editor: Stack, idea: str, database: Database, vendor: Vendor
) -> None:
    await look(editor, idea, "suggested")
    await editor.press("newsroom_decline")
    editor.fill("reason", "We told of it in October <!channel>.")
    await editor.submit()
    assert of(database, idea).state is ItemState.WITHDRAWN
    assert database.read(history, idea)[-1].act is Done.DECLINED
    (call,) = vendor.asked("chat.postMessage")
    assert call.arguments["channel"] == "U3"
    assert "We told of it in October &lt;!channel&gt;." in call.arguments["text"]
    assert len(editor.modals) == 1
    assert "Withdrawn" in editor.reads()


async def test_a_suggestion_that_another_took_meanwhile_is_told_so(
    editor: Stack, idea: str, database: Database, vendor: Vendor
) -> None:
    await look(editor, idea, "suggested")
    database.write(accept, Standing(None, admin=True), idea, "comms", NOW)
    await editor.press("newsroom_accept:comms")
    assert "is not a suggestion any more" in editor.reads()
    assert vendor.asked("chat.postMessage") == []


async def test_what_is_refused_is_said_in_danish_to_whoever_speaks_it(
    editor: Stack, idea: str, database: Database
) -> None:
    database.write(lambda connection: connection.execute(update(people).values(languages=("da",))))
    await look(editor, idea, "suggested")
    database.write(accept, Standing(None, admin=True), idea, "comms", NOW)
    await editor.press("newsroom_accept:comms")
    assert f"{idea} er ikke et forslag længere: den er en kladde." in editor.reads()


async def test_nobody_is_thanked_by_themselves(editor: Stack, database: Database, vendor: Vendor) -> None:
    own = database.write(suggest, EDITOR, URL, "The ferry", "", "", NOW)
    await look(editor, own.id, "suggested")
    await editor.press("newsroom_accept:comms")
    assert of(database, own.id).state is ItemState.DRAFT
    assert vendor.asked("chat.postMessage") == []


async def test_a_suggestion_cannot_be_taken_for_a_desk_that_is_not_theirs(
    editor: Stack, idea: str, database: Database
) -> None:
    await look(editor, idea, "suggested")
    await editor.forge(
        {"type": "button", "action_id": "newsroom_accept:hr", "block_id": "b", "value": "hr"}, editor.top
    )
    assert of(database, idea).state is ItemState.SUGGESTED


async def test_many_desks_are_chosen_from_a_list(editor: Stack, idea: str, database: Database) -> None:
    config = editor.settings.config
    desks = ["comms", "hr", "marketing", "branding", "csr"]
    content = config.content.model_copy(update={"desks": desks})
    editor.settings = editor.settings.model_copy(update={"config": config.model_copy(update={"content": content})})
    editor.slack_id = "U4"
    admin = person(id="p-0004", name="Ad Min", email="ad@example.com", slack_id="U4", roles=("admin",))
    database.write(add_people, [admin], NOW)
    await look(editor, idea, "suggested")
    await editor.choose("newsroom_accept", "csr")
    assert of(database, idea).owner == "csr"
