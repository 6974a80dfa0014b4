"""What Slack takes of everything that can be pressed, chosen or typed into."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.slack.bounds import (
    LABEL,
    OPTION,
    OPTIONS,
    PLACEHOLDER,
    TYPED,
    Value,
    count,
    length,
    optional,
    text,
    unique,
    wrong,
)

SECTION, ACTIONS, INPUT = "section", "actions", "input"  # where an element stands

_ANYWHERE = frozenset({SECTION, ACTIONS, INPUT})
_NOT_TYPED = frozenset({SECTION, ACTIONS})
_SEVERAL = frozenset({SECTION, INPUT})
_TYPED = frozenset({INPUT})
_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_TRIGGERS = {"on_enter_pressed", "on_character_entered"}
_CONFIRM = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
_FEW = 10
_URL, _VALUE, _OPTION_VALUE = 3000, 2000, 150
_MENU = 5
_ID = 255


@dataclass(frozen=True, slots=True)
class Kind:
    """Where an element may stand, how many options it has, and how long its strings may be."""

    places: frozenset[str]
    options: int = 0  # at most; 0: it has none
    strings: Mapping[str, int] = field(default_factory=dict)
    mrkdwn: bool = False  # whether options may be written in Slack's markup
    links: bool = False  # whether an option may lead somewhere


_KINDS = {
    "button": Kind(_NOT_TYPED, strings={"url": _URL, "value": _VALUE, "accessibility_label": LABEL}),
    "overflow": Kind(_NOT_TYPED, options=_MENU, links=True),
    "static_select": Kind(_ANYWHERE, options=OPTIONS),
    "multi_static_select": Kind(_SEVERAL, options=OPTIONS),
    "external_select": Kind(_ANYWHERE),
    "multi_external_select": Kind(_SEVERAL),
    "users_select": Kind(_ANYWHERE),
    "multi_users_select": Kind(_SEVERAL),
    "conversations_select": Kind(_ANYWHERE),
    "channels_select": Kind(_ANYWHERE),
    "radio_buttons": Kind(_ANYWHERE, options=_FEW, mrkdwn=True),
    "checkboxes": Kind(_ANYWHERE, options=_FEW, mrkdwn=True),
    "datepicker": Kind(_ANYWHERE),
    "timepicker": Kind(_ANYWHERE),
    "datetimepicker": Kind(frozenset({ACTIONS, INPUT})),
    "plain_text_input": Kind(_TYPED, strings={"initial_value": TYPED}),
    "url_text_input": Kind(_TYPED, strings={"initial_value": TYPED}),
    "email_text_input": Kind(_TYPED, strings={"initial_value": TYPED}),
    "number_input": Kind(_TYPED, strings={"initial_value": TYPED}),
}


def check(where: str, element: Value, place: str) -> None:
    """Raises DeliveryError unless Slack would take the element at this place."""
    name = element.get("type", "")
    kind = _KINDS.get(name)
    if kind is None or place not in kind.places:
        fitting = ", ".join(known for known, one in _KINDS.items() if place in one.places)
        raise wrong(where, f"type {name!r} is not among {fitting}")
    length(f"{where}.action_id", element.get("action_id"), _ID)
    for string, limit in kind.strings.items():
        optional(f"{where}.{string}", element.get(string), limit)
    if "placeholder" in element:
        text(f"{where}.placeholder", element["placeholder"], PLACEHOLDER, kinds=("plain_text",))
    if "confirm" in element:
        _confirm(f"{where}.confirm", element["confirm"])
    if kind.options:
        _choices(where, element, kind)
    _own(where, element, name)


def _own(where: str, element: Value, name: str) -> None:
    """What one kind alone has."""
    if name == "button":
        _button(where, element)
    elif name == "plain_text_input":
        _typed(where, element)
    elif name == "number_input" and not isinstance(element.get("is_decimal_allowed"), bool):
        raise wrong(f"{where}.is_decimal_allowed", "is missing")
    elif name == "datepicker" and not _DATE.fullmatch(element.get("initial_date", "2026-01-01")):
        raise wrong(f"{where}.initial_date", "is not a date such as 2026-11-24")
    elif name == "timepicker" and not _TIME.fullmatch(element.get("initial_time", "09:00")):
        raise wrong(f"{where}.initial_time", "is not a time such as 09:00")


def _button(where: str, button: Value) -> None:
    text(f"{where}.text", button.get("text"), LABEL, kinds=("plain_text",))
    if "url" in button and not str(button["url"]).startswith(("https://", "http://")):
        raise wrong(f"{where}.url", "is not a web address")
    if button.get("style", "primary") not in {"primary", "danger"}:
        raise wrong(f"{where}.style", "is neither primary nor danger")


def _typed(where: str, element: Value) -> None:
    for name in ("min_length", "max_length"):
        if not 0 <= element.get(name, 1) <= TYPED:
            raise wrong(f"{where}.{name}", f"lies outside 0 to {TYPED}")
    if len(element.get("initial_value") or "") > element.get("max_length", TYPED):
        raise wrong(f"{where}.initial_value", "is longer than max_length")
    told = (element.get("dispatch_action_config") or {}).get("trigger_actions_on", [])
    if not set(told) <= _TRIGGERS:
        raise wrong(f"{where}.dispatch_action_config", f"names none of {', '.join(sorted(_TRIGGERS))}")


def _choices(where: str, element: Value, kind: Kind) -> None:
    """Options, or groups of them; what is chosen at first is one of them."""
    groups = element.get("option_groups")
    if groups is not None:
        count(f"{where}.option_groups", groups, 1, OPTIONS)
        for index, group in enumerate(groups):
            text(f"{where}.option_groups[{index}].label", group.get("label"), OPTION, kinds=("plain_text",))
            _options(f"{where}.option_groups[{index}]", group.get("options"), kind)
    else:
        _options(where, element.get("options"), kind)
    options = [one for group in groups or [element] for one in group["options"]]
    first = [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [])
    if "initial_options" in element and not first:
        raise wrong(f"{where}.initial_options", "is empty")
    if any(one not in options for one in first):
        raise wrong(where, "begins with an option that it does not have")


def _options(where: str, options: object, kind: Kind) -> None:
    found = options if isinstance(options, list | tuple) else ()
    count(f"{where}.options", found, 1, kind.options)
    kinds = ("plain_text", "mrkdwn") if kind.mrkdwn else ("plain_text",)
    for index, option in enumerate(found):
        inner = f"{where}.options[{index}]"
        text(f"{inner}.text", option.get("text"), OPTION, kinds=kinds)
        length(f"{inner}.value", option.get("value"), _OPTION_VALUE)
        if "description" in option:
            text(f"{inner}.description", option["description"], OPTION, kinds=kinds)
        if "url" in option and not kind.links:
            raise wrong(f"{inner}.url", "stands where no option leads anywhere")
        optional(f"{inner}.url", option.get("url"), _URL)
    if not kind.links:
        unique(where, [option["value"] for option in found], "value")


def _confirm(where: str, confirm: Value) -> None:
    for name, limit in _CONFIRM.items():
        kinds = ("plain_text", "mrkdwn") if name == "text" else ("plain_text",)
        text(f"{where}.{name}", confirm.get(name), limit, kinds=kinds)
