"""Whoever joins the workspace is welcomed once, under the rules of their country."""

import json
from asyncio import to_thread
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.rendering.view import House, shown
from bot.slack import limits
from bot.slack.blocks import render
from bot.slack.channel import SlackChannel
from bot.slack.home.welcome import blocks
from bot.slack.workspace import workspace
from digests.db import Database
from digests.delivery.model import Parcel
from digests.employee.welcome import welcome
from digests.people.model import Person, Preferences
from digests.people.store import load_people, save_preferences
from tests.bot.chat import settings
from tests.bot.slack.hand import Hand, texts
from tests.bot.vendor import Reply, Vendor
from tests.factories import NOW, digest, parcel, person

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


def first(**fields: object) -> Parcel:
    """Maja's first digest."""
    return parcel(digest=digest(first=True), person=person(slack_id="U1", languages=("en",)), **fields)


def sent(database: Database, vendor: Vendor, digested: Parcel) -> str:
    """Sends a digest; what Slack was told of it."""
    channel = SlackChannel(workspace(settings(vendor.address), database, lambda: NOW))
    with closing(channel.open()) as lane:
        lane.send(digested)
    database.write(lambda _: None)  # what was submitted before is kept now
    return json.dumps(vendor.asked(POST)[-1].arguments)


async def test_a_first_digest_brings_the_welcome_and_nobody_is_welcomed_again(
    database: Database, hand: Hand, taking: Vendor, maja: Person
) -> None:
    assert "Welcome. Share what you like" in await to_thread(sent, database, taking, first())
    (known,) = database.read(load_people, [maja.id])
    assert known.welcomed_at == NOW
    await hand.join()
    assert len(taking.asked(POST)) == 1


@pytest.mark.usefixtures("maja")
def test_a_first_digest_that_was_changed_still_brings_it(database: Database) -> None:
    database.write(welcome, "p-0001", NOW + timedelta(minutes=1))
    (known,) = database.read(load_people, ["p-0001"])
    seen = shown(replace(first(), person=known), "https://share.example.com", House("Sample Company"))
    message = render(seen, 7)
    limits.check_message(message)
    assert "Welcome. Share what you like" in json.dumps(message)


@pytest.mark.usefixtures("maja")
def test_whoever_was_welcomed_when_they_joined_gets_a_first_digest_without_it(
    database: Database, taking: Vendor
) -> None:
    database.write(welcome, "p-0001", NOW - timedelta(days=1))
    (known,) = database.read(load_people, ["p-0001"])
    assert "Welcome. Share what you like" not in sent(database, taking, replace(first(), person=known))


def test_a_test_welcomes_nobody(database: Database, taking: Vendor, maja: Person) -> None:
    sent(database, taking, first(test_to="U9"))
    (known,) = database.read(load_people, [maja.id])
    assert known.welcomed_at is None
