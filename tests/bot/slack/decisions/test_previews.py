"""Looking before sending: a test to oneself, and a digest as somebody else would get it; neither leaves a trace."""

import json
from datetime import datetime

import pytest

from digests.access import audit
from digests.db import Database
from digests.delivery.model import Parcel
from digests.errors import UnknownError
from digests.people.model import Person
from tests.bot.slack.decisions.conftest import MESSAGE, open_item
from tests.bot.slack.newsroom.conftest import EDITOR
from tests.bot.slack.newsroom.stack import Stack
from tests.bot.vendor import Reply, Vendor
from tests.factories import parcel

ITEM, POST = "harbour-emissions", "chat.postMessage"


def composed(schedule: str, who: Person, at: datetime) -> tuple[Parcel | None, str]:
    """What a person would get, without a company behind it."""
    del at
    if schedule != "weekly":
        raise UnknownError("There is no such schedule.")
    return (parcel(person=who), "") if who.id == EDITOR.id else (None, "the person paused")


@pytest.fixture
def looking(editor: Stack) -> Stack:
    editor.composed = composed
    return editor


async def ask(stack: Stack, who: str) -> None:
    await open_item(stack, ITEM)
    await stack.press("item_preview_as")
    stack.fill("person", who)
    await stack.submit()


async def test_a_test_goes_to_whoever_asked_and_to_nobody_else(editor: Stack, vendor: Vendor) -> None:
    await open_item(editor, ITEM)
    await editor.press("item_test")
    (call,) = vendor.asked(POST)
    assert call.arguments["channel"] == "U1"
    told = json.dumps(call.arguments["blocks"])
    assert "[Test]" in told
    assert "How we cut the harbour" in told
    assert "A test is in your messages" in editor.reads()


async def test_a_test_that_slack_did_not_take_says_so(editor: Stack, vendor: Vendor) -> None:
    vendor.next(POST, Reply(body={"ok": False, "error": "ratelimited"}))
    await open_item(editor, ITEM)
    await editor.press("item_test")
    assert "Slack did not take the message" in editor.reads()


async def test_no_test_is_sent_of_another_desks_item(editor: Stack, vendor: Vendor) -> None:
    await editor.press_card("item_test", "1:welder", MESSAGE)
    assert vendor.asked(POST) == []
    assert "You may not do this" in editor.reads()


async def test_a_preview_shows_the_message_and_notes_who_looked_at_whom(looking: Stack, database: Database) -> None:
    await ask(looking, "U1")
    assert "What Maja Holm would get now. Nothing was sent or kept." in looking.reads()
    assert "How we cut the harbour" in looking.reads()
    assert [(one.act, one.subject, one.person_id) for one in database.read(audit.looks)] == [
        ("preview as", "weekly", "p-0001"),
        ("looked as", "weekly", "p-0001"),
    ]


async def test_whoever_would_get_nothing_is_told_with_the_reason(looking: Stack) -> None:
    await ask(looking, "U2")
    assert "Ida Lund would get nothing now: the person paused." in looking.reads()


async def test_a_member_who_is_nobody_of_the_directory_gets_no_digest(looking: Stack, database: Database) -> None:
    await ask(looking, "U404")
    assert "nobody of the directory" in looking.reads()
    assert database.read(audit.looks) == []


async def test_a_schedule_that_is_not_there_any_more_is_said(looking: Stack) -> None:
    await open_item(looking, ITEM)
    await looking.press("item_preview_as")
    looking.fill("person", "U1")
    looking.typed["schedule"] = {"type": "static_select", "selected_option": {"value": "gone"}}
    await looking.submit()
    assert "There is no such schedule." in looking.reads()


@pytest.mark.parametrize("slack_id", ["U3", "U404"])
async def test_nobody_without_a_role_previews_anybody(looking: Stack, database: Database, slack_id: str) -> None:
    looking.slack_id = slack_id
    metadata = json.dumps({"about": f"1:{ITEM}"})
    person = {"type": "input", "block_id": "person", "element": {"type": "users_select", "action_id": "chosen"}}
    looking.modals = [
        {
            "id": "V9",
            "type": "modal",
            "callback_id": "item_preview_as",
            "private_metadata": metadata,
            "blocks": [person],
        }
    ]
    looking.fill("person", "U1")
    await looking.submit()
    assert "You may not do this" in looking.reads()
    assert database.read(audit.looks) == []
