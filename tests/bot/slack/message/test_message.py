"""The digest's message lives: every press is kept once, for whoever it belongs to, and the message says so."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from digests.db import Database
from digests.delivery.store import deliveries
from digests.employee.store import load_wishes
from digests.ledger.model import FactKind, Verdict
from digests.people.model import Preferences
from digests.people.preferences import FOREVER
from digests.people.store import change_people, load_preferences, save_preferences
from tests.bot.chat import settings
from tests.bot.slack.hand import element, texts
from tests.bot.slack.message.reader import OPEN, UPDATE, Reader, deliver
from tests.bot.vendor import Reply, Vendor
from tests.decided import withdraw
from tests.factories import NOW, person


async def test_a_tap_is_kept_and_asks_whether_it_was_shared(reader: Reader) -> None:
    await reader.act("share_linkedin", "7:1:linkedin")
    (fact,) = reader.facts()
    assert (fact.kind, fact.verdict, fact.rules) == (FactKind.TAP, Verdict.HUMAN, ("slack_button",))
    assert (fact.delivery_id, fact.person_id, fact.item_id) == (7, "p-0001", "harbour-emissions")
    assert (fact.network, fact.department, fact.at, fact.settles_at) == ("linkedin", "Engineering", NOW, None)
    assert "*Shared it on LinkedIn?*" in reader.reads()
    assert element(reader.message["blocks"], "confirm_shared")["value"] == "7:1"
    assert reader.message["metadata"]["event_payload"] == {"delivery": "7"}  # it can still be found


async def test_shared_it_is_kept_with_its_network_and_said(reader: Reader) -> None:
    await reader.act("share_x", "7:1:x")
    await reader.act("confirm_shared", "7:1")
    await reader.act("confirm_shared", "7:1")
    (fact,) = reader.facts(FactKind.CONFIRM)
    assert (fact.network, fact.verdict) == ("x", Verdict.HUMAN)
    assert "You shared this on X. Thank you!" in reader.reads()
    assert "Shared it" not in reader.reads()


async def test_not_now_offers_the_item_again_and_another_tap_asks_again(reader: Reader) -> None:
    await reader.act("share_linkedin", "7:1:linkedin")
    await reader.act("not_now", "7:1")
    assert "Shared it" not in reader.reads()
    assert element(reader.message["blocks"], "share_linkedin")["value"] == "7:1:linkedin"
    wish = reader.database.read(load_wishes, 7)[1]
    assert wish.not_now_at == NOW


async def test_every_change_edits_the_one_message_and_none_sends_another(reader: Reader, vendor: Vendor) -> None:
    for action, value in (("share_x", "7:1:x"), ("confirm_shared", "7:1"), ("not_for_me", "7:2"), ("resume", "7")):
        await reader.act(action, value)
    assert len(vendor.asked(UPDATE)) == len(vendor.calls) == 4


async def test_a_press_that_slack_tells_twice_is_kept_once(reader: Reader) -> None:
    await reader.act("share_linkedin", "7:1:linkedin", at="1.1")
    await reader.act("share_linkedin", "7:1:linkedin", at="1.1")
    assert len(reader.facts()) == 1
    await reader.act("share_linkedin", "7:1:linkedin", at="1.2")
    assert len(reader.facts()) == 2


BUTTONS = (
    ("share_linkedin", "7:1:linkedin"),
    ("open_post", "7:2"),
    ("confirm_shared", "7:1"),
    ("not_now", "7:1"),
    ("more_networks", "7:1"),
    ("pick_text", "7:1"),
    ("undo_decline", "7:1"),
    ("not_for_me", "7:1"),
    ("snooze", "7"),
    ("resume", "7"),
)
OPTIONS = (
    ("item_menu", "more:7:1"),
    ("item_menu", "shared:7:1"),
    ("item_menu", "later:7:1"),
    ("item_menu", "tomorrow:7:1"),
    ("item_menu", "decline:7:1"),
    ("snooze", "4:7"),
)


@pytest.mark.parametrize("stranger", ["U2", "U9"])
@pytest.mark.parametrize(("action", "value"), BUTTONS)
async def test_a_button_pressed_by_somebody_else_changes_and_shows_nothing(
    reader: Reader, vendor: Vendor, stranger: str, action: str, value: str
) -> None:
    reader.slack_id = stranger
    await reader.act(action, value)
    assert reader.facts() == []
    assert reader.database.read(load_wishes, 7) == {}
    assert reader.database.read(load_preferences, "p-0001") == Preferences()
    assert vendor.calls == []


@pytest.mark.parametrize(("action", "option"), OPTIONS)
async def test_an_option_chosen_by_somebody_else_changes_and_shows_nothing(
    reader: Reader, vendor: Vendor, action: str, option: str
) -> None:
    reader.slack_id = "U2"
    await reader.act(action, option=option)
    assert reader.facts() == []
    assert reader.database.read(load_wishes, 7) == {}
    assert reader.database.read(load_preferences, "p-0001") == Preferences()
    assert vendor.calls == []


@pytest.mark.parametrize(
    "value", ["0:1:linkedin", "7:4:linkedin", "7:101:linkedin", "8:1:linkedin", "7:1:myspace", "7:1", "", "x", "7:1:x:"]
)
async def test_a_value_that_names_no_pick_of_theirs_is_acknowledged_and_left_out(
    reader: Reader, vendor: Vendor, value: str
) -> None:
    await reader.act("share_linkedin", value)
    assert reader.facts() == []
    assert vendor.calls == []


@pytest.mark.parametrize("option", ["fly:7:1", "later:0:1", "later", "later:7:4", "more:7:4", "decline:7"])
async def test_an_option_that_names_nothing_of_theirs_is_acknowledged_and_left_out(
    reader: Reader, vendor: Vendor, option: str
) -> None:
    await reader.act("item_menu", option=option)
    assert reader.facts() == []
    assert reader.database.read(load_wishes, 7) == {}
    assert vendor.calls == []


@pytest.mark.parametrize(("action", "value"), BUTTONS)
async def test_a_button_of_a_test_belongs_to_no_delivery(
    reader: Reader, vendor: Vendor, action: str, value: str
) -> None:
    await reader.act(action, "0" + value[1:])
    assert reader.facts() == []
    assert vendor.calls == []


async def test_a_button_that_only_leads_somewhere_is_acknowledged(reader: Reader, vendor: Vendor) -> None:
    await reader.act("preferences", "7")
    assert vendor.calls == []


async def test_opening_the_companys_post_is_a_read(reader: Reader, vendor: Vendor) -> None:
    await reader.act("open_post", "7:2")
    assert [(fact.kind, fact.item_id) for fact in reader.facts()] == [(FactKind.READ, "our-post")]
    assert vendor.calls == []


async def test_not_for_me_is_kept_once_said_and_can_be_undone(reader: Reader) -> None:
    await reader.act("item_menu", option="decline:7:1")
    await reader.act("not_for_me", "7:1")
    assert [fact.id for fact in reader.facts()] == ["decline-7-1"]
    assert "Noted: this one was not for you" in reader.reads()
    await reader.act(
        element(reader.message["blocks"], "undo_decline")["action_id"],
        element(reader.message["blocks"], "undo_decline")["value"],
    )
    assert reader.facts() == []
    assert "Noted" not in reader.reads()


@pytest.mark.parametrize(
    ("option", "at", "said"),
    [
        ("later:7:1", NOW + timedelta(hours=3), "You will be reminded here: Tuesday 12:00"),
        ("tomorrow:7:1", datetime(2026, 11, 25, 7, 30, tzinfo=UTC), "You will be reminded here: Wednesday 8:30"),
    ],
)
async def test_a_reminder_is_kept_in_the_persons_zone_and_said(
    reader: Reader, option: str, at: datetime, said: str
) -> None:
    await reader.act("item_menu", option=option)
    assert reader.database.read(load_wishes, 7)[1].remind_at == at
    assert said in reader.reads()


@pytest.mark.parametrize(
    ("option", "until", "said"),
    [
        ("1:7", NOW + timedelta(weeks=1), "Snoozed: no digest before December 1, 2026"),
        ("4:7", NOW + timedelta(weeks=4), "Snoozed: no digest before December 22, 2026"),
        ("until:7", FOREVER, "Snoozed until you are back"),
    ],
)
async def test_snooze_pauses_says_until_when_keeps_every_other_choice_and_can_be_ended(
    reader: Reader, option: str, until: datetime, said: str
) -> None:
    reader.database.write(save_preferences, "p-0001", Preferences(items=2), NOW)
    await reader.act("snooze", option=option)
    assert reader.database.read(load_preferences, "p-0001") == Preferences(items=2, paused_until=until)
    assert said in reader.reads()
    await reader.act("resume", element(reader.message["blocks"], "resume")["value"])
    assert reader.database.read(load_preferences, "p-0001") == Preferences(items=2)
    assert "Snoozed" not in reader.reads()


async def test_the_snooze_button_of_an_older_message_still_means_a_week(reader: Reader) -> None:
    await reader.act("snooze", "7")
    assert reader.database.read(load_preferences, "p-0001").paused_until == NOW + timedelta(weeks=1)


async def test_other_networks_are_a_button_each_that_leads_to_the_tap_page(reader: Reader) -> None:
    await reader.act("item_menu", option="more:7:1")
    buttons = next(block["elements"] for block in reader.window["blocks"] if block.get("block_id") == "networks")
    assert [one["action_id"] for one in buttons] == ["share_linkedin", "share_x", "share_facebook", "share_bluesky"]
    assert all(one["url"].endswith(f"/1/{one['action_id'][6:]}") for one in buttons)
    await reader.act_in_window("share_bluesky", buttons[3]["value"])
    assert [fact.network for fact in reader.facts(FactKind.TAP)] == ["bluesky"]
    assert "Shared it on Bluesky?" in reader.reads()


async def test_already_shared_asks_where_and_keeps_it(reader: Reader) -> None:
    await reader.act("item_menu", option="shared:7:1")
    assert "Where did you share it?" in texts(reader.window)
    answer = await reader.send({"already_shared": {"already_shared": {"selected_option": {"value": "x"}}}})
    assert answer == {}  # the window closes
    assert [fact.network for fact in reader.facts(FactKind.CONFIRM)] == ["x"]
    assert "You shared this on X" in reader.reads()


async def test_somewhere_else_is_a_share_without_a_network(reader: Reader) -> None:
    await reader.act("item_menu", option="shared:7:1")
    await reader.send({"already_shared": {"already_shared": {"selected_option": {"value": "elsewhere"}}}})
    assert [fact.network for fact in reader.facts(FactKind.CONFIRM)] == [None]
    assert "You shared this. Thank you!" in reader.reads()


async def test_a_submission_by_somebody_else_or_of_nothing_known_changes_nothing(
    reader: Reader, vendor: Vendor
) -> None:
    await reader.act("item_menu", option="shared:7:1")
    await reader.send({"already_shared": {"already_shared": {"selected_option": {"value": "myspace"}}}})
    reader.slack_id = "U2"
    await reader.send({"already_shared": {"already_shared": {"selected_option": {"value": "x"}}}})
    assert reader.facts() == []
    assert vendor.asked(UPDATE) == []


async def test_a_withdrawn_item_can_be_shared_no_more(reader: Reader) -> None:
    reader.database.write(withdraw, "harbour-emissions", NOW)
    await reader.act("not_for_me", "7:3")
    told = reader.reads()
    assert "This was taken back" in told
    assert not [one for one in reader.message["blocks"] if one.get("block_id") == "item:1"]


async def test_the_answer_speaks_the_persons_language(database: Database, vendor: Vendor) -> None:
    database.write(deliver, person(slack_id="U1", languages=("da",)))
    reader = Reader(vendor, database, settings(vendor.address))
    await reader.act("not_for_me", "7:1")
    assert "Noteret: den var ikke noget for dig" in reader.reads()


@pytest.mark.parametrize("reply", [Reply("cut"), Reply(body={"ok": False, "error": "message_not_found"})])
async def test_a_choice_is_kept_even_where_slack_cannot_show_it_and_the_next_press_repairs_it(
    reader: Reader, vendor: Vendor, reply: Reply
) -> None:
    vendor.next(UPDATE, reply)
    await reader.act("not_for_me", "7:1")
    assert len(reader.facts()) == 1
    await reader.act("not_for_me", "7:3")
    assert reader.reads().count("Noted: this one was not for you") == 2


async def test_a_window_that_slack_does_not_open_costs_nothing(reader: Reader, vendor: Vendor) -> None:
    vendor.next(OPEN, Reply(body={"ok": False, "error": "expired_trigger_id"}))
    await reader.act("item_menu", option="more:7:1")
    assert len(vendor.calls) == 1


@pytest.mark.parametrize("now", [False, True], ids=["when it was sent", "now"])
async def test_who_is_not_tracked_is_kept_only_where_they_asked_for_it(
    database: Database, vendor: Vendor, *, now: bool
) -> None:
    database.write(deliver, person(slack_id="U1", languages=("en",)), tracked=now)
    database.write(save_preferences, "p-0001", Preferences(untracked=now), NOW)
    reader = Reader(vendor, database, settings(vendor.address))
    await reader.act("share_linkedin", "7:1:linkedin")
    await reader.act("confirm_shared", "7:1")
    assert reader.facts() == []
    await reader.act("not_for_me", "7:1")
    assert [fact.kind for fact in reader.facts()] == [FactKind.DECLINE]


async def test_a_message_whose_name_is_not_known_is_the_one_that_was_pressed(
    database: Database, vendor: Vendor
) -> None:
    database.write(deliver, person(slack_id="U1", languages=("en",)), ref="")
    reader = Reader(vendor, database, settings(vendor.address))
    await reader.act("not_for_me", "7:1")
    (call,) = vendor.asked(UPDATE)
    assert (call.arguments["channel"], call.arguments["ts"]) == ("D9", "9.9")
    await reader.act("not_for_me", "7:3", message={"ts": "9.9", "thread_ts": "8.8"})  # only a reply
    await reader.act("not_for_me", "7:3", container={"is_ephemeral": True})
    assert len(vendor.asked(UPDATE)) == 1


async def test_a_digest_that_is_not_kept_any_more_is_left_as_it_is(reader: Reader, vendor: Vendor) -> None:
    reader.database.write(lambda c: c.execute(deliveries.update().values(digest=None)))
    await reader.act("not_for_me", "7:1")
    await reader.act("item_menu", option="more:7:1")
    assert len(reader.facts()) == 1
    assert vendor.calls == []


async def test_who_has_left_can_press_nothing(reader: Reader, vendor: Vendor) -> None:
    reader.database.write(change_people, [replace(person(slack_id="U1", languages=("en",)), left_at=NOW)], NOW)
    await reader.act("share_linkedin", "7:1:linkedin")
    assert reader.facts() == []
    assert vendor.calls == []
