"""The line between Slack and us: what is signed, what is late, what is told twice, and a socket that dies."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from digests.ledger.store import load
from tests.slack_faults.company import Company, company
from tests.slack_faults.hand import Hand
from tests.slack_faults.slack import Trouble

SOON = 10.0  # seconds in which the app is back on a new socket
NOBODY = {"type": "button", "action_id": "a_button_of_next_year", "value": "1", "text": {"text": "New"}}


def taps(made: Company, hand: Hand) -> int:
    person = made.person_id(hand)
    return sum(fact.person_id == person and fact.kind.value == "tap" for fact in made.database.read(load))


@pytest.fixture
def own(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Company]:
    """A company whose socket may be torn."""
    with company(tmp_path, request.getfixturevalue("migrated_sqlite"), "socket") as made:
        yield made


def test_every_action_is_acknowledged_also_one_that_nobody_knows(somebody: Hand) -> None:
    told = somebody.act(somebody.digest, NOBODY, {})
    assert told.status == 200
    assert told.seconds < 3


def test_a_view_shortcut_or_command_that_nobody_knows_breaks_nothing(lyngbro: Company, somebody: Hand) -> None:
    somebody.submit({"type": "modal", "callback_id": "a_modal_of_next_year", "id": "V1", "blocks": []})
    somebody.shortcut("a_shortcut_of_next_year", {"text": "Hello"})
    somebody.command("help", name="/somebodyelses")
    lyngbro.slack.event({"type": "an_event_of_next_year", "user": somebody.id})
    assert somebody.press(somebody.digest, "share_linkedin").status == 200
    lyngbro.until(lambda _: taps(lyngbro, somebody) == 1)


def test_only_what_slack_signed_in_the_last_five_minutes_is_heard(lyngbro: Company, somebody: Hand) -> None:
    if lyngbro.mode == "socket":
        pytest.skip("nothing on the socket is signed: whoever holds the app's token opened it")
    digest = somebody.digest
    assert somebody.press(digest, "share_linkedin", secret="forged").status == 401
    assert somebody.press(digest, "share_linkedin", age=301).status == 401
    assert somebody.press(digest, "share_linkedin", age=-301).status == 401
    assert somebody.press(digest, "share_linkedin", age=270).status == 200  # a busy machine is late
    lyngbro.until(lambda _: taps(lyngbro, somebody))
    assert taps(lyngbro, somebody) == 1


@pytest.mark.parametrize("how", ["disconnect", "close", "cut", "mute"])
def test_the_app_is_back_on_a_new_socket_within_ten_seconds(own: Company, how: str) -> None:
    hand, before = own.somebody(), own.slack.seen()["sockets"]["opened"]
    own.slack.hang_up(how)
    start = time.monotonic()
    own.slack.until(lambda seen: seen["sockets"]["opened"] > before and seen["sockets"]["open"])
    assert time.monotonic() - start < SOON
    assert hand.press(hand.digest, "share_linkedin").status == 200


def test_a_socket_that_slack_will_not_open_at_first_is_asked_for_again(own: Company) -> None:
    hand, before = own.somebody(), own.slack.seen()["sockets"]["opened"]
    own.slack.trouble("apps.connections.open", Trouble(status=503, error="service_unavailable"))
    own.slack.trouble("apps.connections.open", Trouble(retry_after=1))
    own.slack.hang_up("close")
    own.slack.until(lambda seen: seen["sockets"]["opened"] > before and seen["sockets"]["open"])
    assert hand.press(hand.digest, "share_linkedin").status == 200


def test_an_event_that_slack_tells_twice_is_heard_once(lyngbro: Company, somebody: Hand) -> None:
    event = {"type": "app_home_opened", "user": somebody.id, "tab": "home"}
    assert lyngbro.slack.event(event, event_id=f"Ev{somebody.id}").status == 200
    somebody.until_home("Preferences")
    published = len([one for one in lyngbro.slack.calls("views.publish") if one["arguments"]["user_id"] == somebody.id])
    assert lyngbro.slack.event(event, event_id=f"Ev{somebody.id}", retry=1).status == 200
    other = lyngbro.somebody()
    other.opens_home()
    other.until_home("Preferences")
    again = [one for one in lyngbro.slack.calls("views.publish") if one["arguments"]["user_id"] == somebody.id]
    assert len(again) == published == 1
