"""Suggest for sharing: any employee, in one window that comes with the link."""

import json
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.slack import limits
from digests.content.model import ItemState
from digests.content.store import load_items
from digests.db import Database
from digests.newsroom.store import suggestions
from tests.bot.slack.hand import Hand, element, texts
from tests.bot.vendor import Vendor

MESSAGE = {"ts": "1764000000.000100", "text": "Nice: <https://www.example.com/quay|A quay at dawn>"}
TYPED = {"url": "https://www.example.com/quay", "title": "A quay at dawn", "why": "It is ours"}
PERMALINK = "https://sample.slack.com/archives/C1/p1764000000000100"


async def opened(hand: Hand, message: dict[str, Any] = MESSAGE) -> dict[str, Any]:
    """The window that the shortcut opens."""
    await hand.use_shortcut("suggest_item", message)
    return view(hand.vendor, "views.open")


def view(vendor: Vendor, method: str) -> dict[str, Any]:
    """The view of the last call."""
    found = vendor.asked(method)[-1].arguments["view"]
    shown: dict[str, Any] = json.loads(found) if isinstance(found, str) else found
    limits.check_modal(shown)
    return shown


def kept(connection: Connection) -> list[tuple[str, str, str]]:
    """Who suggested what with which word, and where they found it."""
    return [(row.person_id, row.why, row.permalink) for row in connection.execute(suggestions.select())]


@pytest.mark.usefixtures("maja")
async def test_the_window_comes_with_the_messages_first_link(hand: Hand) -> None:
    shown = await opened(hand)
    assert element(shown, "url")["initial_value"] == "https://www.example.com/quay"
    assert element(shown, "title")["initial_value"] == "A quay at dawn"


@pytest.mark.usefixtures("maja")
@pytest.mark.parametrize(
    "message", [{"ts": "1.1", "text": "no link"}, {}, {"text": "<https://a.example.com|" + "x" * 400 + ">"}]
)
async def test_the_window_opens_for_any_message(hand: Hand, message: dict[str, Any]) -> None:
    await opened(hand, message)


@pytest.mark.usefixtures("maja")
async def test_a_suggestion_is_kept_with_the_person_and_the_messages_permalink(
    database: Database, hand: Hand, vendor: Vendor
) -> None:
    vendor.usually("chat.getPermalink", {"ok": True, "permalink": f"{PERMALINK}?thread_ts=1"})
    answer = await hand.submit(await opened(hand), **TYPED)
    assert answer["response_action"] == "update"
    limits.check_modal(answer["view"])
    (item,) = database.read(load_items)
    assert (item.url, item.title, item.state) == (TYPED["url"], {"en": TYPED["title"]}, ItemState.SUGGESTED)
    assert database.read(kept) == [("p-0001", "It is ours", f"{PERMALINK}?thread_ts=1")]
    assert any(text.startswith("Thank you.") for text in texts(view(vendor, "views.update")))


@pytest.mark.usefixtures("maja")
async def test_where_the_app_may_not_see_the_message_its_permalink_is_made(
    database: Database, hand: Hand, vendor: Vendor
) -> None:
    vendor.usually("chat.getPermalink", {"ok": False, "error": "channel_not_found"})
    await hand.submit(await opened(hand), **TYPED)
    assert [permalink for _, _, permalink in database.read(kept)] == [PERMALINK]


@pytest.mark.usefixtures("maja")
@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"url": "http://www.example.com/quay"}, ["url"]),
        ({"url": "https://"}, ["url"]),
        ({"url": "https://[", "title": "  "}, ["title", "url"]),
        ({"title": ""}, ["title"]),
    ],
)
async def test_what_cannot_be_is_said_beside_what_was_typed(
    database: Database, hand: Hand, typed: dict[str, str], wrong: list[str]
) -> None:
    answer = await hand.submit(await opened(hand), **{**TYPED, **typed})
    assert answer["response_action"] == "errors"
    assert sorted(answer["errors"]) == wrong
    assert database.read(load_items) == []


@pytest.mark.usefixtures("maja")
async def test_an_address_that_is_there_already_is_said_and_nothing_typed_is_lost(
    database: Database, hand: Hand, vendor: Vendor
) -> None:
    await hand.submit(await opened(hand), **TYPED)
    await hand.submit(await opened(hand), **{**TYPED, "why": "Once more"})
    assert len(database.read(load_items)) == 1
    shown = view(vendor, "views.update")
    assert "in the queue already" in json.dumps(shown)
    assert element(shown, "why")["initial_value"] == "Once more"


async def test_a_stranger_gets_no_window_and_reaches_nothing_by_a_forged_submission(
    database: Database, hand: Hand, vendor: Vendor
) -> None:
    await hand.use_shortcut("suggest_item", MESSAGE)
    assert vendor.asked("views.open") == []
    assert "is not in the company's directory" in vendor.asked("/response")[0].arguments["text"]
    forged = {"type": "modal", "callback_id": "suggest_item"}
    await hand.submit(forged | {"private_metadata": '{"person": "p-0001"}'}, **TYPED)
    await hand.submit(forged | {"private_metadata": "["}, **TYPED)
    assert database.read(load_items) == []
