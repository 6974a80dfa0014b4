"""The shapes of the API's bodies, as JSON Schema: what `digests.measure.claims` takes, said to programs."""

from typing import Any

from digests.measure.claims import CLICK, EARLIER, EXTERNAL, ITEM
from digests.measure.conversions import BATCH, Status
from digests.networks import ELSEWHERE, NETWORKS

_LINE = r"^\S(.*\S)?$"
_CLICK: dict[str, Any] = {"type": "string", "pattern": f"^{CLICK}$"}

CONVERSION: dict[str, Any] = {
    "type": "object",
    "required": ["external_id", "goal"],
    "anyOf": [{"required": ["click_id"]}, {"required": ["item_id"]}],
    "additionalProperties": False,
    "properties": {
        "external_id": {
            "type": "string",
            "minLength": 1,
            "maxLength": EXTERNAL,
            "pattern": _LINE,
            "description": "Your own id of this conversion: the same one counts once for each goal.",
        },
        "goal": {"type": "string", "description": "The name of a goal in config.toml.", "examples": ["application"]},
        "click_id": _CLICK | {"description": "What `bs_click` held on the landing page."},
        "earlier_click_ids": {
            "type": "array",
            "items": _CLICK,
            "maxItems": EARLIER,
            "description": "Beside click_id: clicks before it that you remember, for goals by first click or linear.",
        },
        "item_id": {
            "type": "string",
            "minLength": 1,
            "maxLength": ITEM,
            "pattern": _LINE,
            "description": "What `bs_item` held: counts for the item where there is no click_id.",
        },
        "network": {
            "enum": sorted([*NETWORKS, ELSEWHERE.name]),
            "description": "What `bs_network` held, beside item_id.",
        },
        "value": {
            "oneOf": [
                {"type": "number", "minimum": 0, "exclusiveMaximum": 10**11},
                {"type": "string", "pattern": r"^[0-9]{1,11}(\.[0-9]{1,2})?$"},
            ],
            "description": "In the currency's own unit, with as many digits as it has; the goal's own where left out.",
        },
        "currency": {
            "type": "string",
            "pattern": "^[A-Z]{3}$",
            "description": "ISO 4217; the goal's own where left out.",
        },
        "at": {
            "type": "string",
            "format": "date-time",
            "description": "When it happened, with an offset; now where left out. At most 800 days back.",
        },
    },
}
BODY: dict[str, Any] = {"type": "array", "items": CONVERSION, "maxItems": BATCH}
ANSWER: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["external_id", "status"],
        "properties": {
            "external_id": {"type": ["string", "null"], "description": "null where none could be read."},
            "status": {
                "enum": [status.value for status in Status],
                "description": "attributed: to a person's click, or to the item. parked: its click is not known, "
                "or still watched, and it is decided later. unattributed: kept, and nobody's. duplicate: told before. "
                "refused: not kept.",
            },
            "field": {"type": "string", "description": "Which field a refusal is about."},
            "why": {"type": "string"},
        },
    },
}
REPORT: dict[str, Any] = {
    "type": "object",
    "description": "As `budstikke report --format json` prints it; null stands for what may not be told.",
    "required": ["since", "until", "items", "overall", "departments", "goals"],
    "properties": {
        "since": {"type": "string", "format": "date-time"},
        "until": {"type": "string", "format": "date-time"},
        "items": {"type": "array", "items": {"type": "object", "required": ["id", "offered", "hidden"]}},
        "overall": {"type": "object", "required": ["active", "involved", "involvement"]},
        "departments": {"type": "array", "items": {"type": "object", "required": ["name", "people", "hidden"]}},
        "goals": {"type": "array", "items": {"type": "object", "required": ["name", "conversions", "hidden"]}},
    },
}
