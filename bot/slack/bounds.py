"""How long and how many: Slack's numbers, and the errors that name the place where one was passed."""

from collections.abc import Mapping, Sequence
from typing import Any

from digests.errors import DeliveryError

BLOCKS = 50  # of a message
VIEW_BLOCKS = 100  # of a modal or a Home tab
HEADER = 150
SECTION = 3000
CONTEXT = 10
LABEL = 75  # of a button
OPTION = 75
OPTIONS = 100
PLACEHOLDER = 150
TITLE = 24  # of a modal, and of its two buttons
TYPED = 3000
ALT = 2000
IDENTIFIER = 255

Value = Mapping[str, Any]


def text(where: str, found: Any, limit: int, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")) -> None:
    """A text object of one of these kinds, neither empty nor longer than the limit."""
    if not isinstance(found, Mapping) or found.get("type") not in kinds:
        raise wrong(where, f"is not a text of type {' or '.join(kinds)}")
    length(where, found.get("text"), limit)


def identifier(where: str, value: Any) -> None:
    """An id, or none."""
    optional(where, value, IDENTIFIER)


def optional(where: str, value: Any, limit: int) -> None:
    """A string within the limit, or none."""
    if value is not None:
        length(where, value, limit)


def sizes(where: str, value: Value, limits: Mapping[str, int]) -> None:
    """Every one of these strings is there and within its limit."""
    for name, limit in limits.items():
        length(f"{where}.{name}", value.get(name), limit)


def length(where: str, value: Any, limit: int) -> None:
    """A string that says something, within the limit."""
    if not isinstance(value, str) or not value.strip():
        raise wrong(where, "is empty")
    if len(value) > limit:
        raise wrong(where, f"has {len(value)} characters, {limit} are allowed")


def count(where: str, values: Any, least: int, most: int) -> None:
    """As many entries as are allowed."""
    number = len(values or ())
    if not least <= number <= most:
        raise wrong(where, f"has {number} entries, {least} to {most} are allowed")


def unique(where: str, values: Sequence[str], name: str) -> None:
    """None of these twice."""
    if len(set(values)) != len(values):
        raise wrong(where, f"uses a {name} twice")


def wrong(where: str, what: str) -> DeliveryError:
    """The error that names the place."""
    return DeliveryError(f"Slack would refuse this: {where} {what}.", permanent=True)
