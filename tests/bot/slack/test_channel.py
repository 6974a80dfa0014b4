"""Slack as a channel: one message per delivery, a clear reason for everything else, and never a second message."""

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from bot.slack.channel import SlackChannel
from bot.slack.workspace import workspace
from digests.db import Database
from digests.delivery.model import Outcome, Parcel, Result
from digests.edition.model import Offer
from digests.people.model import ChannelName, Person
from digests.people.store import load_people
from digests.settings import Settings
from tests.bot.chat import keep, settings
from tests.bot.vendor import Reply, Vendor, closed_port, deaf
from tests.factories import NOW, digest, item, parcel, person, pick

POST, LOOKUP, OPEN, HISTORY = "chat.postMessage", "users.lookupByEmail", "conversations.open", "conversations.history"
MAJA = person(slack_id="U1")
SENT = {"ok": True, "channel": "D1", "ts": "1764000000.000100"}


class Time:
    """A clock that sleeping moves, shared by the lanes of a test."""

    def __init__(self) -> None:
        self.now = 0.0
        self._lock = threading.Lock()

    def ticks(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.now += seconds


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as made:
        made.usually(POST, SENT)
        made.usually(LOOKUP, {"ok": True, "user": {"id": "U1"}})
        made.usually(OPEN, {"ok": True, "channel": {"id": "D1"}})
        made.usually(HISTORY, {"ok": True, "messages": []})
        yield made


@pytest.fixture
def time() -> Time:
    return Time()


def channel(database: Database, chosen: Settings, time: Time) -> SlackChannel:
    return SlackChannel(workspace(chosen, database, lambda: NOW, time.ticks, time.sleep))


@pytest.fixture
def slack(database: Database, vendor: Vendor, time: Time) -> SlackChannel:
    return channel(database, settings(vendor.address), time)


def send(slack: SlackChannel, sent: Parcel | None = None) -> Outcome:
    with closing(slack.open()) as lane:
        return lane.send(sent or parcel(person=MAJA))


def failing(error: str, **fields: Any) -> Reply:
    return Reply(body={"ok": False, "error": error}, **fields)


def test_a_digest_goes_to_the_persons_slack_id_as_blocks_with_metadata(slack: SlackChannel, vendor: Vendor) -> None:
    assert send(slack) == Outcome(Result.SENT, ref="D1:1764000000.000100")
    (call,) = vendor.calls
    assert call.arguments["channel"] == "U1"
    assert call.headers["Authorization"] == "Bearer xoxb-test"
    assert call.arguments["metadata"]["event_payload"] == {"delivery": "7"}
    assert call.arguments["blocks"][0]["type"] == "header"


def test_a_person_without_slack_id_is_found_by_address_and_remembered(
    slack: SlackChannel, vendor: Vendor, database: Database
) -> None:
    database.write(keep, person())
    vendor.next(LOOKUP, Reply(body={"ok": True, "user": {"id": "U9"}}))
    assert send(slack, parcel()).result is Result.SENT
    assert vendor.asked(LOOKUP)[0].arguments["email"] == "maja.holm@example.com"
    assert vendor.asked(POST)[0].arguments["channel"] == "U9"
    database.write(lambda _: None)  # what was submitted before is committed by now
    assert database.read(load_people)[0].slack_id == "U9"


@pytest.mark.parametrize(
    ("known", "reached"),
    [({"slack_id": "U1", "email": ""}, True), ({"email": "a@example.com"}, True), ({"email": ""}, False)],
)
def test_slack_reaches_whoever_has_an_id_or_an_address(slack: SlackChannel, known: Any, *, reached: bool) -> None:
    assert slack.reaches(person(**known)) is reached
    assert slack.name is ChannelName.SLACK
    assert slack.lanes == 4
    slack.prepare([])


@pytest.mark.parametrize(
    "answer",
    [
        failing("users_not_found"),
        Reply(body={"ok": True, "user": {"id": "U1", "deleted": True}}),
        Reply(body={"ok": True, "user": {"id": "B1", "is_bot": True}}),
        Reply(body={"ok": True, "user": {"id": "U1", "is_restricted": True}}),
    ],
    ids=["not found", "deactivated", "a bot", "a guest"],
)
def test_whom_slack_does_not_know_goes_on_to_the_next_channel(
    slack: SlackChannel, vendor: Vendor, answer: Reply
) -> None:
    vendor.next(LOOKUP, answer)
    outcome = send(slack, parcel())
    assert outcome.result is Result.REFUSED
    assert "maja" not in outcome.reason.lower()
    assert vendor.asked(POST) == []


def test_a_person_without_id_and_address_is_refused_without_a_call(slack: SlackChannel, vendor: Vendor) -> None:
    assert send(slack, parcel(person=person(email=""))).result is Result.REFUSED
    assert vendor.calls == []


@pytest.mark.parametrize("code", ["channel_not_found", "user_disabled", "cannot_dm_bot", "something_new"])
def test_a_definite_refusal_goes_on_to_the_next_channel(slack: SlackChannel, vendor: Vendor, code: str) -> None:
    vendor.next(POST, failing(code))
    outcome = send(slack)
    assert outcome.result is Result.REFUSED
    assert code in outcome.reason


@pytest.mark.parametrize(
    ("code", "advice"),
    [("invalid_auth", "SLACK_BOT_TOKEN"), ("token_revoked", "SLACK_BOT_TOKEN"), ("missing_scope", "install the app")],
)
def test_trouble_of_the_whole_workspace_is_nobodys_fault_and_says_what_to_do(
    slack: SlackChannel, vendor: Vendor, code: str, advice: str
) -> None:
    vendor.next(POST, failing(code))
    outcome = send(slack)
    assert outcome.result is Result.DOWN
    assert advice in outcome.reason


def test_429_comes_back_later_and_holds_everybody(slack: SlackChannel, vendor: Vendor, time: Time) -> None:
    vendor.next(POST, failing("ratelimited", status=429, headers={"Retry-After": "30"}))
    outcome = send(slack)
    assert outcome.result is Result.LATER
    assert outcome.retry_after == timedelta(seconds=30)
    assert len(vendor.calls) == 1
    assert send(slack).result is Result.SENT
    assert time.now >= 30


def test_a_long_hold_frees_the_lane_without_a_call(slack: SlackChannel, vendor: Vendor, time: Time) -> None:
    vendor.next(POST, failing("ratelimited", status=429, headers={"Retry-After": "600"}))
    send(slack)
    outcome = send(slack)
    assert outcome.result is Result.DOWN
    assert outcome.retry_after == timedelta(seconds=600)
    assert len(vendor.calls) == 1
    assert time.now < 1


def test_429_without_a_time_still_slows_down(slack: SlackChannel, vendor: Vendor, time: Time) -> None:
    vendor.next(POST, failing("ratelimited", status=429))
    assert send(slack).retry_after is None
    send(slack)
    assert time.now >= 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply("cut"),
        Reply(status=500, body="<html>oops</html>"),
        Reply(status=503, body={"ok": False, "error": "oops"}),
        Reply(body="<html>a proxy's page</html>"),
        Reply(body="not json", headers={"Content-Type": "application/json"}),
        Reply(body="[]", headers={"Content-Type": "application/json"}),
        Reply(body="ok", headers={"Content-Type": "text/plain"}),
        failing("internal_error"),
        failing("fatal_error"),
    ],
    ids=["cut", "500", "503", "html", "not json", "list", "plain", "internal_error", "fatal_error"],
)
def test_a_lost_or_unclear_answer_is_in_doubt_and_nothing_is_sent_twice(
    slack: SlackChannel, vendor: Vendor, reply: Reply
) -> None:
    vendor.next(POST, reply)
    assert send(slack).result is Result.UNKNOWN
    assert len(vendor.asked(POST)) == 1


