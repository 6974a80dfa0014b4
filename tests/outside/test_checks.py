"""The checks by others find the faults that we plant, and pass what is right."""

from typing import Any

import pytest

from tests.outside.checks import (
    adaptive_card_problems,
    adaptive_card_schema_problems,
    block_kit_problems,
    page_problems,
    requires_card_schema,
)
from tests.outside.node import requires_node

pytestmark = pytest.mark.outside
BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Share"}, "url": "https://www.example.com"}
GOOD_MESSAGE = {
    "text": "Your digest",
    "blocks": [
        {"type": "section", "text": {"type": "mrkdwn", "text": "*Hi*"}},
        {"type": "actions", "elements": [BUTTON]},
    ],
    "metadata": {"event_type": "digest", "event_payload": {"delivery": "d1"}},
}
GOOD_CARD = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
    "body": [{"type": "TextBlock", "text": "Hi", "wrap": True}],
    "actions": [{"type": "Action.Execute", "title": "Not for me", "verb": "not_for_me", "data": {"pick": "p1"}}],
}


@requires_node
def test_a_sound_message_has_no_problem() -> None:
    assert block_kit_problems(GOOD_MESSAGE) == [[]]


@requires_node
@pytest.mark.parametrize(
    ("block", "where"),
    [
        ({"type": "nope"}, "blocks[0].type"),
        ({"type": "section", "text": {"type": "markdown", "text": "a"}}, "blocks[0].text.type"),
        (
            {"type": "actions", "elements": [{**BUTTON, "text": {"type": "mrkdwn", "text": "a"}}]},
            "blocks[0].elements[0]",
        ),
        ({"type": "divider", "text": "a"}, "blocks[0].text"),
        ({"type": "context", "elements": [{"type": "image", "image_url": "https://a"}]}, "blocks[0].elements[0]"),
    ],
)
def test_a_planted_fault_in_blocks_is_found_in_its_place(block: dict[str, Any], where: str) -> None:
    (problems,) = block_kit_problems({"text": "a", "blocks": [block]})
    assert [problem.where.startswith(where) for problem in problems] == [True]


@requires_node
def test_a_home_page_is_checked_as_strictly_as_a_message() -> None:
    good, bad = block_kit_problems(
        {"type": "home", "blocks": [{"type": "divider"}]}, {"type": "home", "blocks": [{"type": "nope"}]}, kind="home"
    )
    assert good == []
    assert [problem.where for problem in bad] == ["blocks[0].type"]


@requires_node
def test_a_sound_card_has_no_problem_for_the_library_of_teams() -> None:
    assert adaptive_card_problems(GOOD_CARD) == [[]]


@requires_node
@pytest.mark.parametrize(
    "change",
    [
        {"body": [{"type": "Nope"}]},
        {"body": [{"type": "TextBlock", "text": "a", "size": "Huge"}]},
        {"actions": [{"type": "Action.OpenUrl", "title": "a"}]},
        {"version": "1.6"},
    ],
)
def test_a_planted_fault_in_a_card_is_found_by_the_library_of_teams(change: dict[str, Any]) -> None:
    (problems,) = adaptive_card_problems({**GOOD_CARD, **change})
    assert len(problems) == 1


@requires_card_schema
def test_a_sound_card_fits_the_schema() -> None:
    assert adaptive_card_schema_problems(GOOD_CARD) == []


@requires_card_schema
@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"body": [{"type": "TextBlock"}]}, "$.body[0]"),
        ({"body": [{"type": "Nope"}]}, "$.body[0]"),
        ({"body": [{"type": "Container", "items": [{"type": "Image", "url": 1}]}]}, "$.body[0].items[0].url"),
        ({"actions": [{"type": "Action.OpenUrl"}]}, "$.actions[0]"),
        ({"body": [{"type": "TextBlock", "text": "a", "colour": "red"}]}, "$.body[0]"),
    ],
)
def test_a_planted_fault_in_a_card_breaks_the_schema_in_its_place(change: dict[str, Any], where: str) -> None:
    problems = adaptive_card_schema_problems({**GOOD_CARD, **change})
    assert [problem.where for problem in problems] == [where]


@requires_card_schema
def test_what_belongs_to_teams_alone_does_not_break_the_schema() -> None:
    assert adaptive_card_schema_problems({**GOOD_CARD, "msteams": {"width": "Full"}}) == []


@requires_node
def test_a_page_without_alt_text_is_found() -> None:
    page = '<!doctype html>\n<html lang="en"><head><title>a</title></head>\n<body><img src="a.png"></body></html>'
    assert [(problem.where, problem.what.split(":")[0]) for problem in page_problems(page)] == [("line 3", "wcag/h37")]
