"""What Slack refuses, written down apart from our own limits: a second pair of eyes inside the fault server."""

from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]

TEXTS = {  # by the type of block or element: its texts and how long each may be
    "header": {"text": 150},
    "section": {"text": 3000},
    "input": {"label": 2000, "hint": 2000},
    "button": {"text": 75},
    "plain_text_input": {"placeholder": 150},
    "number_input": {"placeholder": 150},
    "static_select": {"placeholder": 150},
    "multi_static_select": {"placeholder": 150},
    "url_text_input": {"placeholder": 150},
    "email_text_input": {"placeholder": 150},
    "external_select": {"placeholder": 150},
    "multi_external_select": {"placeholder": 150},
    "multi_users_select": {"placeholder": 150},
    "users_select": {"placeholder": 150},
    "datepicker": {"placeholder": 150},
    "timepicker": {"placeholder": 150},
}
STRINGS = {
    "button": {"value": 2000, "url": 3000, "accessibility_label": 75},
    "plain_text_input": {"initial_value": 3000},
    "image": {"image_url": 3000, "alt_text": 2000},
}
OPTIONS = {
    "overflow": (1, 5),
    "radio_buttons": (1, 10),
    "checkboxes": (1, 10),
    "static_select": (1, 100),
    "multi_static_select": (1, 100),
}
VIEW_TEXTS = {"title": 24, "submit": 24, "close": 24}
MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
KINDS = {"header", "section", "context", "actions", "divider", "image", "input"}
ELEMENTS = {*TEXTS, *OPTIONS, "image"} - {"header", "section", "input"}


def refused(blocks: list[Json], most: int = MESSAGE_BLOCKS) -> list[str]:
    """What Slack has against these blocks; nothing when it takes them."""
    said = [*_many("/blocks", blocks, 0, most)]
    for index, block in enumerate(blocks):
        said += _block(index, block)
    return said + list(_twice("/blocks", [block["block_id"] for block in blocks if block.get("block_id")]))


def refused_view(view: Json) -> list[str]:
    """The same for a modal or a Home view."""
    said = refused(view.get("blocks") or [], VIEW_BLOCKS)
    if view.get("type") not in {"modal", "home"}:
        said.append("/type is neither modal nor home")
    if len(view.get("private_metadata") or "") > 3000 or len(view.get("callback_id") or "") > 255:
        said.append("/private_metadata or /callback_id is too long")
    if view.get("type") == "modal":
        said += [one for key, most in VIEW_TEXTS.items() if key in view for one in _text(f"/{key}", view[key], most)]
        said += [] if "title" in view else ["/title is missing"]
        if any(block["type"] == "input" for block in view["blocks"]) and "submit" not in view:
            said.append("/submit is missing beside inputs")
    return said


def _block(index: int, block: Json) -> Iterator[str]:
    where, kind = f"/blocks/{index}", block.get("type", "")
    if kind not in KINDS:
        yield f"{where} has an unknown type: {kind}"
        return
    yield from _limits(where, kind, block)
    if kind == "section":
        yield from [] if block.get("text") or block.get("fields") else [f"{where} is empty"]
        yield from _many(f"{where}/fields", block.get("fields", []), 0, 10)
        for number, field in enumerate(block.get("fields", [])):
            yield from _text(f"{where}/fields/{number}", field, 2000)
    inner = block.get("elements", [])
    if kind in {"context", "actions"}:
        yield from _many(f"{where}/elements", inner, 1, 10 if kind == "context" else 25)
        yield from _twice(where, [element["action_id"] for element in inner if "action_id" in element])
    for element in [*inner, *(block[key] for key in ("accessory", "element") if key in block)]:
        yield from _element(where, kind, element)


def _element(where: str, block: str, element: Json) -> Iterator[str]:
    kind = element.get("type", "")
    if block == "context":
        yield from [] if kind == "image" else _text(where, element, 3000)
        return
    if kind not in ELEMENTS:
        yield f"{where} has an unknown element: {kind}"
        return
    yield from _limits(where, kind, element)
    groups = element.get("option_groups", [])
    options = element.get("options", []) + [one for group in groups for one in group["options"]]
    if kind in OPTIONS:
        yield from _many(f"{where}/options", groups or options, *OPTIONS[kind])
    values = [option.get("value") for option in options]
    for option in options:
        yield from _text(f"{where}/options/text", option.get("text"), 75)
        yield from [] if 0 < len(option.get("value", "")) <= 150 else [f"{where} has an option of a wrong value"]
    chosen = [*element.get("initial_options", []), *filter(None, [element.get("initial_option")])]
    offered = "external" not in kind  # whose options are asked for later
    if (offered and any(one["value"] not in values for one in chosen)) or element.get("initial_options") == []:
        yield f"{where} begins with an option that is not offered"
    confirm = element.get("confirm")
    if confirm:
        for key, most in {"title": 100, "text": 300, "confirm": 30, "deny": 30}.items():
            yield from _text(f"{where}/confirm/{key}", confirm.get(key), most)


def _limits(where: str, kind: str, value: Json) -> Iterator[str]:
    for key, most in TEXTS.get(kind, {}).items():
        if key in value:
            yield from _text(f"{where}/{key}", value[key], most)
    for key, most in STRINGS.get(kind, {}).items():
        if len(value.get(key) or "") > most:
            yield f"{where}/{key} must be less than {most + 1} characters"
    for key in ("block_id", "action_id"):
        if len(value.get(key) or "") > 255:
            yield f"{where}/{key} must be less than 256 characters"
    if kind == "image" and not value.get("alt_text"):
        yield f"{where}/alt_text is missing"


def _text(where: str, text: Any, most: int) -> Iterator[str]:
    said = text.get("text") if isinstance(text, Mapping) else None
    if not isinstance(said, str) or not said:
        yield f"{where} must be more than 0 characters"
    elif len(said) > most:
        yield f"{where} must be less than {most + 1} characters"


def _many(where: str, values: Any, least: int, most: int) -> Iterator[str]:
    if not least <= len(values) <= most:
        yield f"{where} must have {least} to {most} entries, not {len(values)}"


def _twice(where: str, names: list[str]) -> Iterator[str]:
    if len(set(names)) != len(names):
        yield f"{where} names one id twice"
