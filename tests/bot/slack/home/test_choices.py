"""Preferences in the Home tab: one control, one choice, saved at once and for nobody else."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.slack import limits
from bot.slack.home.choices import AS_IT_IS, PREFIX
from digests.db import Database
from digests.people.model import ChannelName, Preferences
from digests.people.preferences import FOREVER
from digests.people.store import add_people, load_preferences, save_preferences
from tests.bot.slack.hand import Hand, element, texts
from tests.factories import NOW, person

pytestmark = pytest.mark.usefixtures("maja")
BEFORE = Preferences(items=2, networks=("x",), mastodon="mastodon.example.com")


def picked(name: str, *values: str, several: bool = False) -> dict[str, Any]:
    """One use of a select."""
    options = [{"text": {"type": "plain_text", "text": "?"}, "value": value} for value in values]
    if several:
        return {"type": "multi_static_select", "action_id": PREFIX + name, "selected_options": options}
    return {"type": "static_select", "action_id": PREFIX + name, "selected_option": options[0]}


@pytest.mark.parametrize(
    ("action", "field", "value"),
    [
        (picked("channel", "email"), "channel", ChannelName.EMAIL),
        (picked("weekday", "3"), "weekday", 3),
        (picked("hour", "0"), "hour", 0),
        (picked("items", "5"), "items", 5),
        (picked("items", AS_IT_IS), "items", None),
        (picked("min_days", "14"), "min_days", 14),
        (picked("networks", "linkedin", "x", several=True), "networks", ("linkedin", "x")),
        (picked("networks", several=True), "networks", ()),
        (picked("topics", "bridges", several=True), "topics", ("bridges",)),
        (picked("languages", "da", "en", several=True), "languages", ("en", "da")),
        (
            {"type": "plain_text_input", "action_id": PREFIX + "mastodon", "value": "@maja@Social.example.com"},
            "mastodon",
            "social.example.com",
        ),
    ],
)
async def test_a_choice_is_saved_at_once_beside_all_the_others(
    database: Database, hand: Hand, action: dict[str, Any], field: str, value: object
) -> None:
    database.write(save_preferences, "p-0001", BEFORE, NOW)
    await hand.open_home()
    await hand.press(action)
    chosen = database.read(load_preferences, "p-0001")
    assert getattr(chosen, field) == value
    others = {name for name in Preferences.__slots__ if name != field}
    assert all(getattr(chosen, name) == getattr(BEFORE, name) for name in others)


async def test_the_tab_shows_what_was_chosen_and_every_control_keeps_to_slacks_limits(
    database: Database, hand: Hand
) -> None:
    await hand.open_home()
    view = await hand.press(picked("weekday", "3"))
    limits.check_home(view)
    shown = element(view, f"{PREFIX}weekday")
    assert shown["initial_option"]["text"]["text"] == "Thursday"
    database.write(save_preferences, "p-0001", Preferences(), NOW)
    assert element(await hand.open_home(), f"{PREFIX}weekday")["initial_option"]["value"] == AS_IT_IS


async def test_a_control_gets_another_name_when_its_choice_changed_elsewhere(database: Database, hand: Hand) -> None:
    """Slack goes on showing what was chosen in a block that has kept its name."""

    def named(view: dict[str, Any]) -> str:
        return str(next(block["block_id"] for block in view["blocks"] if "weekday" in block.get("block_id", "")))

    before = named(await hand.open_home())
    database.write(save_preferences, "p-0001", Preferences(weekday=3), NOW)
    assert named(await hand.open_home()) != before


@pytest.mark.parametrize("action", [picked("hour", "99"), picked("networks", "myspace", several=True)])
async def test_a_choice_that_is_on_no_list_changes_nothing(
    database: Database, hand: Hand, action: dict[str, Any]
) -> None:
    await hand.open_home()
    await hand.press(action)
    assert database.read(load_preferences, "p-0001") == Preferences()


async def test_a_server_that_is_none_is_said_to_be_none_until_the_next_press(database: Database, hand: Hand) -> None:
    await hand.open_home()
    view = await hand.press({"type": "plain_text_input", "action_id": PREFIX + "mastodon", "value": "<b>"})
    assert any("&lt;b&gt;” is not the name of a server" in text for text in texts(view))
    assert database.read(load_preferences, "p-0001") == Preferences()
    assert "is not the name of a server" not in json.dumps(await hand.press(picked("weekday", "3")))


async def test_a_control_that_is_not_ours_changes_nothing(database: Database, hand: Hand) -> None:
    await hand.open_home()
    await hand.press(picked("stopped", "1"))
    assert database.read(load_preferences, "p-0001") == Preferences()


async def test_the_directorys_own_topics_and_languages_stay_the_directorys(database: Database, hand: Hand) -> None:
    await hand.open_home()
    await hand.press(picked("topics", "sustainability", "ports", several=True))
    await hand.press(picked("languages", "en", several=True))
    assert database.read(load_preferences, "p-0001") == Preferences()


async def test_more_topics_than_slack_takes_leave_out_none_that_the_person_follows(
    database: Database, hand: Hand
) -> None:
    many = person(id="p-0002", email="", interests=tuple(f"topic-{number:03}" for number in range(150)))
    database.write(add_people, [many], NOW)
    view = await hand.open_home()
    limits.check_home(view)
    shown = element(view, f"{PREFIX}topics")
    assert {"ports", "sustainability"} == {option["value"] for option in shown["initial_options"]}


async def test_a_forged_press_by_a_stranger_changes_nobodys_choices(database: Database, hand: Hand) -> None:
    await hand.open_home()
    hand.slack_id = "U2"
    await hand.press(picked("weekday", "3"))
    await hand.press({"type": "button", "action_id": "home_stop", "value": "p-0001"})
    await hand.press({"type": "button", "action_id": "home_pause_4", "value": "p-0001"})
    assert database.read(load_preferences, "p-0001") == Preferences()


@pytest.mark.parametrize(
    ("action", "until", "said"),
    [
        ("home_pause_1", NOW + timedelta(weeks=1), "December 1, 2026"),
        ("home_pause_4", NOW + timedelta(weeks=4), "December 22, 2026"),
        ("home_pause_return", FOREVER, "until you"),
    ],
)
async def test_a_pause_is_kept_said_and_ended_again(
    database: Database, hand: Hand, action: str, until: object, said: str
) -> None:
    await hand.open_home()
    view = await hand.press({"type": "button", "action_id": action})
    assert database.read(load_preferences, "p-0001").paused_until == until
    assert any(said in text for text in texts(view))
    view = await hand.press(element(view, "home_resume"))
    assert database.read(load_preferences, "p-0001") == Preferences()
    assert "home_resume" not in json.dumps(view)


async def test_a_pause_of_another_length_is_none(database: Database, hand: Hand) -> None:
    await hand.open_home()
    await hand.press({"type": "button", "action_id": "home_pause_forever"})
    assert database.read(load_preferences, "p-0001") == Preferences()


async def test_stopping_for_good_asks_first_and_can_be_taken_back(database: Database, hand: Hand) -> None:
    view = await hand.open_home()
    stop = element(view, "home_stop")
    assert stop["confirm"]["style"] == "danger"
    view = await hand.press(stop)
    limits.check_home(view)
    assert database.read(load_preferences, "p-0001").stopped
    assert "home_stop" not in json.dumps(view)
    await hand.press(element(view, "home_resume"))
    assert not database.read(load_preferences, "p-0001").stopped


async def test_objecting_to_tracking_is_one_tick_and_taken_back_by_another(database: Database, hand: Hand) -> None:
    ticks = element(await hand.open_home(), "home_consent")
    chosen = {"type": "checkboxes", "action_id": "home_consent"}
    await hand.press(chosen | {"selected_options": ticks["options"][:1]})
    assert database.read(load_preferences, "p-0001").untracked
    await hand.press(chosen | {"selected_options": []})
    assert not database.read(load_preferences, "p-0001").untracked


async def test_names_are_asked_for_only_where_the_mode_is_team(database: Database, hand: Hand) -> None:
    def values(view: dict[str, Any]) -> list[str]:
        return [option["value"] for option in element(view, "home_consent")["options"]]

    assert values(await hand.open_home()) == ["untracked"]
    forged = {"type": "checkboxes", "action_id": "home_consent", "selected_options": [{"value": "named"}]}
    await hand.press(forged)
    assert not database.read(load_preferences, "p-0001").named
    config = hand.settings.config
    team = config.privacy.model_copy(update={"countries": {"DK": "team"}})
    hand.settings = hand.settings.model_copy(update={"config": config.model_copy(update={"privacy": team})})
    assert values(await hand.open_home()) == ["untracked", "named"]
    await hand.press(forged)
    assert database.read(load_preferences, "p-0001").named
