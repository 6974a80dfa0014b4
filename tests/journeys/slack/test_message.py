"""The digest in Slack, as its person presses it, by either way that Slack tells us."""

from digests.ledger.store import load
from tests.slack_faults.company import Company
from tests.slack_faults.hand import Hand, found
from tests.slack_faults.slack import Trouble


def kinds(company: Company, hand: Hand) -> list[str]:
    person = company.person_id(hand)
    return [fact.kind.value for fact in company.database.read(load) if fact.person_id == person]


def test_a_share_is_asked_about_in_the_message_and_then_said(lyngbro: Company, somebody: Hand) -> None:
    before = len(somebody.messages)
    assert somebody.press(somebody.digest, "share_linkedin").status == 200
    somebody.until_digest("Shared it on LinkedIn?")
    somebody.press(somebody.digest, "Yes, shared")
    somebody.until_digest("You shared this on LinkedIn. Thank you!")
    assert sorted(kinds(lyngbro, somebody)) == ["confirm", "tap"]
    assert len(somebody.messages) == before


def test_a_text_is_picked_changed_and_opened_in_a_composer(lyngbro: Company, somebody: Hand) -> None:
    somebody.press(somebody.digest, "pick_text")
    modal = somebody.until_modal("LinkedIn", "of 3000")
    label = found(modal, "words")[0]["label"]["text"]
    somebody.fill(label, "In my own words & signs")
    assert somebody.submit().errors == {}
    shown = somebody.until_modal("Share it")
    assert "In%20my%20own%20words" in str(shown).replace("+", "%20")
    assert lyngbro.slack.refusals() == []


def test_not_for_me_can_be_undone_where_it_was_said(lyngbro: Company, somebody: Hand) -> None:
    menu = found(somebody.digest, "item_menu")[1]
    decline = next(one["value"] for one in menu["options"] if one["value"].startswith("decline"))
    somebody.press(somebody.digest, "item_menu", decline)
    somebody.until_digest("this one was not for you")
    somebody.press(somebody.digest, "undo_decline")
    somebody.until_digest(without="this one was not for you")
    assert kinds(lyngbro, somebody) == []


def test_a_snooze_is_said_in_the_message_and_ended_there(somebody: Hand) -> None:
    somebody.press(somebody.digest, "snooze", "4 weeks")
    somebody.until_digest("Snoozed")
    somebody.press(somebody.digest, "Start again")
    somebody.until_digest(without="Snoozed")


def test_what_slack_loses_is_repaired_by_the_next_press(lyngbro: Company, somebody: Hand) -> None:
    digest = somebody.digest
    lyngbro.slack.trouble("chat.update", Trouble(status=503, error="service_unavailable"))
    somebody.press(digest, "share_linkedin")
    lyngbro.until(lambda _: kinds(lyngbro, somebody) == ["tap"])
    somebody.press(digest, "share_linkedin", nth=1)
    both = somebody.until_digest("Shared it on LinkedIn?")
    assert str(both["blocks"]).count("Shared it on LinkedIn?") == 2
