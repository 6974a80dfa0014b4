"""This week's items in the Home tab: the same buttons as in the digest, and what came of them."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import Connection, update

from bot.slack import limits
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.delivery.store import deliveries
from digests.people.model import Person
from tests.bot.chat import keep
from tests.bot.slack.hand import Hand, element, texts
from tests.bot.vendor import Vendor
from tests.factories import NOW, item, person

MAJA = person(slack_id="U1", languages=("en",))
DIGEST = {"rung": "reader", "language": "en", "timezone": "Europe/Copenhagen", "best_hour": 8, "first": False}


@pytest.fixture
def digested(database: Database, vendor: Vendor) -> Person:
    vendor.usually("chat.update", {"ok": True})
    database.write(add_items, [Entry(item(), None)], "file", NOW)
    database.write(keep, MAJA)
    database.write(sent, NOW - timedelta(hours=2))
    return MAJA


def sent(connection: Connection, at: object) -> None:
    """The delivery reached its person at that moment."""
    digest = DIGEST | {"composed_at": NOW.isoformat()}
    values = {"state": "sent", "sent_at": at, "due_at": at, "channel": "slack", "ref": "D1:1.1", "digest": digest}
    connection.execute(update(deliveries).values(values))


def share(view: dict[str, object]) -> dict[str, object]:
    """The first share button of the first item."""
    return element(view, "share_linkedin")


@pytest.mark.usefixtures("digested")
async def test_the_newest_digests_items_stand_there_with_their_buttons(hand: Hand) -> None:
    view = await hand.open_home()
    limits.check_home(view)
    told = texts(view["blocks"])
    assert "From your digest of November 24, 2026" in told
    assert any("How we cut the harbour&#39;s" in text or "How we cut the harbour's" in text for text in told)
    assert share(view)["value"] == "7:1:linkedin"


@pytest.mark.usefixtures("digested")
async def test_an_older_digest_is_not_called_this_weeks(database: Database, hand: Hand) -> None:
    database.write(sent, NOW - timedelta(days=8))
    assert "Your last digest" in texts((await hand.open_home())["blocks"])


@pytest.mark.usefixtures("digested")
async def test_a_digest_whose_buttons_do_not_work_any_more_is_not_shown(database: Database, hand: Hand) -> None:
    database.write(sent, NOW - timedelta(days=61))
    assert "share_linkedin" not in json.dumps(await hand.open_home())


@pytest.mark.usefixtures("digested")
async def test_a_press_in_the_tab_is_kept_and_shown_in_the_tab_and_in_the_message(hand: Hand, vendor: Vendor) -> None:
    view = await hand.open_home()
    view = await hand.press({"type": "button", **share(view)})
    assert element(view, "confirm_shared")["value"] == "7:1"
    (call,) = vendor.asked("chat.update")
    assert (call.arguments["channel"], call.arguments["ts"]) == ("D1", "1.1")
    view = await hand.press({"type": "button", **element(view, "confirm_shared")})
    assert any("✓" in text for text in texts(view["blocks"]))
    assert any(text.startswith("Your 1 share") for text in texts(view["blocks"]))


@pytest.mark.usefixtures("digested")
async def test_a_press_on_a_digest_that_came_by_mail_is_shown_in_the_tab_alone(
    database: Database, hand: Hand, vendor: Vendor
) -> None:
    database.write(lambda connection: connection.execute(update(deliveries).values(ref="<7@share.example.com>")))
    view = await hand.open_home()
    assert "confirm_shared" in json.dumps(await hand.press({"type": "button", **share(view)}))
    assert vendor.asked("chat.update") == []


@pytest.mark.usefixtures("digested")
async def test_the_command_shows_the_same_items_and_says_why_they_were_picked(hand: Hand) -> None:
    now = await hand.type_command("now")
    limits.check(now["blocks"])
    assert element(now, "share_linkedin")["value"] == "7:1:linkedin"
    why = texts((await hand.type_command("why"))["blocks"])
    assert why[0].startswith("*How we cut the harbour's emissions*")


@pytest.mark.usefixtures("digested")
async def test_a_press_on_the_commands_answer_changes_that_answer(hand: Hand, vendor: Vendor) -> None:
    now = await hand.type_command("now")
    await hand.press_in_answer({"type": "button", **element(now, "share_linkedin")})
    changed = vendor.asked("/response")[-1].arguments
    assert changed["replace_original"] is True
    assert element(changed, "confirm_shared")["value"] == "7:1"


@pytest.mark.usefixtures("digested")
async def test_a_strangers_press_on_somebody_elses_item_does_nothing(hand: Hand, vendor: Vendor) -> None:
    pressed = {"type": "button", **share(await hand.open_home())}
    hand.slack_id = "U2"
    await hand.press(pressed)
    await hand.press_in_answer(pressed)
    assert vendor.asked("chat.update") == []
    hand.slack_id = "U1"
    assert "confirm_shared" not in json.dumps(await hand.open_home())
