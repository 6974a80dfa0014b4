"""Looking before sending, and the other ways by which an editor comes to an item."""

import json

from digests.content.model import ItemState
from digests.content.store import load_items
from tests.journeys.slack.desk import kept, opened, ours, placed, until_state
from tests.slack_faults.company import Company
from tests.slack_faults.hand import Hand, elements, found, texts
from tests.slack_faults.world import Json


def read(where: Json) -> str:
    return "\n".join(texts(where["blocks"]))


def test_an_author_is_told_who_asks_for_a_change_and_comes_straight_to_the_item(lyngbro: Company) -> None:
    made = placed(lyngbro, "ferry-berth", [], ItemState.DRAFT)
    editor, approver = lyngbro.hand("editor"), lyngbro.hand("approver")
    editor.press(opened(editor, made), "item_submit")
    until_state(lyngbro, made, ItemState.IN_REVIEW)
    approver.press(approver.until_answer("For approval: The ferry-berth"), "item_ask_change")
    approver.until_modal("What should be different?")
    approver.fill("What should be different?", "Name <!channel> the captain")
    assert approver.submit().errors == {}
    told = editor.until_answer("Person Approver asks for a change to “The ferry-berth”.")
    assert "> Name &lt;!channel&gt; the captain" in read(told)
    editor.press(told, "Open")
    lyngbro.slack.until(lambda _: "item_submit" in str(editor.modal))
    assert "asks for a change" not in str([one for one in approver.messages if "ferry-berth" in str(one)])
    assert lyngbro.slack.refusals() == []


def test_a_test_goes_to_whoever_asked_for_it_and_to_nobody_else(lyngbro: Company) -> None:
    made = placed(lyngbro, "beacon", [], ItemState.DRAFT)
    second = lyngbro.hand("second")
    second.press(opened(second, made), "item_test")
    second.until_answer("[Test]", "The beacon")
    second.until_modal("A test is in your messages; nobody else got it.")
    having = [where for where, said in lyngbro.slack.seen()["messages"].items() if "The beacon" in str(said)]
    assert having == [second.conversation]


def test_a_preview_as_a_person_shows_nothing_of_what_they_did(lyngbro: Company, somebody: Hand) -> None:
    made = placed(lyngbro, "jetty", [somebody], ItemState.APPROVED)
    somebody.press(somebody.digest, "share_linkedin")
    somebody.until_digest("Shared it on LinkedIn?")
    somebody.press(somebody.digest, "Yes, shared")
    somebody.until_digest("You shared this on LinkedIn.")
    before = somebody.messages
    second = lyngbro.hand("second")
    second.press(opened(second, made), "item_preview_as")
    second.until_modal("Who?", "Which digest?")
    second.fill("Who?", somebody.id)
    second.fill("Which digest?", "weekly")
    assert second.submit().errors == {}
    shown = second.until_modal("would get now. Nothing was sent or kept.")
    assert "how we did it" in read(shown)
    assert "shared this" not in read(shown)
    assert "Shared it on" not in read(shown)
    assert somebody.messages == before


def test_a_message_becomes_a_draft_in_the_queue_by_an_editors_shortcut(lyngbro: Company) -> None:
    editor, title = lyngbro.hand("editor"), ours(lyngbro, "Windmill")
    address = f"https://www.example.com/{title}"
    assert editor.shortcut("queue_item", {"text": f"Have you seen <{address}|this>?"}).status == 200
    modal = editor.until_modal("It begins with https://")
    assert found(modal, "Address")[1]["initial_value"] == address
    editor.fill("Desk", "comms")
    editor.fill("Headline: English", title)
    assert editor.submit().errors == {}
    (made,) = lyngbro.until(lambda c: [one for one in load_items(c) if title in one.title.values()])
    assert (made.url, made.state, made.owner) == (address, ItemState.DRAFT, "comms")


def offered(hand: Hand, block: Json, element: Json, sought: str) -> Json:
    """An element that looks its options up, with those that have these letters in them."""
    modal = hand.modal
    payload = {
        "type": "block_suggestion",
        "user": {"id": hand.id},
        "team": {"id": "T0SAMPLE"},
        "view": modal,
        "container": {"type": "view"},
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "value": sought,
    }
    told = hand.slack.tell("interactive", payload)
    return {**element, "options": json.loads(told.body)["options"]}


def test_the_estimate_of_an_audience_follows_every_choice_in_the_same_modal(lyngbro: Company) -> None:
    made = placed(lyngbro, "turbine", [], ItemState.DRAFT)
    second = lyngbro.hand("second")
    second.press(opened(second, made), "newsroom_audience")
    modal = second.until_modal("Reaches about 40 people")
    second.press(modal, "newsroom_group")
    modal = second.until_modal("Group 1")
    second.press(modal, "newsroom_condition:0", "role")
    modal = lyngbro.slack.until(lambda _: (seen := second.modal) and "newsroom_value:role" in str(seen) and seen)
    block, element = next((b, e) for b, e in elements(modal) if e.get("action_id", "").endswith(":role"))
    choices = offered(second, block, element, "admin")
    second.act(modal, choices, block, ["admin"])
    few = second.until_modal("Reaches fewer than")
    assert few["id"] == modal["id"]
    assert kept(lyngbro, made).audience == made.audience
    changed = [one for one in lyngbro.slack.calls("views.update") if one["arguments"]["view_id"] == modal["id"]]
    assert len(changed) >= 3
