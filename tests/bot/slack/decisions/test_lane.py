"""A card goes to an approver once, in their words, and says afterwards how it ended."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.jobs.asking import Asking, Listing, Returning
from bot.jobs.recalls import Refreshing
from bot.slack import limits
from bot.slack.channel import SlackChannel
from bot.slack.decisions.cards import message
from bot.slack.workspace import workspace
from digests.content.body import text
from digests.content.model import ItemState
from digests.db import Database
from digests.delivery.model import Outcome, Result
from digests.newsroom.asking import Question
from digests.newsroom.model import Decision, Done
from digests.newsroom.returning import Returned
from tests.bot.chat import settings
from tests.bot.slack.hand import texts
from tests.bot.vendor import Reply, Vendor, closed_port
from tests.factories import NOW, item, person

POST, UPDATE, LOOKUP = "chat.postMessage", "chat.update", "users.lookupByEmail"
IDA = person(id="p-2", name="Ida Lund", slack_id="U2", languages=("en",), roles=("comms:approver",))
BACK = Returned(item(state=ItemState.DRAFT, version=3), IDA, "Name <the> captain.\nThen fine.", "Bo <!here> Friis")
WAITING = Question(item(state=ItemState.IN_REVIEW, version=2), IDA, by="Maja Holm", at=NOW, newest=2)


def decided(act: Done, reason: str = "") -> Question:
    return replace(WAITING, ended=Decision(NOW, "p-3", act, reason, 3), ended_by="Bo Friis", newest=3)


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as made:
        made.usually(POST, {"ok": True, "channel": "D2", "ts": "1.1"})
        made.usually(UPDATE, {"ok": True})
        made.usually(LOOKUP, {"ok": True, "user": {"id": "U9"}})
        yield made


def channel(vendor_address: str, database: Database) -> SlackChannel:
    return SlackChannel(workspace(settings(vendor_address), database, lambda: NOW, lambda: 0.0, lambda _: None))


@pytest.fixture
def slack(vendor: Vendor, database: Database) -> SlackChannel:
    return channel(vendor.address, database)


def test_slack_can_ask_and_can_change_what_it_sent(slack: SlackChannel) -> None:
    assert isinstance(slack, Asking)
    assert isinstance(slack, Returning)
    assert isinstance(slack, Refreshing)


def test_a_card_shows_the_item_with_every_text_and_what_can_be_decided(slack: SlackChannel, vendor: Vendor) -> None:
    assert slack.ask(WAITING) == Outcome(Result.SENT, ref="D2:1.1")
    (call,) = vendor.calls
    assert call.arguments["channel"] == "U2"
    said = "\n".join(texts(call.arguments["blocks"]))
    assert "For approval: How we cut the harbour's emissions" in said
    assert "submitted by Maja Holm, Nov 24, 2026, 9:00" in said
    assert "9:00:00" not in said
    assert "> Shore power: dull word, big difference." in said
    assert "Danish" in said
    actions = [
        one["action_id"]
        for block in call.arguments["blocks"]
        for one in block.get("elements", ())
        if "action_id" in one
    ]
    assert actions == ["item_approve", "item_ask_change", "item_test", "item_preview_as"]


def test_an_approver_without_slack_id_is_found_by_address(slack: SlackChannel, vendor: Vendor) -> None:
    slack.ask(replace(WAITING, person=replace(IDA, slack_id="", email="ida@example.com")))
    assert vendor.asked(POST)[0].arguments["channel"] == "U9"


def test_an_approver_without_any_address_is_refused_without_a_call(slack: SlackChannel, vendor: Vendor) -> None:
    outcome = slack.ask(replace(WAITING, person=replace(IDA, slack_id="", email="")))
    assert outcome.result is Result.REFUSED
    assert vendor.calls == []


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (decided(Done.APPROVED), "Approved by Bo Friis, Nov 24, 2026"),
        (decided(Done.ASKED, "Shorter, please."), "Bo Friis asked for a change"),
        (decided(Done.ASKED, "Shorter, please."), "Shorter, please."),
        (decided(Done.WITHDRAWN), "Withdrawn by Bo Friis"),
        (decided(Done.CHANGED), "This card was about version 2; it is at version 3 now."),
        (replace(WAITING, newest=4), "This card was about version 2; it is at version 4 now."),
        (replace(decided(Done.APPROVED), ended_by=""), "Approved by somebody"),
    ],
)
def test_a_card_says_who_decided_what_and_when_and_has_no_buttons_then(
    slack: SlackChannel, vendor: Vendor, question: Question, said: str
) -> None:
    assert slack.conclude(question, "D2:1.1") == Outcome(Result.SENT, ref="D2:1.1")
    (call,) = vendor.calls
    assert (call.arguments["channel"], call.arguments["ts"]) == ("D2", "1.1")
    assert said in "\n".join(texts(call.arguments["blocks"]))
    assert [block for block in call.arguments["blocks"] if block["type"] == "actions"] == []


@pytest.mark.parametrize(
    ("reply", "asked", "concluded"),
    [
        (Reply("cut"), Result.UNKNOWN, Result.LATER),
        (Reply(status=429, headers={"Retry-After": "7"}), Result.LATER, Result.LATER),
        (Reply(body={"ok": False, "error": "token_revoked"}), Result.DOWN, Result.DOWN),
        (Reply(body={"ok": False, "error": "message_not_found"}), Result.REFUSED, Result.REFUSED),
    ],
    ids=["cut", "429", "revoked", "gone"],
)
def test_what_slack_does_not_take_says_whether_to_try_again(
    slack: SlackChannel, vendor: Vendor, reply: Reply, asked: Result, concluded: Result
) -> None:
    vendor.next(POST, reply)
    vendor.next(UPDATE, reply)
    outcome = slack.ask(WAITING)
    assert outcome.result is asked
    assert slack.conclude(decided(Done.APPROVED), "D2:1.1").result is concluded
    assert outcome.retry_after == (timedelta(seconds=7) if reply.status == 429 else None)


def test_a_card_that_cannot_be_drawn_is_refused_and_holds_up_no_other(slack: SlackChannel, vendor: Vendor) -> None:
    outcome = slack.ask(replace(WAITING, item=item(state=ItemState.IN_REVIEW, version=2, title=None)))
    assert outcome.result is Result.REFUSED
    assert "A fault of ours" in outcome.reason
    assert vendor.calls == []


def test_an_author_reads_who_asks_for_what_and_opens_the_item(slack: SlackChannel, vendor: Vendor) -> None:
    assert slack.hand_back(BACK) == Outcome(Result.SENT, ref="D2:1.1")
    (call,) = vendor.calls
    assert call.arguments["channel"] == "U2"
    said, reason, choices = call.arguments["blocks"]
    title = "How we cut the harbour's emissions"
    assert said["text"]["text"] == f"Bo &lt;!here&gt; Friis asks for a change to “{title}”."
    assert reason["text"]["text"] == "> Name &lt;the&gt; captain.\n> Then fine."
    (button,) = choices["elements"]
    assert (button["action_id"], button["value"]) == ("newsroom_open", BACK.item.id)


def test_an_author_is_told_in_their_own_words_also_of_nobody_in_particular(slack: SlackChannel, vendor: Vendor) -> None:
    slack.hand_back(replace(BACK, person=replace(IDA, languages=("da",)), by=""))
    assert "Nogen beder om en ændring" in str(vendor.calls[0].arguments["blocks"])


def test_where_slack_cannot_be_reached_the_card_waits(database: Database) -> None:
    assert channel(closed_port(), database).ask(WAITING).result is Result.DOWN


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize(
    "nasty",
    ["<!channel> & <@U1>", "a" * 3001, "😀" * 800, "שלום עולם " * 100, "> quoted | <https://evil.example|x>\n" * 90],
)
def test_a_card_of_anything_keeps_to_slacks_limits_and_calls_nobody(language: str, nasty: str) -> None:
    loud = item(
        state=ItemState.IN_REVIEW,
        version=2,
        title={"en": nasty},
        summary={"en": nasty},
        texts=tuple(text("en", f"{number} {nasty}") for number in range(14)),
        goal=nasty,
        disclosure=nasty,
    )
    asked = replace(WAITING, item=loud, person=replace(IDA, languages=(language,)), by=nasty)
    for question in (asked, replace(asked, ended=Decision(NOW, None, Done.ASKED, nasty, 3), newest=3)):
        made = message(settings("http://127.0.0.1:1"), question, NOW)
        limits.check_message(made)
        marked = [
            one for one in texts(made["blocks"]) if "<" in one.replace("<https://www.example.com/news/harbour|", "")
        ]
        plain = [block["text"]["text"] for block in made["blocks"] if block["type"] == "header"]
        assert [one for one in marked if one not in plain] == []


def test_many_items_are_one_list_in_which_each_can_be_opened(slack: SlackChannel, vendor: Vendor) -> None:
    many = [replace(WAITING, item=item(id=f"n-{number}", version=2)) for number in range(23)]
    assert isinstance(slack, Listing)
    assert slack.ask_all(many, again=False).result is Result.SENT
    (call,) = vendor.asked(POST)
    said = texts(call.arguments["blocks"])
    assert said[0] == "23 items wait for your approval"
    assert "And 3 more items." in said
    opens = [one["accessory"]["value"] for one in call.arguments["blocks"] if "accessory" in one]
    assert opens == [f"n-{number}" for number in range(20)]
    assert call.arguments["blocks"][-1]["elements"][0]["url"].endswith("/newsroom/approvals")


def test_a_reminder_says_that_it_is_one(slack: SlackChannel, vendor: Vendor) -> None:
    slack.ask_all([WAITING], again=True)
    assert texts(vendor.asked(POST)[0].arguments["blocks"])[0] == "Still waiting for your approval: 1 item"


def test_whoever_stands_in_is_offered_what_the_role_would_offer(slack: SlackChannel, vendor: Vendor) -> None:
    slack.ask(replace(WAITING, person=replace(IDA, roles=("hr:editor",))))
    (call,) = vendor.asked(POST)
    offered = [
        one["action_id"] for block in call.arguments["blocks"] for one in block.get("elements", ()) if "value" in one
    ]
    assert offered == ["item_approve", "item_ask_change", "item_test", "item_preview_as"]
