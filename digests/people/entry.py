"""What a directory may say about a person, checked value by value."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import available_timezones

from babel import Locale

from digests.people.model import Person

REQUIRED = ("id", "name")
COLUMNS = (
    *REQUIRED,
    "email",
    "department",
    "title",
    "country",
    "language",
    "timezone",
    "interests",
    "slack_id",
    "teams_id",
    "roles",
)
LIMITS = {"id": 120, "name": 200, "email": 320, "department": 200, "title": 200, "slack_id": 64, "teams_id": 120}
LIMIT = 200  # of every other column
SEVERAL = 50  # values in one field at most
EACH = 80  # characters of each of them at most

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row did not go in. `row` counts as a spreadsheet does: the header is row 1."""

    row: int
    column: str
    why: str


@dataclass(frozen=True, slots=True)
class Row:
    """A person as one row of a directory has them."""

    number: int
    person: Person


def entry(number: int, values: Mapping[str, str], attributes: Collection[str] = ()) -> Row | Refusal:
    """The person whom a row's values describe, or the first value that cannot be used."""
    found: dict[str, str] = {}
    for column, value in values.items():
        text = " ".join(value.split())
        why = _unfit(column, text)
        if why:
            return Refusal(number, column, why)
        found[column] = text
    try:
        return Row(number, _person(found, attributes))
    except _Unusable as unusable:
        return Refusal(number, unusable.column, unusable.why)


class _Unusable(Exception):  # noqa: N818 - it names a value, not a fault
    def __init__(self, column: str, why: str) -> None:
        super().__init__(column, why)
        self.column = column
        self.why = why


def _unfit(column: str, text: str) -> str:
    if not text and column in REQUIRED:
        return f"{column} is empty; every person needs one"
    if _CONTROL.search(text):
        return "there is a control character in it; delete the field and type it again"
    limit = LIMITS.get(column, LIMIT if column not in ("interests", "roles") else SEVERAL * EACH)
    if len(text) > limit:
        return f"it has {len(text)} characters, and at most {limit} fit"
    return ""


def _person(found: Mapping[str, str], attributes: Collection[str]) -> Person:
    return Person(
        id=found["id"],
        name=found["name"],
        email=_asked("email", found, email),
        department=found.get("department", ""),
        title=found.get("title", ""),
        country=_asked("country", found, country),
        languages=tuple(_asked("language", found, language, tag) for tag in _several("language", found, ";|,")),
        timezone=_asked("timezone", found, timezone),
        interests=_several("interests", found),
        slack_id=_asked("slack_id", found, _one_word),
        teams_id=_asked("teams_id", found, _one_word),
        roles=_several("roles", found),
        attributes={name: found[name] for name in attributes if name in found},
    )


def _asked(column: str, found: Mapping[str, str], check: Callable[[str], str], value: str | None = None) -> str:
    text = found.get(column, "") if value is None else value
    try:
        return check(text) if text else ""
    except ValueError as error:
        raise _Unusable(column, str(error)) from None


def _several(column: str, found: Mapping[str, str], separators: str = ";|") -> tuple[str, ...]:
    parts = (part.strip() for part in re.split(f"[{separators}]", found.get(column, "")))
    values = tuple(dict.fromkeys(part for part in parts if part))
    if len(values) > SEVERAL:
        raise _Unusable(column, f"it has {len(values)} values, and at most {SEVERAL} fit")
    if any(len(value) > EACH for value in values):
        raise _Unusable(column, f"one value is longer than {EACH} characters; separate values by ; or |")
    return values


def email(text: str) -> str:
    """A mail address in lower case; ValueError says why it is none."""
    domain = text.rpartition("@")[2]
    if not _ADDRESS.fullmatch(text) or ".." in text or len(domain) > 255:  # noqa: PLR2004 - RFC 1035
        raise ValueError(f"{text!r} is not a mail address such as name@example.com")
    return text.lower()


@cache
def country(text: str) -> str:
    """An ISO 3166 code in upper case; ValueError says why it is none."""
    code = text.upper()
    if code not in countries():
        near = {"UK": "GB", "EL": "GR"}.get(code) or next((c for c, name in countries().items() if name == text), "")
        raise ValueError(f"{text!r} is not a country code of ISO 3166{_perhaps(near)}")
    return code


@cache
def language(text: str) -> str:
    """A BCP 47 tag in its usual case (`da`, `pt-BR`); ValueError says why it is none."""
    tag = text.replace("_", "-")
    if not _TAG.fullmatch(tag) or tag.split("-")[0].lower() not in _languages():
        raise ValueError(f"{text!r} is not a language tag such as da or pt-BR")
    first, *rest = tag.split("-")
    return "-".join([first.lower(), *(_cased(part) for part in rest)])


def _cased(subtag: str) -> str:
    usual: dict[int, Callable[[str], str]] = {2: str.upper, 4: str.title}  # a region, a script
    return usual.get(len(subtag), str.lower)(subtag)


@cache
def timezone(text: str) -> str:
    """An IANA zone as it is written there; ValueError says why it is none."""
    if text not in _zones():
        raise ValueError(f"{text!r} is not an IANA time zone{_perhaps(_near_zone(text))}")
    return text


@lru_cache(1024)  # a mistake comes with every row
def _near_zone(text: str) -> str:
    folded = {zone.casefold(): zone for zone in _zones()}
    close = get_close_matches(text.casefold(), folded, n=1, cutoff=0.75)
    return folded[close[0]] if close else ""


def _one_word(text: str) -> str:
    if " " in text:
        raise ValueError(f"{text!r} is not an id: there is a space in it")
    return text


def _perhaps(near: str) -> str:
    return f"; perhaps {near}" if near else ""


@cache
def countries() -> Mapping[str, str]:
    """Names by ISO 3166 code, as the time zone database lists them."""
    table = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {line[0]: line[1] for line in lines}


@cache
def _languages() -> frozenset[str]:
    return frozenset(Locale("en").languages)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
