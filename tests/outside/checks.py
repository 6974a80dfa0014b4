"""What tools by others say about our chat messages and pages."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import jsonschema
import pytest

from tests.outside.node import HERE, run_node

CARD_SCHEMA = HERE.parents[2] / "shared" / "schemas" / "adaptive-card-1.5.json"
PAGE_RULES_OFF = ("doctype-style", "void-style", "no-trailing-whitespace", "no-inline-style", "long-title")

requires_card_schema = pytest.mark.skipif(
    not CARD_SCHEMA.is_file(), reason=f"the Adaptive Card schema is not at {CARD_SCHEMA}"
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where: a JSON path, or a line of a page."""

    where: str
    what: str


def block_kit_problems(
    *values: dict[str, Any], kind: Literal["message", "home", "modal"] = "message"
) -> list[list[Problem]]:
    """For each value what @slack/types has against it; a message is `{"text", "blocks", "metadata"}`.

    It sees unknown types, missing, misspelt and misplaced fields; it knows no limit of length or number.
    """
    asked = [{"type": kind, "value": value} for value in values]
    return _problems(run_node("blockkit.mjs", json.dumps(asked)))


def adaptive_card_problems(*cards: dict[str, Any]) -> list[list[Problem]]:
    """For each card what Microsoft's own library (npm adaptivecards) has against it, as Teams would read it."""
    return _problems(run_node("adaptivecard.mjs", json.dumps(cards)))


def adaptive_card_schema_problems(card: dict[str, Any], schema: Path = CARD_SCHEMA) -> list[Problem]:
    """What the schema of Adaptive Cards 1.5 has against the card; skips the test where the schema is missing.

    The card's own `msteams` is left out: it belongs to Teams, and the schema does not know it.
    """
    if not schema.is_file():
        pytest.skip(f"the Adaptive Card schema is not at {schema}")
    validator = jsonschema.Draft6Validator(json.loads(schema.read_text(encoding="utf-8")))
    plain = {name: value for name, value in card.items() if name != "msteams"}
    errors = [_telling(error) for error in validator.iter_errors(plain)]
    return [Problem(error.json_path, _sentence(error)) for error in errors]


def page_problems(html: str, off: Sequence[str] = PAGE_RULES_OFF) -> list[Problem]:
    """What html-validate has against a page, without the rules in `off`."""
    return pages_problems({"page": html}, off)["page"]


def pages_problems(pages: Mapping[str, str], off: Sequence[str] = PAGE_RULES_OFF) -> dict[str, list[Problem]]:
    """What html-validate has against each of many pages, asked at once."""
    told = json.loads(run_node("htmlvalidate.mjs", json.dumps({"pages": dict(pages), "off": list(off)})))
    return {
        name: [Problem(f"line {one['line']}", f"{one['rule']}: {one['message']}") for one in found]
        for name, found in told.items()
    }


def _problems(output: str) -> list[list[Problem]]:
    """The problems of each value, as the Node scripts print them."""
    return [[Problem(one["path"], one["message"]) for one in found] for found in json.loads(output)]


def _telling(error: jsonschema.ValidationError) -> jsonschema.ValidationError:
    """The error that names the fault: inside an anyOf, the furthest one among the branches of the right `type`."""
    branches: dict[object, list[jsonschema.ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.schema_path[0], []).append(_telling(inner))
    other_type = [*error.absolute_path, "type"]
    fitting = [one for one in branches.values() if all(list(leaf.absolute_path) != other_type for leaf in one)]
    return max((leaf for one in fitting for leaf in one), key=lambda leaf: len(leaf.absolute_path), default=error)


def _sentence(error: jsonschema.ValidationError) -> str:
    """What the error says, without the whole card in it."""
    if error.context and isinstance(error.instance, dict):
        return f"no type {error.instance.get('type')} is known here"
    return error.message[:300]
