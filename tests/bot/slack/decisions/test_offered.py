"""What can be decided is offered to whoever may, and only while it can be."""

import pytest

from bot.slack import limits
from bot.slack.decisions import buttons
from bot.slack.decisions.offered import Named, about, named
from digests.content.model import ItemState, Text
from digests.newsroom.standing import standing
from tests.factories import item, person

EDITOR = standing(person(roles=("comms:editor",)))
APPROVER = standing(person(roles=("comms:approver",)))
WORDED = (Text("k1", "en", "Our tram runs on time."),)
LOOK = ["item_test", "item_preview_as"]


def offered(who: object, state: ItemState) -> list[str]:
    return [one["action_id"] for one in buttons(who, item(state=state))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "actions"),
    [
        (ItemState.SUGGESTED, []),
        (ItemState.DRAFT, ["item_submit", *LOOK, "item_withdraw"]),
        (ItemState.IN_REVIEW, ["item_approve", "item_ask_change", *LOOK, "item_withdraw"]),
        (ItemState.APPROVED, ["item_send_next", *LOOK, "item_correct", "item_withdraw"]),
        (ItemState.WITHDRAWN, ["item_restore", *LOOK]),
    ],
)
def test_an_approver_is_offered_what_the_state_of_an_item_allows(state: ItemState, actions: list[str]) -> None:
    assert offered(APPROVER, state) == actions


def test_an_editor_is_offered_no_approval_and_nothing_that_reaches_people() -> None:
    assert offered(EDITOR, ItemState.IN_REVIEW) == [*LOOK, "item_withdraw"]
    assert offered(EDITOR, ItemState.APPROVED) == LOOK


@pytest.mark.parametrize("state", list(ItemState))
def test_whoever_has_no_role_is_offered_nothing(state: ItemState) -> None:
    assert offered(standing(person()), state) == []
    assert offered(standing(person(roles=("hr:approver",))), state) == []


@pytest.mark.parametrize("state", [state for state in ItemState if state is not ItemState.SUGGESTED])
@pytest.mark.parametrize("language", ["en", "da"])
def test_buttons_keep_to_slacks_limits(state: ItemState, language: str) -> None:
    made = buttons(standing(person(roles=("admin",))), item(state=state, id="a" * 120), language)
    limits.check([{"type": "actions", "elements": made}])


def test_a_button_names_the_item_and_the_version_that_was_seen() -> None:
    assert named(about(item(version=12)).value) == Named("harbour-emissions", 12)


@pytest.mark.parametrize("value", ["", "harbour", "x:harbour", "1:", "1:../etc", "1:a b", f"1:{'a' * 121}", None, 7])
def test_a_value_that_is_none_of_ours_names_nothing(value: object) -> None:
    assert named(value) is None


def test_an_item_without_a_text_is_submitted_after_a_question_alone() -> None:
    bare, worded = (buttons(APPROVER, item(state=ItemState.DRAFT, texts=texts))[0] for texts in ((), WORDED))
    assert bare["action_id"] == worded["action_id"] == "item_submit"
    assert "colleagues would have to find their own words" in bare["confirm"]["text"]["text"]
    assert "confirm" not in worded
