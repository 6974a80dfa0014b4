"""Colours that stay readable whatever accent a company has."""

from dataclasses import dataclass
from functools import cache

CARD = "#ffffff"
DARK_CARD = "#1d2126"
INK = "#14181d"
READABLE = 4.5  # WCAG 2.2, 1.4.3: contrast of text at level AA
_STEPS = 20
_LINEAR_UP_TO = 0.04045  # where sRGB bends, WCAG 2.2 "relative luminance"


@dataclass(frozen=True, slots=True)
class Look:
    """The accent as a button's fill and as a link's colour, on a light and on a dark card."""

    fill: str
    on_fill: str
    link: str
    dark_fill: str
    on_dark_fill: str
    dark_link: str


@cache
def look(accent: str) -> Look:
    """All colours that follow from an accent (`#rrggbb`)."""
    lit = _towards(accent, "#ffffff", DARK_CARD)
    return Look(accent, ink_on(accent), _towards(accent, "#000000", CARD), lit, ink_on(lit), lit)


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _towards(colour: str, end: str, ground: str) -> str:
    """The colour nearest to `colour`, on the way to `end`, that can be read on `ground`."""
    steps = (mixed(colour, end, step / _STEPS) for step in range(_STEPS + 1))
    return next(step for step in steps if contrast(step, ground) >= READABLE)


def ink_on(fill: str) -> str:
    """White or ink, whichever can be read better on it."""
    return CARD if contrast(CARD, fill) >= contrast(INK, fill) else INK


def mixed(one: str, other: str, share: float) -> str:
    """One colour with so much of another."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= _LINEAR_UP_TO else ((value + 0.055) / 1.055) ** 2.4
