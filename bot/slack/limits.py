"""What Slack takes: checked before any call, because a refused message tells nobody which block was at fault."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.slack import elements
from bot.slack.bounds import (
    ALT,
    BLOCKS,
    CONTEXT,
    HEADER,
    LABEL,
    OPTION,
    OPTIONS,
    PLACEHOLDER,
    SECTION,
    TITLE,
    TYPED,
    VIEW_BLOCKS,
    Value,
    count,
    identifier,
    length,
    optional,
    sizes,
    text,
    unique,
    wrong,
)

__all__ = [
    "ALT",
    "BLOCKS",
    "CONTEXT",
    "HEADER",
    "LABEL",
    "OPTION",
    "OPTIONS",
    "PLACEHOLDER",
    "SECTION",
    "TITLE",
    "TYPED",
    "VIEW_BLOCKS",
    "check",
    "check_home",
    "check_message",
    "check_modal",
]

FIELDS = 10
FIELD = 2000
ACTIONS = 25
TEXT = 4000  # Slack cuts a message's text at 40,000 and advises a tenth of that
KEPT = 3000  # private_metadata
VIEW_BYTES = 250_000
INPUT_LABEL = 2000


def check(blocks: Sequence[Value], most: int = BLOCKS) -> None:
    """Raises DeliveryError, which names the block and its limit, unless Slack would take the blocks."""
    count("blocks", blocks, 1, most)
    for index, block in enumerate(blocks):
        where = f"blocks[{index}]"
        known = _BLOCKS.get(block.get("type", ""))
        if known is None:
            raise wrong(where, f"type {block.get('type')!r} is not among {', '.join(_BLOCKS)}")
        identifier(f"{where}.block_id", block.get("block_id"))
        known(where, block)
    unique("blocks", [block["block_id"] for block in blocks if "block_id" in block], "block_id")


def check_message(message: Mapping[str, Any]) -> None:
    """The same for a whole message: text, blocks and, where it has any, metadata."""
    length("text", message.get("text"), TEXT)
    check(message["blocks"])
    if "metadata" in message and not message["metadata"]["event_type"]:
        raise wrong("metadata.event_type", "is empty")


def check_modal(view: Mapping[str, Any]) -> None:
    """The same for a modal: its title and buttons, what it keeps, and a way to submit what is typed into it."""
    _view(view, "modal")
    text("title", view.get("title"), TITLE, kinds=("plain_text",))
    for name in ("submit", "close"):
        if name in view:
            text(name, view[name], TITLE, kinds=("plain_text",))
    if "submit" not in view and any(block["type"] == "input" and not _told_at_once(block) for block in view["blocks"]):
        raise wrong("submit", "is missing, and there are inputs")


def check_home(view: Mapping[str, Any]) -> None:
    """The same for a Home tab."""
    _view(view, "home")


def _view(view: Mapping[str, Any], kind: str) -> None:
    if view.get("type") != kind:
        raise wrong("type", f"is not {kind}")
    check(view.get("blocks") or (), VIEW_BLOCKS)
    optional("private_metadata", view.get("private_metadata") or None, KEPT)
    identifier("callback_id", view.get("callback_id"))
    identifier("external_id", view.get("external_id"))
    size = len(json.dumps(view).encode())
    if size > VIEW_BYTES:
        raise wrong("the view", f"has {size} bytes, {VIEW_BYTES} are allowed")
    if json.dumps(view).count('"focus_on_load": true') > 1:
        raise wrong("the view", "has two elements with focus_on_load")


def _told_at_once(block: Value) -> bool:
    return bool(block.get("dispatch_action"))


def _header(where: str, block: Value) -> None:
    text(f"{where}.text", block.get("text"), HEADER, kinds=("plain_text",))


def _section(where: str, block: Value) -> None:
    fields = block.get("fields", ())
    if "text" not in block and not fields:
        raise wrong(where, "has neither text nor fields")
    if "text" in block:
        text(f"{where}.text", block["text"], SECTION)
    if "fields" in block:
        count(f"{where}.fields", fields, 1, FIELDS)
    for index, field in enumerate(fields):
        text(f"{where}.fields[{index}]", field, FIELD)
    if "accessory" in block:
        _accessory(f"{where}.accessory", block["accessory"])


def _accessory(where: str, element: Value) -> None:
    if element.get("type") == "image":
        _image(where, element)
    else:
        elements.check(where, element, elements.SECTION)


def _context(where: str, block: Value) -> None:
    count(f"{where}.elements", block.get("elements"), 1, CONTEXT)
    for index, element in enumerate(block["elements"]):
        inner = f"{where}.elements[{index}]"
        if element.get("type") == "image":
            _image(inner, element)
        else:
            text(inner, element, SECTION)


def _actions(where: str, block: Value) -> None:
    count(f"{where}.elements", block.get("elements"), 1, ACTIONS)
    for index, element in enumerate(block["elements"]):
        elements.check(f"{where}.elements[{index}]", element, elements.ACTIONS)
    unique(where, [element["action_id"] for element in block["elements"]], "action_id")


def _input(where: str, block: Value) -> None:
    text(f"{where}.label", block.get("label"), INPUT_LABEL, kinds=("plain_text",))
    if "hint" in block:
        text(f"{where}.hint", block["hint"], INPUT_LABEL, kinds=("plain_text",))
    elements.check(f"{where}.element", block.get("element") or {}, elements.INPUT)


def _image(where: str, block: Value) -> None:
    sizes(where, block.get("slack_file") or block, {"id": 255} if "slack_file" in block else {"image_url": 3000})
    length(f"{where}.alt_text", block.get("alt_text"), ALT)


def _divider(_where: str, _block: Value) -> None:
    """A line has no limits."""


_BLOCKS: dict[str, Callable[[str, Value], None]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "divider": _divider,
    "image": _image,
}
