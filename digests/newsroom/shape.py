"""What a single value of an item may look like: signs, known values, length and form, as the schema has them."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

_BROKEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
SHOWN = 60  # characters of a wrong value that are shown


class Level(StrEnum):
    """An error keeps an item out; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


def broken(text: str) -> bool:
    """Whether there is a control character in it, or half a sign."""
    return bool(_BROKEN.search(text))


def unfit(text: str, schema: Mapping[str, Any], key: str) -> tuple[str, str] | None:
    """The rule that a written value breaks, and a sentence; None when it fits. An empty one is for others to judge."""
    if broken(text):
        return "bad-character", f"{key} has a control character in it; type it again"
    if "enum" in schema and text not in schema["enum"]:
        known = schema["enum"]
        said = f"{key}: {text[:SHOWN]!r} is not known{perhaps(text, known)}; it is one of {', '.join(known)}"
        return "unknown-value", said
    if len(text) > schema.get("maxLength", len(text)):
        return "over-long", f"{key} has {len(text):,} characters, and at most {schema['maxLength']:,} fit"
    if "pattern" in schema and not re.fullmatch(schema["pattern"], text):
        said = f"{key}: {text[:SHOWN]!r} has signs that do not belong there (it must match {schema['pattern']})"
        return "unknown-value", said
    return None


def perhaps(text: str, known: Iterable[str]) -> str:
    """A guess at what was meant, to put behind a complaint."""
    close = get_close_matches(text[:SHOWN], list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""
