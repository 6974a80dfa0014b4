"""Every limit of modals and Home tabs is found before any call, and what lies just within is let through."""

from typing import Any

import pytest

from bot.slack import limits
from digests.errors import DeliveryError

Value = dict[str, Any]


def plain(text: str) -> Value:
    return {"type": "plain_text", "text": text}


def option(value: str = "o", **fields: Any) -> Value:
    return {"text": plain("One"), "value": value, **fields}


def options(number: int) -> list[Value]:
    return [option(str(index)) for index in range(number)]


def typed(element: Value, **fields: Any) -> list[Value]:
    return [{"type": "input", "label": plain("Label"), "element": {"action_id": "a", **element}, **fields}]


def beside(element: Value) -> list[Value]:
    return [{"type": "section", "text": plain("text"), "accessory": {"action_id": "a", **element}}]


def pressed(element: Value) -> list[Value]:
    return [{"type": "actions", "elements": [{"action_id": "a", **element}]}]


def text_input(**fields: Any) -> Value:
    return {"type": "plain_text_input", **fields}


def select(kind: str = "static_select", number: int = 1, **fields: Any) -> Value:
    return {"type": kind, "options": options(number), **fields}


def confirm(**texts: int) -> Value:
    lengths = {"title": 100, "text": 300, "confirm": 30, "deny": 30, **texts}
    return {name: plain("c" * length) for name, length in lengths.items()}


def button(**fields: Any) -> Value:
    return {"type": "button", "text": plain("Press"), **fields}


def groups(number: int, *, label: int = 75, each: int = 1) -> Value:
    made = [
        {"label": plain("g" * label), "options": [option(f"{one}-{other}") for other in range(each)]}
        for one in range(number)
    ]
    return {"type": "static_select", "option_groups": made}


TOLD = {"trigger_actions_on": ["on_character_entered"]}

WITHIN: dict[str, list[Value]] = {
    "one hundred blocks": [{"type": "divider"}] * 100,
    "a full text input": typed(text_input(initial_value="t" * 3000, placeholder=plain("p" * 150), max_length=3000)),
    "a text input that tells at once": typed(text_input(dispatch_action_config=TOLD), dispatch_action=True),
    "a label and a hint": typed(text_input(), label=plain("l" * 2000), hint=plain("h" * 2000)),
    "one hundred options": pressed(select(number=100)),
    "a first option": beside(select(initial_option=option("0"))),
    "several first options": beside(select("multi_static_select", 3, initial_options=options(2))),
    "one hundred groups": pressed(groups(100)),
    "ten boxes in markup": pressed(
        {"type": "checkboxes", "options": [{**one, "text": {"type": "mrkdwn", "text": "*o*"}} for one in options(10)]}
    ),
    "a date and a time": pressed({"type": "datepicker", "initial_date": "2026-11-24"})
    + pressed({"type": "timepicker", "initial_time": "08:30"}),
    "an overflow that leads": beside(
        {"type": "overflow", "options": [option(url="https://www.example.com"), *options(4)]}
    ),
    "a question before": pressed(button(confirm=confirm())),
    "people": typed({"type": "users_select"}),
    "a number": typed({"type": "number_input", "is_decimal_allowed": False, "initial_value": "3"}),
    "an image beside": beside({"type": "image", "image_url": "https://www.example.com/a.png", "alt_text": "a"}),
    "nothing typed so far": typed(text_input(initial_value=None)),
}

