"""The Home tab: whoever opens it sees their own, and a stranger sees that they are one."""

import json

import pytest

from bot.slack import limits
from digests.db import Database
from digests.people.store import add_people
from tests.bot.slack.hand import Hand, texts
from tests.bot.vendor import Reply, Vendor
from tests.factories import NOW, person


@pytest.mark.usefixtures("maja")
async def test_an_employee_sees_their_own_home_tab(hand: Hand) -> None:
    view = await hand.open_home()
    limits.check_home(view)
    told = texts(view["blocks"])
    assert told[0] == "Hello Maja"
    assert {"This week", "What came of it", "Preferences", "Pause or stop", "Privacy"} <= set(told)


@pytest.mark.usefixtures("maja")
async def test_before_the_first_digest_the_tab_says_that_it_will_come(hand: Hand) -> None:
    assert any(text.startswith("Nothing yet. Your first digest") for text in texts(await hand.open_home()))


async def test_somebody_whom_the_directory_does_not_have_is_told_so_and_gets_nothing_to_press(hand: Hand) -> None:
    view = await hand.open_home()
    limits.check_home(view)
    assert "is not in the company's directory" in json.dumps(view)
    assert "action_id" not in json.dumps(view)


async def test_whoever_has_left_is_a_stranger(database: Database, hand: Hand) -> None:
    database.write(add_people, [person(slack_id="U1", left_at=NOW)], NOW)
    assert "action_id" not in json.dumps(await hand.open_home())


@pytest.mark.usefixtures("maja")
async def test_the_conversation_beside_the_tab_publishes_nothing(hand: Hand) -> None:
    assert await hand.open_home(tab="messages") == {}


@pytest.mark.usefixtures("maja")
@pytest.mark.parametrize("reply", [Reply("cut"), Reply(body={"ok": False, "error": "not_enabled"})])
async def test_a_tab_that_slack_does_not_take_harms_nobody(vendor: Vendor, hand: Hand, reply: Reply) -> None:
    vendor.next("views.publish", reply)
    await hand.open_home()
    assert len(vendor.asked("views.publish")) == 1


async def test_the_tab_speaks_the_persons_language(database: Database, hand: Hand) -> None:
    database.write(add_people, [person(slack_id="U1", languages=("da",))], NOW)
    assert "Indstillinger" in json.dumps(await hand.open_home(), ensure_ascii=False)


async def test_a_name_that_looks_like_a_mention_calls_nobody(database: Database, hand: Hand) -> None:
    odd = person(slack_id="U1", name="<!channel> Holm", languages=("en",), interests=("<@U2>", "x" * 80))
    database.write(add_people, [odd], NOW)
    view = await hand.open_home()
    limits.check_home(view)
    marked = [value for value in _marked(view["blocks"]) if "<!" in value or "<@" in value]
    assert marked == []


def _marked(value: object) -> list[str]:
    if isinstance(value, list):
        return [text for one in value for text in _marked(one)]
    if not isinstance(value, dict):
        return []
    own = [value["text"]] if value.get("type") == "mrkdwn" else []
    return own + [text for one in value.values() for text in _marked(one)]