def test_an_answer_that_does_not_come_in_time_is_in_doubt(database: Database, vendor: Vendor, time: Time) -> None:
    vendor.next(POST, Reply("hang"))
    slack = channel(database, settings(vendor.address, timeout_seconds=0.2), time)
    assert send(slack).result is Result.UNKNOWN
    assert len(vendor.calls) == 1


@pytest.mark.parametrize("reply", [Reply("cut"), Reply(status=500, body="oops"), failing("internal_error")])
def test_a_look_up_without_an_answer_can_be_made_again(slack: SlackChannel, vendor: Vendor, reply: Reply) -> None:
    vendor.next(LOOKUP, reply, reply)  # aiohttp asks a second time where asking changes nothing
    assert send(slack, parcel()).result is Result.LATER
    assert vendor.asked(POST) == []


def test_a_refused_connection_sent_nothing(database: Database, time: Time) -> None:
    outcome = send(channel(database, settings(closed_port()), time))
    assert outcome.result is Result.DOWN
    assert "check the network" in outcome.reason


def test_a_connection_that_is_never_made_sent_nothing(database: Database, time: Time) -> None:
    with deaf() as address:
        outcome = send(channel(database, settings(address, timeout_seconds=0.2), time))
    assert outcome.result is Result.DOWN


def test_a_lane_keeps_its_connection_and_notices_when_slack_closed_it(slack: SlackChannel, vendor: Vendor) -> None:
    with closing(slack.open()) as lane:
        assert lane.send(parcel(person=MAJA)).result is Result.SENT
        vendor.next(POST, Reply("answer_and_leave", body=SENT))
        assert lane.send(parcel(person=MAJA)).result is Result.SENT
        vendor.wait_for_hanging_up()
        assert lane.send(parcel(person=MAJA)).result is Result.SENT
    assert [call.connection for call in vendor.calls] == [1, 1, 2]


def test_a_message_slack_would_refuse_is_refused_before_any_call(slack: SlackChannel, vendor: Vendor) -> None:
    many = tuple(pick(position=number, item=item(id=f"item-{number}")) for number in range(1, 20))
    outcome = send(slack, parcel(person=MAJA, digest=digest(picks=many)))
    assert outcome.result is Result.REFUSED
    assert "blocks has" in outcome.reason
    assert vendor.calls == []


