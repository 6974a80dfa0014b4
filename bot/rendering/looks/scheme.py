"""A drawing in light or in dark colours, whatever its reader's screen has."""

import re
from typing import Literal

Scheme = Literal["auto", "light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("auto", "light", "dark")

_DARK = re.compile(r"@media\s*\(prefers-color-scheme:\s*dark\)")
_META = re.compile(r'(<meta name="(?:supported-)?color-schemes?" content=")[^"]*"')


def themed(html: str, scheme: Scheme) -> str:
    """The same page as a reader with that choice would see it; `auto` leaves it to the reader's own."""
    if scheme == "auto":
        return html
    forced = _DARK.sub("@media all" if scheme == "dark" else "@media not all", html)
    return _META.sub(rf'\g<1>{scheme}"', forced)
