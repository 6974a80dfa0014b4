"""What a key of config.toml may look like: tables, addresses, hosts, and lengths of time."""

import re
from datetime import timedelta
from ipaddress import ip_address
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from digests.errors import SettingsError


def _without_slash(address: str) -> str:
    if not address.startswith(("https://", "http://")):
        raise ValueError("an address starts with https:// (or http:// on your own machine)")
    return address.rstrip("/")


def _host(domain: str) -> str:
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?", domain.lower()):
        raise ValueError("a domain is a host such as go.example.com, without https:// and without a path")
    return domain.lower()


Address = Annotated[str, AfterValidator(_without_slash)]
Domain = Annotated[str, AfterValidator(_host)]


def _ip(written: str) -> str:
    try:
        return str(ip_address(written))
    except ValueError:
        raise ValueError(f"{written!r} is no IP address such as 203.0.113.7 or 2001:db8::7") from None


IpAddress = Annotated[str, AfterValidator(_ip)]


def _whole_address(address: str) -> str:
    _without_slash(address)
    return address


WholeAddress = Annotated[str, AfterValidator(_whole_address)]

PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif")


def _colour(written: str) -> str:
    if not re.fullmatch("#[0-9a-fA-F]{6}", written):
        raise ValueError(f"{written!r} is no colour such as #0b5fff")
    return written.lower()


def _picture(place: str) -> str:
    if place.startswith("https://") or not place:
        return place
    if "://" in place or not place.lower().endswith(PICTURES):
        raise ValueError(f"a picture is an https:// address or a file that ends in {', '.join(PICTURES)}")
    return place


Colour = Annotated[str, AfterValidator(_colour)]
Picture = Annotated[str, AfterValidator(_picture)]


class Section(BaseModel):
    """A table of config.toml; a key that is not known is an error, because it is most likely misspelt."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def duration(text: str) -> timedelta:
    """`90m`, `12h`, `2d` as a length of time."""
    number, unit = text.strip()[:-1], text.strip()[-1:]
    if unit not in _UNITS or not number.isdigit():
        raise SettingsError(f"{text!r} is not a length of time: write a number and s, m, h or d, such as 12h.")
    return timedelta(**{_UNITS[unit]: int(number)})


def length(text: str) -> timedelta:
    """The same, with the words of a key that is wrong."""
    try:
        return duration(text)
    except (SettingsError, OverflowError):
        raise ValueError(f'{text!r} is not a length of time: write one such as "30d" or "12h"') from None


def _spell(text: str) -> str:
    if not length(text):
        raise ValueError("is no time at all")
    return text


Spell = Annotated[str, AfterValidator(_spell)]
