"""Every limit of Slack's is found before any call, and what lies just within is let through."""

from copy import deepcopy
from typing import Any

import pytest

from bot.slack import limits
from digests.errors import DeliveryError

Value = dict[str, Any]


def button(**fields: Any) -> Value:
    plain = {"type": "plain_text", "text": "LinkedIn"}
    return {"type": "button", "action_id": "share", "text": plain, **fields}


def actions(*elements: Value) -> Value:
    return {"type": "actions", "elements": list(elements)}


def section(text: str) -> Value:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def context(*texts: str) -> Value:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text} for text in texts]}


def header(text: str) -> Value:
    return {"type": "header", "text": {"type": "plain_text", "text": text}}


def overflow(number: int, **fields: Any) -> Value:
    option = {"text": {"type": "plain_text", "text": "More"}, "value": "more", **fields}
    return actions({"type": "overflow", "action_id": "more", "options": [option] * number})


def numbered(number: int) -> list[Value]:
    return [button(action_id=f"share_{index}") for index in range(number)]


WITHIN = {
    "blocks": [section("text")] * 50,
    "header": [header("h" * 150)],
    "section": [section("s" * 3000)],
    "fields": [{"type": "section", "fields": [{"type": "mrkdwn", "text": "f" * 2000}] * 10}],
    "context": [context(*["text"] * 10)],
    "actions": [actions(*numbered(25))],
    "button text": [actions(button(text={"type": "plain_text", "text": "b" * 75}))],
    "button url": [actions(button(url="https://" + "u" * 2992))],
    "button value": [actions(button(value="v" * 2000))],
    "accessibility label": [actions(button(accessibility_label="a" * 75))],
    "action id": [actions(button(action_id="a" * 255))],
    "overflow": [overflow(5)],
    "block id": [{**section("text"), "block_id": "b" * 255}],
    "image": [{"type": "image", "image_url": "https://www.example.com/a.png", "alt_text": "a" * 2000}],
    "accessory": [{**section("text"), "accessory": button(style="danger")}],
    "context image": [{"type": "context", "elements": [{"type": "image", "image_url": "https://x", "alt_text": "x"}]}],
}

BEYOND = {
    "blocks": [section("text")] * 51,
    "no blocks": [],
    "header": [header("h" * 151)],
    "header in markdown": [{"type": "header", "text": {"type": "mrkdwn", "text": "title"}}],
    "section": [section("s" * 3001)],
    "empty section": [section("")],
    "blank section": [section(" \n ")],
    "section of nothing": [{"type": "section"}],
    "fields": [{"type": "section", "fields": [{"type": "mrkdwn", "text": "f"}] * 11}],
    "field": [{"type": "section", "fields": [{"type": "mrkdwn", "text": "f" * 2001}]}],
    "context": [context(*["text"] * 11)],
    "empty context": [context()],
    "actions": [actions(*numbered(26))],
    "empty actions": [actions()],
    "button text": [actions(button(text={"type": "plain_text", "text": "b" * 76}))],
    "empty button text": [actions(button(text={"type": "plain_text", "text": ""}))],
    "button in markdown": [actions(button(text={"type": "mrkdwn", "text": "b"}))],
    "button url": [actions(button(url="https://" + "u" * 2993))],
    "button to no web page": [actions(button(url="javascript:alert(1)"))],
    "button value": [actions(button(value="v" * 2001))],
    "accessibility label": [actions(button(accessibility_label="a" * 76))],
    "button style": [actions(button(style="default"))],
    "no action id": [actions(button(action_id=""))],
    "action id": [actions(button(action_id="a" * 256))],
    "action id twice": [actions(button(), button())],
    "overflow": [overflow(6)],
    "empty overflow": [overflow(0)],
    "overflow value": [overflow(1, value="v" * 151)],
    "overflow url": [overflow(1, url="u" * 3001)],
    "block id": [{**section("text"), "block_id": "b" * 256}],
    "block id twice": [{**section("text"), "block_id": "b"}] * 2,
    "image without words": [{"type": "image", "image_url": "https://www.example.com/a.png"}],
    "unknown block": [{"type": "marquee"}],
    "unknown element": [actions({"type": "slider", "action_id": "a"})],
}


@pytest.mark.parametrize("name", WITHIN)
def test_what_lies_just_within_is_let_through(name: str) -> None:
    limits.check(WITHIN[name])


@pytest.mark.parametrize("name", BEYOND)
def test_what_lies_beyond_is_refused_before_any_call(name: str) -> None:
    with pytest.raises(DeliveryError, match="Slack would refuse") as caught:
        limits.check(BEYOND[name])
    assert caught.value.permanent


def test_the_error_names_the_place_the_length_and_the_limit() -> None:
    with pytest.raises(DeliveryError, match=r"blocks\[1\]\.elements\[0\]\.text has 76 characters, 75 are allowed"):
        limits.check([section("text"), *BEYOND["button text"]])


MESSAGE = {"text": "text", "blocks": [section("text")], "metadata": {"event_type": "e", "event_payload": {}}}


@pytest.mark.parametrize(("key", "value"), [("text", ""), ("text", "t" * 4001), ("metadata", {"event_type": ""})])
def test_a_message_needs_a_text_for_its_notification_and_a_kind(key: str, value: Any) -> None:
    limits.check_message(MESSAGE)
    with pytest.raises(DeliveryError):
        limits.check_message({**deepcopy(MESSAGE), key: value})
