"""A small message in Slack: one direct message, escaped, with a button that leads to the web."""

import json
from collections.abc import Iterator

import pytest

from bot.slack import limits
from bot.slack.channel import SlackChannel
from bot.slack.notes import message
from bot.slack.workspace import workspace
from digests.db import Database
from digests.delivery.channel import Telling
from digests.delivery.model import Outcome, Result
from digests.delivery.notes import Button, Note
from tests.bot.chat import settings
from tests.bot.vendor import Reply, Vendor, closed_port
from tests.factories import NOW, person

POST, LOOKUP = "chat.postMessage", "users.lookupByEmail"
NOTE = Note("Sign in <now>", ("One & two.",), Button("Open", "https://share.example.com/x"), "Small print.")
IDA = person(id="p-2", name="Ida Lund", slack_id="U2")


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as made:
        made.usually(POST, {"ok": True, "channel": "D2", "ts": "1.1"})
        made.usually(LOOKUP, {"ok": True, "user": {"id": "U9"}})
        yield made


def channel(address: str, database: Database) -> SlackChannel:
    return SlackChannel(workspace(settings(address), database, lambda: NOW, lambda: 0.0, lambda _: None))


def test_a_note_is_a_direct_message_with_a_button(vendor: Vendor, database: Database) -> None:
    slack = channel(vendor.address, database)
    assert isinstance(slack, Telling)
    assert slack.tell(IDA, NOTE) == Outcome(Result.SENT, ref="D2:1.1")
    (call,) = vendor.asked(POST)
    shown = json.dumps(call.arguments)
    assert call.arguments["channel"] == "U2"
    assert "Sign in &lt;now&gt;" in shown
    assert "One &amp; two." in shown
    assert "https://share.example.com/x" in shown
    assert not call.arguments["unfurl_links"]


def test_whoever_has_no_slack_id_is_found_by_address(vendor: Vendor, database: Database) -> None:
    slack = channel(vendor.address, database)
    slack.tell(person(), NOTE)
    assert vendor.asked(POST)[0].arguments["channel"] == "U9"


def test_whoever_has_neither_is_refused(vendor: Vendor, database: Database) -> None:
    assert channel(vendor.address, database).tell(person(email=""), NOTE).result is Result.REFUSED


def test_what_slack_says_decides(vendor: Vendor, database: Database) -> None:
    vendor.next(POST, Reply(body={"ok": False, "error": "channel_not_found"}))
    assert channel(vendor.address, database).tell(IDA, NOTE).result is Result.REFUSED
    assert channel(closed_port(), database).tell(IDA, NOTE).result is Result.DOWN


def test_a_note_that_slack_would_refuse_is_not_sent(vendor: Vendor, database: Database) -> None:
    far = Note("Far", (), Button("Open", "https://share.example.com/" + "x" * 3000))
    assert channel(vendor.address, database).tell(IDA, far).result is Result.REFUSED
    assert vendor.asked(POST) == []


def test_long_words_are_cut_to_what_slack_takes() -> None:
    limits.check_message(message(Note("S" * 900, ("L" * 9000,) * 40, Button("B" * 900, "https://e.example.com"), "s")))
    limits.check_message(message(Note("Only a subject", ())))