BEYOND: dict[str, list[Value]] = {
    "one hundred and one blocks": [{"type": "divider"}] * 101,
    "no blocks": [],
    "a first text that is too long": typed(text_input(initial_value="t" * 3001)),
    "a first text beyond its own limit": typed(text_input(initial_value="t" * 11, max_length=10)),
    "a limit that is none": typed(text_input(max_length=3001)),
    "an unknown trigger": typed(text_input(dispatch_action_config={"trigger_actions_on": ["on_sight"]})),
    "a placeholder": typed(text_input(placeholder=plain("p" * 151))),
    "a label": typed(text_input(), label=plain("l" * 2001)),
    "a hint": typed(text_input(), hint=plain("h" * 2001)),
    "an input of nothing": [{"type": "input", "label": plain("l")}],
    "a button to type into": typed(button()),
    "text typed beside": beside(text_input()),
    "several among the actions": pressed(select("multi_static_select")),
    "too many options": pressed(select(number=101)),
    "no options": pressed(select(number=0)),
    "an option's text": pressed(select(options=[option(text=plain("o" * 76))])),
    "an option's value": pressed(select(options=[option("v" * 151)])),
    "an option twice": pressed(select(options=[option(), option()])),
    "an option's description": pressed(select(options=[option(description=plain("d" * 76))])),
    "an option that leads": pressed(select(options=[option(url="https://www.example.com")])),
    "an option in markup": pressed(select(options=[option(text={"type": "mrkdwn", "text": "o"})])),
    "a first option of another list": pressed(select(initial_option=option("7"))),
    "no first options": beside(select("multi_static_select", initial_options=[])),
    "too many groups": pressed(groups(101)),
    "a group's label": pressed(groups(1, label=76)),
    "an empty group": pressed(groups(1, each=0)),
    "eleven boxes": pressed(select("checkboxes", 11)),
    "six in a menu": pressed(select("overflow", 6)),
    "a date": pressed({"type": "datepicker", "initial_date": "24/11/2026"}),
    "a time": pressed({"type": "timepicker", "initial_time": "24:00"}),
    "a number without its kind": typed({"type": "number_input"}),
    "a question's title": pressed(button(confirm=confirm(title=101))),
    "a question's text": pressed(button(confirm=confirm(text=301))),
    "a question's yes": pressed(button(confirm=confirm(confirm=31))),
    "a question's no": pressed(button(confirm=confirm(deny=31))),
    "two that want the cursor": typed(text_input(focus_on_load=True)) + typed(text_input(focus_on_load=True)),
    "more than the view may weigh": [
        {"type": "section", "text": {"type": "mrkdwn", "text": "s" * 2990}} for _ in range(90)
    ],
}


def modal(blocks: list[Value], **fields: Any) -> Value:
    return {"type": "modal", "title": plain("Title"), "submit": plain("Save"), "blocks": blocks, **fields}


def home(blocks: list[Value], **fields: Any) -> Value:
    return {"type": "home", "blocks": blocks, **fields}


@pytest.mark.parametrize("name", WITHIN)
def test_what_lies_just_within_is_let_through(name: str) -> None:
    limits.check_modal(modal(WITHIN[name]))
    limits.check_home(home(WITHIN[name]))


@pytest.mark.parametrize("name", BEYOND)
def test_what_lies_beyond_is_refused_before_any_call(name: str) -> None:
    with pytest.raises(DeliveryError, match="Slack would refuse"):
        limits.check_modal(modal(BEYOND[name]))
    with pytest.raises(DeliveryError, match="Slack would refuse"):
        limits.check_home(home(BEYOND[name]))


LINE = [{"type": "divider"}]


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("title", plain("t" * 24), plain("t" * 25)),
        ("title", plain("t"), {"type": "mrkdwn", "text": "t"}),
        ("submit", plain("t" * 24), plain("t" * 25)),
        ("close", plain("t" * 24), plain("t" * 25)),
        ("private_metadata", "m" * 3000, "m" * 3001),
        ("private_metadata", "", "m" * 3001),
        ("callback_id", "c" * 255, "c" * 256),
        ("external_id", "e" * 255, "e" * 256),
        ("type", "modal", "home"),
    ],
)
def test_a_modals_own_fields_have_limits(name: str, good: Any, bad: Any) -> None:
    limits.check_modal(modal(LINE, **{name: good}))
    with pytest.raises(DeliveryError, match=name):
        limits.check_modal(modal(LINE, **{name: bad}))


def test_what_is_typed_needs_a_way_to_be_submitted_unless_it_is_told_at_once() -> None:
    view = modal(typed(text_input()))
    del view["submit"]
    with pytest.raises(DeliveryError, match="submit"):
        limits.check_modal(view)
    limits.check_modal({**view, "blocks": typed(text_input(), dispatch_action=True)})


def test_a_modal_is_no_home_tab() -> None:
    with pytest.raises(DeliveryError, match="type is not home"):
        limits.check_home(modal(LINE))
