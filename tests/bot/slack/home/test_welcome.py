"""Whoever joins the workspace is welcomed once, under the rules of their country."""

import json

import pytest

from bot.rendering.view import House
from bot.slack import limits
from bot.slack.home.welcome import blocks
from digests.db import Database
from digests.people.model import Preferences
from digests.people.store import save_preferences
from tests.bot.slack.hand import Hand, texts
from tests.bot.vendor import Reply, Vendor
from tests.factories import NOW

POST = "chat.postMessage"


@pytest.fixture
def taking(vendor: Vendor) -> Vendor:
    vendor.usually(POST, {"ok": True, "channel": "D1", "ts": "1.1"})
    return vendor


@pytest.mark.usefixtures("maja")
async def test_whoever_joins_is_told_once_who_sees_what_and_how_it_stops(hand: Hand, taking: Vendor) -> None:
    await hand.join()
    await hand.join()
    (call,) = taking.asked(POST)
    assert call.arguments["channel"] == "U1"
    told = json.dumps(call.arguments)
    assert "groups of 8 or more" in told
    assert "/budstikke pause" in told


@pytest.mark.usefixtures("maja")
async def test_a_welcome_that_slack_refused_may_be_given_later(hand: Hand, taking: Vendor) -> None:
    taking.next(POST, Reply(body={"ok": False, "error": "ratelimited"}))
    await hand.join()
    await hand.join()
    assert len(taking.asked(POST)) == 2


@pytest.mark.usefixtures("maja")
async def test_a_welcome_whose_answer_was_lost_is_not_sent_again(hand: Hand, taking: Vendor) -> None:
    taking.next(POST, Reply("cut"))
    await hand.join()
    await hand.join()
    assert len(taking.asked(POST)) == 1


async def test_somebody_whom_the_directory_does_not_have_is_not_written_to(hand: Hand, taking: Vendor) -> None:
    await hand.join()
    assert taking.asked(POST) == []


@pytest.mark.usefixtures("maja")
async def test_whoever_stopped_their_digests_is_not_written_to(database: Database, hand: Hand, taking: Vendor) -> None:
    database.write(save_preferences, "p-0001", Preferences(stopped=True), NOW)
    await hand.join()
    assert taking.asked(POST) == []


def test_who_sees_what_is_that_of_the_persons_country() -> None:
    house = House("Sample Company", modes={"DE": "open"})
    limits.check(blocks("en", house, "DE"))
    assert any("Editors can see by name" in text for text in texts(blocks("en", house, "DE")))
    assert not any("by name" in text for text in texts(blocks("en", house, "DK")))
