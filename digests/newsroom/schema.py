"""The shape of a queue file as JSON Schema: the linter holds files against it, and editors complete from it."""

from typing import Any

from digests.content.audience import KEYS
from digests.content.model import ItemState, Kind, Priority
from digests.networks import NETWORKS

Schema = dict[str, Any]

TAG = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
_KINDS = {
    Kind.ARTICLE: "something to read",
    Kind.NEWS: "something that just happened",
    Kind.JOB: "a job ad",
    Kind.CAMPAIGN: "part of a campaign",
    Kind.EVENT: "something to come to",
    Kind.VIDEO: "something to watch",
    Kind.POST: "the company's own post on a network; it is opened, not composed",
}
_STATES = {
    ItemState.SUGGESTED: "somebody had the idea",
    ItemState.DRAFT: "being written",
    ItemState.IN_REVIEW: "waiting for an approver",
    ItemState.APPROVED: "may be offered",
    ItemState.WITHDRAWN: "taken out; comes back only by `budstikke item approve`",
}


def schema() -> Schema:
    """The JSON Schema (draft 2020-12) of a queue file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Budstikke queue",
        "description": "Things worth sharing, as `budstikke check` and `budstikke import content` read them.",
        **_object({"items": _list(_item(), "The items, in any order.")}, required=["items"]),
    }


def _item() -> Schema:
    return _object(
        {
            "id": _text("The stable key; it stays when everything else changes.", 120, "^[A-Za-z0-9][A-Za-z0-9._-]*$"),
            "url": _text("Where the link leads: https, on a domain that content.domains allows.", 2000),
            "kind": _one_of({kind.value: said for kind, said in _KINDS.items()}, "What it is"),
            "owner": _text("The desk that owns it, such as comms or hr.", 60, "^[a-z0-9][a-z0-9_-]*$"),
            "title": _by_language("The headline, by language.", 300),
            "summary": _by_language("Two sentences on what it says and why it matters, by language.", 2000),
            "topics": _list(_text("A topic, such as sustainability.", 60), "What it is about; matched with interests."),
            "audience": _audience(),
            "texts": _list(
                _wording(), "Suggested wordings; several of each, so that colleagues do not repeat each other."
            ),
            "networks": _list(
                _one_of({name: found.title for name, found in NETWORKS.items()}, "A network"),
                "Where it fits; left out, everywhere.",
                uniqueItems=True,
            ),
            "image": _object(
                {
                    "url": _text("The picture's address, https.", 2000),
                    "alt": _by_language("What is to be seen in it, by language, for whoever does not see it.", 500),
                },
                "A picture with its description.",
                required=["url", "alt"],
            ),
            "publish": _text(
                "From when it may be offered: a time with offset, or a date (from its beginning, in company.timezone).",
                40,
            ),
            "expires": _text("Until when: a time with offset, or a date (through its end, in company.timezone).", 40),
            "state": _one_of(
                {state.value: said for state, said in _STATES.items()}, "Where it stands", default="draft"
            ),
            "priority": _one_of(
                {priority.value: "" for priority in Priority}, "How much its desk wants it seen", default="normal"
            ),
            "goal": _text("A goal of config.toml that a click can lead to.", 80),
            "campaign": _text("A campaign of the newsroom that it belongs to.", 60, "^[a-z0-9][a-z0-9_-]*$"),
            "disclosure": _text('A hashtag that says who is speaking, such as "#employee".', 60),
            "minutes": {
                "type": "integer",
                "minimum": 1,
                "maximum": 600,
                "description": "Minutes it takes to read or watch.",
            },
        },
        "One thing worth sharing.",
        required=["id", "url", "kind", "owner", "title"],
    )


def _wording() -> Schema:
    return _object(
        {
            "language": _text("The language of the text, such as da.", 35, TAG),
            "network": _one_of({name: found.title for name, found in NETWORKS.items()}, "For this network only"),
            "text": _text("What a colleague could say, without the link.", 10_000),
        },
        "A suggested wording.",
        required=["language", "text"],
    )


def _audience() -> Schema:
    values = {key: _list(_text(said, 200), said, minItems=1) for key, said in KEYS.items()}
    further = _list({"type": "string", "minLength": 1}, "A column that people.attributes names.", minItems=1)
    entry = {
        "type": "object",
        "description": "All keys must match, each by any of its values.",
        "properties": values,
        "additionalProperties": further,
        "minProperties": 1,
    }
    return _object(
        {
            "any": _list(entry, "People who match one of these; left out, everybody.", minItems=1),
            "none": _list(entry, "But nobody who matches one of these.", minItems=1),
        },
        "Who it is for; left out, everybody.",
    )


def _object(properties: Schema, said: str = "", *, required: list[str] | None = None) -> Schema:
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return found | ({"description": said} if said else {}) | ({"required": required} if required else {})


def _by_language(said: str, limit: int) -> Schema:
    return {
        "type": "object",
        "description": said,
        "propertyNames": {"pattern": TAG},
        "additionalProperties": {"type": "string", "minLength": 1, "maxLength": limit},
        "minProperties": 1,
    }


def _list(items: Schema, said: str, **more: Any) -> Schema:
    return {"type": "array", "description": said, "items": items, **more}


def _text(said: str, limit: int, pattern: str = "") -> Schema:
    found: Schema = {"type": "string", "description": said, "minLength": 1, "maxLength": limit}
    return found | ({"pattern": pattern} if pattern else {})


def _one_of(values: dict[str, str], said: str, **more: Any) -> Schema:
    each = ", ".join(f"{value} ({meaning})" if meaning else value for value, meaning in values.items())
    return {"type": "string", "description": f"{said}: {each}.", "enum": list(values), **more}
