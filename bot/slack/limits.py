"""What Slack takes: checked before any call, because a refused message tells nobody which block was at fault."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from digests.errors import DeliveryError

BLOCKS = 50
HEADER = 150
SECTION = 3000
FIELDS = 10
FIELD = 2000
CONTEXT = 10
ACTIONS = 25
LABEL = 75
URL = 3000
VALUE = 2000
OPTIONS = 5
OPTION_VALUE = 150
IDENTIFIER = 255
ALT = 2000
TEXT = 4000  # Slack cuts a message's text at 40,000 and advises a tenth of that

Block = Mapping[str, Any]


def check(blocks: Sequence[Block]) -> None:
    """Raises DeliveryError, which names the block and its limit, unless Slack would take the blocks."""
    _count("blocks", blocks, 1, BLOCKS)
    for index, block in enumerate(blocks):
        where = f"blocks[{index}]"
        known = _BLOCKS.get(block.get("type", ""))
        if known is None:
            raise _wrong(where, f"type {block.get('type')!r} is not among {', '.join(_BLOCKS)}")
        _identifier(f"{where}.block_id", block.get("block_id"))
        known(where, block)
    _unique("blocks", [block["block_id"] for block in blocks if "block_id" in block], "block_id")


def check_message(message: Mapping[str, Any]) -> None:
    """The same for a whole message: text, blocks and metadata."""
    _length("text", message.get("text"), TEXT)
    check(message["blocks"])
    if not message["metadata"]["event_type"]:
        raise _wrong("metadata.event_type", "is empty")


def _header(where: str, block: Block) -> None:
    _text(f"{where}.text", block.get("text"), HEADER, kinds=("plain_text",))


def _section(where: str, block: Block) -> None:
    fields = block.get("fields", ())
    if "text" not in block and not fields:
        raise _wrong(where, "has neither text nor fields")
    if "text" in block:
        _text(f"{where}.text", block["text"], SECTION)
    if "fields" in block:
        _count(f"{where}.fields", fields, 1, FIELDS)
    for index, field in enumerate(fields):
        _text(f"{where}.fields[{index}]", field, FIELD)
    if "accessory" in block:
        _element(f"{where}.accessory", block["accessory"])


def _context(where: str, block: Block) -> None:
    _count(f"{where}.elements", block.get("elements"), 1, CONTEXT)
    for index, element in enumerate(block["elements"]):
        inner = f"{where}.elements[{index}]"
        if element.get("type") == "image":
            _image(inner, element)
        else:
            _text(inner, element, SECTION)


def _actions(where: str, block: Block) -> None:
    _count(f"{where}.elements", block.get("elements"), 1, ACTIONS)
    for index, element in enumerate(block["elements"]):
        _element(f"{where}.elements[{index}]", element)
    _unique(where, [element["action_id"] for element in block["elements"]], "action_id")


def _image(where: str, block: Block) -> None:
    if "slack_file" in block:
        _length(f"{where}.slack_file.id", block["slack_file"].get("id"), IDENTIFIER)
    else:
        _length(f"{where}.image_url", block.get("image_url"), URL)
    _length(f"{where}.alt_text", block.get("alt_text"), ALT)


def _divider(_where: str, _block: Block) -> None:
    """A line has no limits."""


_BLOCKS: dict[str, Callable[[str, Block], None]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "divider": _divider,
    "image": _image,
}


def _element(where: str, element: Block) -> None:
    kind = element.get("type")
    _length(f"{where}.action_id", element.get("action_id"), IDENTIFIER)
    if kind == "button":
        _button(where, element)
    elif kind == "overflow":
        _count(f"{where}.options", element.get("options"), 1, OPTIONS)
        for index, option in enumerate(element["options"]):
            inner = f"{where}.options[{index}]"
            _text(f"{inner}.text", option.get("text"), LABEL, kinds=("plain_text",))
            _length(f"{inner}.value", option.get("value"), OPTION_VALUE)
            _optional(f"{inner}.url", option.get("url"), URL)
    else:
        raise _wrong(where, f"type {kind!r} is neither button nor overflow")


def _button(where: str, button: Block) -> None:
    _text(f"{where}.text", button.get("text"), LABEL, kinds=("plain_text",))
    _optional(f"{where}.url", button.get("url"), URL)
    _optional(f"{where}.value", button.get("value"), VALUE)
    _optional(f"{where}.accessibility_label", button.get("accessibility_label"), LABEL)
    if "url" in button and not str(button["url"]).startswith(("https://", "http://")):
        raise _wrong(f"{where}.url", "is not a web address")
    if button.get("style", "primary") not in {"primary", "danger"}:
        raise _wrong(f"{where}.style", "is neither primary nor danger")


def _text(where: str, text: Any, limit: int, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")) -> None:
    if not isinstance(text, Mapping) or text.get("type") not in kinds:
        raise _wrong(where, f"is not a text of type {' or '.join(kinds)}")
    _length(where, text.get("text"), limit)


def _identifier(where: str, value: Any) -> None:
    _optional(where, value, IDENTIFIER)


def _optional(where: str, value: Any, limit: int) -> None:
    if value is not None:
        _length(where, value, limit)


def _length(where: str, value: Any, limit: int) -> None:
    if not isinstance(value, str) or not value.strip():
        raise _wrong(where, "is empty")
    if len(value) > limit:
        raise _wrong(where, f"has {len(value)} characters, {limit} are allowed")


def _count(where: str, values: Any, least: int, most: int) -> None:
    number = len(values or ())
    if not least <= number <= most:
        raise _wrong(where, f"has {number} entries, {least} to {most} are allowed")


def _unique(where: str, values: Sequence[str], name: str) -> None:
    if len(set(values)) != len(values):
        raise _wrong(where, f"uses a {name} twice")


def _wrong(where: str, what: str) -> DeliveryError:
    return DeliveryError(f"Slack would refuse this message: {where} {what}.", permanent=True)
