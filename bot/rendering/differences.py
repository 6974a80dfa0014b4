"""Two versions of an item side by side: each part that differs, and which of its words went and came."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from rapidfuzz.distance import Indel

from bot.rendering import names
from bot.rendering.terms import Reading, audience_words, language_name
from bot.rendering.words import words
from digests.content import audience
from digests.content.model import Item, ItemState, Kind, Priority
from digests.newsroom.merging import Change, diff, said

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
LONGEST = 4000  # signs of a value whose words are compared; a longer one is shown as it was and is


class Fate(StrEnum):
    """What became of some words."""

    SAME = "same"
    GONE = "gone"
    CAME = "came"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and what became of them."""

    fate: Fate
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of an item that differs: what it is called, and its words in order; `lang` where they have one."""

    field: str
    label: str
    pieces: tuple[Piece, ...]
    lang: str = ""


def differences(before: Item, after: Item, reading: Reading) -> list[Difference]:
    """Every part in which two versions differ, in the order in which items are written."""
    return [_difference(change, reading) for change in diff(before, after)]


def value(item: Item, field: str, reading: Reading) -> str:
    """One part of an item in words; `field` as `merging.said` names it."""
    return _shown(field, said(item).get(field), reading)


def label(field: str, language: str) -> str:
    """What a part of an item is called; a language of a headline by that language."""
    _ = words(language).gettext
    name, _dot, tag = field.partition(".")
    if name == "title":
        return _("Headline: {language}").format(language=language_name(tag, language))
    if name == "summary":
        return _("Summary: {language}").format(language=language_name(tag, language))
    return {
        "url": _("Address"),
        "kind": _("Kind"),
        "owner": _("Desk"),
        "topics": _("Topics"),
        "audience": _("Audience"),
        "texts": _("Texts"),
        "networks": _("Networks"),
        "image": _("Picture"),
        "publish": _("Offered from"),
        "expires": _("Offered until"),
        "state": _("State"),
        "priority": _("Priority"),
        "goal": _("Goal"),
        "disclosure": _("Disclosure"),
        "minutes": _("Minutes to read or watch"),
        "campaign": _("Campaign"),
    }.get(name, name)


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """The words of both, each once where they agree."""
    if len(before) + len(after) > LONGEST:
        return tuple(Piece(fate, text) for fate, text in ((Fate.GONE, before), (Fate.CAME, after)) if text)
    return tuple(_joined(_aligned(_TOKEN.findall(before), _TOKEN.findall(after))))


def _difference(change: Change, reading: Reading) -> Difference:
    name, _dot, tag = change.field.partition(".")
    old, new = (_shown(change.field, one, reading) for one in (change.before, change.after))
    lang = tag if name in {"title", "summary"} else ""
    return Difference(change.field, label(change.field, reading.language), pieces(old, new), lang)


def _aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for code in Indel.opcodes(old, new):
        gone, came = "".join(old[code.src_start : code.src_end]), "".join(new[code.dest_start : code.dest_end])
        if code.tag == "equal":
            yield Piece(Fate.SAME, gone)
        else:
            yield Piece(Fate.GONE, gone)
            yield Piece(Fate.CAME, came)


def _joined(found: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours in one; a space between two changes belongs to both, so that whole phrases are read at once."""
    gone, came = "", ""
    for piece in found:
        if piece.fate is Fate.GONE:
            gone += piece.text
        elif piece.fate is Fate.CAME:
            came += piece.text
        elif piece.text.isspace() and gone and came:
            gone, came = gone + piece.text, came + piece.text
        else:
            yield from _told(gone, came)
            gone = came = ""
            yield piece
    yield from _told(gone, came)


def _told(gone: str, came: str) -> Iterator[Piece]:
    if gone:
        yield Piece(Fate.GONE, gone)
    if came:
        yield Piece(Fate.CAME, came)


def _shown(field: str, found: Any, reading: Reading) -> str:
    """A value as it is kept, in words; empty where nothing is said."""
    if field == "audience":
        return audience_words(audience.read(found or {}), reading.language)
    if not found:
        return ""
    say = _NAMED.get(field)
    return say(found, reading) if say else str(found)


def _image(found: Mapping[str, Any], reading: Reading) -> str:
    alt = (f"{language_name(tag, reading.language)}: {seen}" for tag, seen in found["alt"].items())
    return "\n".join([found["url"], *alt])


def _moment(found: str, reading: Reading) -> str:
    return reading.when(datetime.fromisoformat(found))


_NAMED: Mapping[str, Callable[[Any, Reading], str]] = {
    "kind": lambda found, reading: names.kind(Kind(found), reading.language),
    "priority": lambda found, reading: names.priority(Priority(found), reading.language),
    "state": lambda found, reading: names.state(ItemState(found), reading.language),
    "topics": lambda found, _: ", ".join(found),
    "networks": lambda found, reading: ", ".join(names.network(one, reading.language) for one in found),
    "texts": lambda found, reading: "\n".join(_text(one, reading.language) for one in found),
    "image": _image,
    "publish": _moment,
    "expires": _moment,
}


def _text(found: Mapping[str, str], language: str) -> str:
    network = names.network(found["network"], language) if found["network"] else ""
    spoken = ", ".join(one for one in (language_name(found["language"], language), network) if one)
    return f"{spoken}: {found['text']}"
