"""What others say about our Slack messages and Teams cards, and that they would say if something were wrong."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from bot.rendering.view import DigestView
from bot.slack import blocks
from bot.teams import card
from tests.bot.chat import post, shown
from tests.factories import item, pick
from tests.outside.checks import (
    adaptive_card_problems,
    adaptive_card_schema_problems,
    block_kit_problems,
    requires_card_schema,
)
from tests.outside.node import requires_node

pytestmark = pytest.mark.outside
Value = dict[str, Any]


def digests() -> list[DigestView]:
    five = tuple(pick(position=n, item=item(id=f"item-{n}"), colleagues=9) for n in range(1, 6))
    bare = replace(shown(), help="")
    silent = replace(bare, items=(replace(bare.items[0], summary="", why="", meta=""),))
    return [shown(), shown(first=True, picks=five), shown(language="da", picks=five), post(), silent]


def element(message: Value) -> Value:
    found: Value = next(block for block in message["blocks"] if block["type"] == "actions")["elements"][0]
    return found


@requires_node
def test_slacks_own_types_accept_every_message() -> None:
    messages = [blocks.render(view, 7, interactive=heard) for view in digests() for heard in (True, False)]
    assert block_kit_problems(*messages) == [[]] * len(messages)


@requires_node
def test_slacks_own_types_find_every_planted_fault() -> None:
    planted = [deepcopy(blocks.render(shown(), 7)) for _ in range(4)]
    element(planted[0])["style"] = "default"
    del element(planted[1])["text"]["type"]
    planted[2]["blocks"][0]["text"]["type"] = "mrkdwn"
    element(planted[3])["link"] = element(planted[3]).pop("url")
    assert [bool(problems) for problems in block_kit_problems(*planted)] == [True] * 4


@requires_node
def test_microsofts_own_library_accepts_every_card() -> None:
    # One run each: the library's pattern for `lang` remembers where it stopped and refuses every second card.
    assert [adaptive_card_problems(card.render(view)) for view in digests()] == [[[]]] * 5


@requires_card_schema
@pytest.mark.parametrize("index", range(5))
def test_the_schema_accepts_every_card(index: int) -> None:
    assert adaptive_card_schema_problems(card.render(digests()[index])) == []


def planted_cards() -> list[Value]:
    planted = [deepcopy(card.render(shown())) for _ in range(3)]
    del planted[0]["body"][0]["inlines"]
    planted[1]["body"][3]["items"][0]["inlines"][0]["selectAction"].pop("url")
    planted[2]["body"][3]["items"][0]["inlines"][0]["weight"] = "Heavy"
    return planted


@requires_card_schema
@pytest.mark.parametrize("index", range(3))
def test_the_schema_finds_every_planted_fault(index: int) -> None:
    assert adaptive_card_schema_problems(planted_cards()[index])


@requires_node
def test_microsofts_own_library_finds_planted_faults() -> None:
    unknown = card.render(shown())
    unknown["body"][0]["type"] = "RichText"
    assert [bool(adaptive_card_problems(one)[0]) for one in (unknown, planted_cards()[2])] == [True, True]
