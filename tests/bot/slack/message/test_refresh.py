"""A message that was sent can be drawn anew, and answered with a reminder, by whoever keeps the house."""

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.jobs.reminders import Reminding
from bot.slack.channel import SlackChannel
from bot.slack.workspace import workspace
from digests.db import Database
from digests.delivery.model import Outcome, Result
from digests.employee.model import PickState, Standing
from digests.people.model import Preferences
from tests.bot.chat import settings
from tests.bot.slack.hand import element, texts
from tests.bot.vendor import Reply, Vendor
from tests.factories import NOW, parcel, person

POST, UPDATE = "chat.postMessage", "chat.update"
REF = "D1:1764000000.000100"
STATES = {1: Standing(PickState.TAPPED, "linkedin")}


@pytest.fixture
def slack(database: Database, vendor: Vendor) -> SlackChannel:
    vendor.usually(POST, {"ok": True, "channel": "D1", "ts": "2.2"})
    return SlackChannel(workspace(settings(vendor.address), database, lambda: NOW, lambda: 0.0, lambda _: None))


def failing(error: str, **fields: Any) -> Reply:
    return Reply(body={"ok": False, "error": error}, **fields)


def test_a_refreshed_message_is_edited_to_what_stands_now(slack: SlackChannel, vendor: Vendor) -> None:
    assert slack.refresh(parcel(), REF, STATES) == Outcome(Result.SENT, ref=REF)
    (call,) = vendor.calls
    assert call.path.endswith(UPDATE)
    assert (call.arguments["channel"], call.arguments["ts"]) == tuple(REF.split(":"))
    assert "*Shared it on LinkedIn?*" in texts(call.arguments["blocks"])
    assert call.arguments["metadata"]["event_payload"] == {"delivery": "7"}


def test_a_pause_that_is_over_is_not_told(slack: SlackChannel, vendor: Vendor) -> None:
    paused = replace(person(), preferences=Preferences(paused_until=NOW))
    slack.refresh(parcel(person=paused), REF, {})
    assert "Snoozed" not in json.dumps(vendor.calls[0].arguments)


@pytest.mark.parametrize(
    ("reply", "result"),
    [
        (failing("message_not_found"), Result.REFUSED),
        (failing("cant_update_message"), Result.REFUSED),
        (failing("ratelimited", status=429, headers={"Retry-After": "30"}), Result.LATER),
        (failing("token_revoked"), Result.DOWN),
        (Reply("cut"), Result.LATER),
        (failing("internal_error"), Result.LATER),
    ],
    ids=["gone", "not ours", "429", "revoked", "cut", "internal_error"],
)
def test_an_edit_may_be_tried_again_unless_the_message_is_gone(
    slack: SlackChannel, vendor: Vendor, reply: Reply, result: Result
) -> None:
    vendor.next(UPDATE, reply, reply)
    assert slack.refresh(parcel(), REF, STATES).result is result


@pytest.mark.parametrize("ref", ["", "D1:", ":1.1"])
def test_a_message_whose_name_is_not_known_is_left_alone(slack: SlackChannel, vendor: Vendor, ref: str) -> None:
    assert slack.refresh(parcel(), ref, {}).result is Result.REFUSED
    assert slack.remind(parcel(), 1, ref).result is Result.REFUSED
    assert vendor.calls == []


def test_a_reminder_is_a_reply_to_the_digest_with_the_items_own_buttons(slack: SlackChannel, vendor: Vendor) -> None:
    assert isinstance(slack, Reminding)
    assert slack.remind(parcel(), 1, REF).result is Result.SENT
    (call,) = vendor.calls
    assert call.path.endswith(POST)
    assert (call.arguments["channel"], call.arguments["thread_ts"]) == tuple(REF.split(":"))
    assert call.arguments["text"] == "You wanted to be reminded: How we cut the harbour's emissions"
    assert element(call.arguments["blocks"], "share_linkedin")["value"] == "7:1:linkedin"
    assert call.arguments["metadata"]["event_type"] == "budstikke_reminder"  # so that it is not taken for the digest


def test_a_reminder_of_what_the_digest_has_not_is_refused(slack: SlackChannel, vendor: Vendor) -> None:
    assert slack.remind(parcel(), 9, REF).result is Result.REFUSED
    assert vendor.calls == []


def test_a_reminder_whose_answer_is_lost_is_in_doubt(slack: SlackChannel, vendor: Vendor) -> None:
    vendor.next(POST, Reply("cut"))
    assert slack.remind(parcel(), 1, REF).result is Result.UNKNOWN
    assert len(vendor.calls) == 1