@pytest.mark.parametrize(("to", "looked_up"), [("tester@example.com", 1), ("U77", 0)])
def test_a_test_goes_to_the_tester_says_so_and_leaves_no_trace(
    slack: SlackChannel, vendor: Vendor, database: Database, to: str, looked_up: int
) -> None:
    database.write(keep, person())
    vendor.next(LOOKUP, Reply(body={"ok": True, "user": {"id": "U77"}}))
    assert send(slack, parcel(test_to=to)).result is Result.SENT
    (call,) = vendor.asked(POST)
    assert call.arguments["channel"] == "U77"
    assert call.arguments["text"].startswith("[Test]")
    assert call.arguments["metadata"]["event_payload"] == {"delivery": "0"}
    assert len(vendor.asked(LOOKUP)) == looked_up
    database.write(lambda _: None)
    assert database.read(load_people)[0].slack_id == ""


def test_messages_go_out_at_the_workspaces_pace(database: Database, vendor: Vendor, time: Time) -> None:
    slack = channel(database, settings(vendor.address, per_minute=200), time)
    for _ in range(11):
        assert send(slack).result is Result.SENT
    assert time.now == pytest.approx(3.0)  # ten gaps of 0.3 seconds


def told(delivery: str, kind: str = "budstikke_digest") -> dict[str, Any]:
    return {"ts": f"17640000{delivery}.1", "metadata": {"event_type": kind, "event_payload": {"delivery": delivery}}}


@pytest.fixture
def kept(database: Database) -> Person:
    database.write(keep, MAJA)
    return MAJA


@pytest.mark.usefixtures("kept")
def test_a_message_in_doubt_is_found_by_its_metadata(slack: SlackChannel, vendor: Vendor) -> None:
    vendor.next(HISTORY, Reply(body={"ok": True, "messages": [{"ts": "1"}, told("8"), told("7")]}))
    assert slack.find(7, "") == Outcome(Result.SENT, ref="D1:176400007.1")
    assert vendor.asked(OPEN)[0].arguments["users"] == "U1"


@pytest.mark.usefixtures("kept")
def test_a_message_that_is_not_there_may_be_sent_again(slack: SlackChannel, vendor: Vendor) -> None:
    vendor.next(HISTORY, Reply(body={"ok": True, "messages": [told("8"), told("7", kind="of_another_app")]}))
    assert slack.find(7, "").result is Result.LATER


@pytest.mark.usefixtures("kept")
def test_a_message_is_found_on_a_later_page(slack: SlackChannel, vendor: Vendor) -> None:
    first = {"ok": True, "messages": [told("9")], "response_metadata": {"next_cursor": "two"}}
    vendor.next(HISTORY, Reply(body=first), Reply(body={"ok": True, "messages": [told("7")]}))
    assert slack.find(7, "").result is Result.SENT
    assert vendor.asked(HISTORY)[1].arguments["cursor"] == "two"


@pytest.mark.usefixtures("kept")
def test_a_conversation_too_long_to_search_stays_in_doubt(slack: SlackChannel, vendor: Vendor) -> None:
    vendor.usually(HISTORY, {"ok": True, "messages": [], "response_metadata": {"next_cursor": "on"}})
    assert slack.find(7, "").result is Result.UNKNOWN


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("method", [OPEN, HISTORY])
@pytest.mark.parametrize("reply", [Reply("cut"), failing("missing_scope"), failing("ratelimited", status=429)])
def test_what_slack_cannot_be_asked_stays_in_doubt(
    slack: SlackChannel, vendor: Vendor, method: str, reply: Reply
) -> None:
    vendor.next(method, reply, reply)
    assert slack.find(7, "").result is Result.UNKNOWN


def test_a_message_of_somebody_erased_stays_in_doubt(slack: SlackChannel, vendor: Vendor) -> None:
    assert slack.find(7, "").result is Result.UNKNOWN
    assert vendor.calls == []


def test_a_message_whose_name_is_known_arrived(slack: SlackChannel, vendor: Vendor) -> None:
    assert slack.find(7, "D1:1.1") == Outcome(Result.SENT, ref="D1:1.1")
    assert vendor.calls == []


def test_whoever_was_found_by_address_is_asked_for_again_when_the_id_was_not_kept(
    slack: SlackChannel, vendor: Vendor, database: Database
) -> None:
    database.write(keep, person())
    vendor.next(HISTORY, Reply(body={"ok": True, "messages": [told("7")]}))
    assert slack.find(7, "").result is Result.SENT
    assert len(vendor.asked(LOOKUP)) == 1


def test_a_digest_that_cannot_be_shown_goes_on_to_the_next_channel_and_the_log_says_why(
    slack: SlackChannel, vendor: Vendor, caplog: pytest.LogCaptureFixture
) -> None:
    odd = digest(picks=(pick(offers=(Offer("unheard-of"),)),))
    assert send(slack, parcel(person=MAJA, digest=odd)).result is Result.REFUSED
    assert vendor.calls == []
    assert "delivery 7 cannot be shown" in caplog.text
