"""A withdrawn item leaves the Slack messages that have it, also when Slack asks for patience or its answer is lost."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.jobs.batch import Batch
from bot.jobs.recalls import Recaller
from bot.slack.channel import SlackChannel
from bot.slack.workspace import workspace
from digests.db import Database
from digests.newsroom import items
from digests.newsroom.model import Withdrawal
from digests.newsroom.recalls import progress
from digests.newsroom.standing import OPERATOR
from digests.people.model import ChannelName
from tests.bot.chat import settings
from tests.bot.jobs.house import House, house
from tests.bot.vendor import Reply, Vendor
from tests.factories import NOW, person
from tests.fakes import FakeChannel

UPDATE, ITEM = "chat.update", "harbour-emissions"


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as made:
        made.usually(UPDATE, {"ok": True})
        yield made


@pytest.fixture
def made(database: Database) -> House:
    """Somebody whose digest arrived in Slack."""
    found = house(database, [person(slack_id="U1", languages=("en",))], channels=[FakeChannel(ChannelName.SLACK)])
    (one,) = found.open()
    Batch(found.work).compose([one])
    found.change([one], state="sent", ref="D1:1.1", sent_at=NOW)
    return found


def recaller(made: House, vendor: Vendor) -> Recaller:
    ticks = [0.0]

    def sleep(seconds: float) -> None:
        ticks[0] += seconds

    place = workspace(settings(vendor.address), made.database, made.clock, lambda: ticks[0], sleep)
    return Recaller(replace(made.work, channels={ChannelName.SLACK: SlackChannel(place)}), lambda: 0.0)


@pytest.mark.parametrize(
    "reply",
    [Reply(status=429, headers={"Retry-After": "7"}), Reply("cut"), Reply(status=503)],
    ids=["429", "cut", "503"],
)
def test_the_message_is_edited_however_often_it_takes(made: House, vendor: Vendor, reply: Reply) -> None:
    act = recaller(made, vendor)
    made.database.write(items.withdraw, OPERATOR, ITEM, Withdrawal(), NOW)
    vendor.next(UPDATE, reply)
    act()
    assert made.database.read(progress, ITEM) == {"due": 1, "done": 0, "failed": 0}
    made.clock.now += timedelta(seconds=8)
    act()
    assert made.database.read(progress, ITEM) == {"due": 0, "done": 1, "failed": 0}
    first, second = vendor.asked(UPDATE)
    assert (second.arguments["channel"], second.arguments["ts"]) == ("D1", "1.1")
    assert first.arguments["blocks"] == second.arguments["blocks"]
    told = json.dumps(second.arguments["blocks"])
    assert "This was taken back. Please do not share it any more." in told
    assert vendor.asked("chat.postMessage") == []
