"""Block Kit as values: texts that call nobody, and whatever can be pressed or chosen."""

from collections.abc import Collection, Sequence
from typing import Any

from bot.rendering.cut import cut
from bot.slack import limits
from bot.slack.blocks import SENTENCE, escape

Value = dict[str, Any]
Options = Sequence[tuple[str, str]]  # (value, label)
ALL_VALUES = 150  # characters of an option's value


def plain(text: str, limit: int = limits.LABEL) -> Value:
    """A text that is shown as it stands; a dash where there is nothing to see, which Slack would refuse."""
    shown = cut(text, limit)
    return {"type": "plain_text", "text": shown if shown.strip() else "–", "emoji": False}


def header(text: str) -> Value:
    """A heading."""
    return {"type": "header", "text": plain(text, limits.HEADER)}


def said(text: str, accessory: Value | None = None) -> Value:
    """A sentence, with something to press or to choose beside it."""
    return marked(escape(cut(text, SENTENCE)), accessory)


def marked(text: str, accessory: Value | None = None) -> Value:
    """The same of text that is in Slack's markup already."""
    section = {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}
    return section if accessory is None else section | {"accessory": accessory}


def quiet(text: str) -> Value:
    """A small grey line."""
    line = {"type": "mrkdwn", "text": escape(cut(text, SENTENCE)), "verbatim": True}
    return {"type": "context", "elements": [line]}


def row(block_id: str, *elements: Value) -> Value:
    """What stands side by side."""
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def button(action: str, label: str, value: str = "", *, style: str = "", confirm: Value | None = None) -> Value:
    """A button that we hear of."""
    made: Value = {"type": "button", "action_id": action, "text": plain(label)}
    if value:
        made["value"] = value
    if style:
        made["style"] = style
    return made if confirm is None else made | {"confirm": confirm}


def confirm(title: str, text: str, yes: str, no: str) -> Value:
    """A question before a press counts."""
    return {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
        "style": "danger",
    }


def select(action: str, options: Options, chosen: str | None) -> Value:
    """One of several; a choice that is not among them shows nothing chosen."""
    made = _options(options)
    element: Value = {"type": "static_select", "action_id": action, "options": made}
    first = next((option for option in made if option["value"] == chosen), None)
    return element if first is None else element | {"initial_option": first}


def several(action: str, options: Options, chosen: Collection[str], placeholder: str) -> Value:
    """Any of several."""
    made = _options(options)
    element: Value = {
        "type": "multi_static_select",
        "action_id": action,
        "options": made,
        "placeholder": plain(placeholder, limits.PLACEHOLDER),
    }
    first = [option for option in made if option["value"] in chosen]
    return element | {"initial_options": first} if first else element


def ticks(action: str, options: Options, chosen: Collection[str]) -> Value:
    """Boxes to tick."""
    made = _options(options)
    first = [option for option in made if option["value"] in chosen]
    element: Value = {"type": "checkboxes", "action_id": action, "options": made}
    return element | {"initial_options": first} if first else element


def typed(block_id: str, label: str, element: Value, *, hint: str = "", optional: bool = False) -> Value:
    """Something to type into."""
    made: Value = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label, limits.HEADER),
        "element": element,
        "optional": optional,
    }
    return made | {"hint": plain(hint, SENTENCE)} if hint else made


def modal(title: str, blocks: Sequence[Value], *, close: str, submit: str = "", callback: str = "") -> Value:
    """A window over the conversation; `submit` is needed where there is something to type."""
    view: Value = {
        "type": "modal",
        "title": plain(title, limits.TITLE),
        "close": plain(close, limits.TITLE),
        "blocks": list(blocks),
    }
    if submit:
        view["submit"] = plain(submit, limits.TITLE)
    return view | {"callback_id": callback} if callback else view


def _options(options: Options) -> list[Value]:
    fitting = [(value, label) for value, label in options if value and len(value) <= ALL_VALUES]
    return [{"text": plain(label or value), "value": value} for value, label in fitting[: limits.OPTIONS]]
