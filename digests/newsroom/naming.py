"""The id of an item that was made here: its title, as an address would have it."""

import re
import unicodedata
from collections.abc import Container

MOST = 60
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss", "ð": "d", "þ": "th", "ł": "l"})


def slug(title: str) -> str:
    """The title in small letters, digits and hyphens, at most 60 of them; `item` where nothing is left."""
    plain = unicodedata.normalize("NFKD", title.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(words) > MOST:
        words = words[: MOST + 1].rpartition("-")[0] or words[:MOST]
    return words or "item"


def free(name: str, taken: Container[str]) -> str:
    """The name, or with the first number from 2 up that makes it one that nobody has."""
    if name not in taken:
        return name
    number = 2
    while f"{name}-{number}" in taken:
        number += 1
    return f"{name}-{number}"
