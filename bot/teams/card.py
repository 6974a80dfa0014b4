"""A digest as Teams shows it: an Adaptive Card 1.5, as values.

People's and items' words stand in text runs, which know no markdown, so that they are shown as they are.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from bot.rendering.cut import cut
from bot.rendering.view import Button, DigestView, ItemView
from bot.rendering.words import words
from digests.errors import DeliveryError

SCHEMA = "https://adaptivecards.io/schemas/adaptive-card.json"
VERSION = "1.5"
BYTES = 28 * 1024  # of the card as JSON; Teams refuses more
TITLE = 200
SENTENCE = 600
LABEL = 75
NO_NOTES: Mapping[int, str] = MappingProxyType({})

Value = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Room:
    """How many characters a card gives to each kind of text; 0 leaves it out."""

    title: int = TITLE
    summary: int = 280
    sentence: int = SENTENCE
    label: int = LABEL
    tooltip: int = TITLE


ROOMS = (Room(), Room(summary=0), Room(title=80, summary=0, sentence=150, label=40, tooltip=0))  # the first that fits


def render(view: DigestView, *, test: bool = False, notes: Mapping[int, str] = NO_NOTES) -> Value:
    """The card in the largest room that Teams takes; DeliveryError when not even the smallest is small enough.

    `notes` stand in place of the items at their positions: what became of these since the card was sent.
    """
    for room in ROOMS:
        made = _card(view, room, test=test, notes=notes)
        if size(made) <= BYTES:
            return made
    raise DeliveryError(
        f"Teams would refuse this card: it has {size(made)} bytes, {BYTES} are allowed. Shorten server.public_url.",
        permanent=True,
    )


def size(card: Value) -> int:
    """The card's bytes as it is sent."""
    return len(json.dumps(card, ensure_ascii=False).encode())


def _card(view: DigestView, room: Room, *, test: bool, notes: Mapping[int, str] = NO_NOTES) -> Value:
    title = cut(("[Test] " if test else "") + view.title, room.title)
    body = [
        line(title, size="Large", weight="Bolder"),
        line(cut(view.picked_for, room.sentence), isSubtle=True) | {"spacing": "None"},
    ]
    if help_line := cut(view.help, room.sentence):
        body.append(line(help_line))
    body += [
        _note(notes[item.position], room) if item.position in notes else _item(view.language, item, room)
        for item in view.items
    ]
    body += [
        _links(room, view.preferences, view.snooze, view.stop) | {"separator": True, "spacing": "Medium"},
        line(cut(view.privacy, room.sentence), size="Small", isSubtle=True) | {"spacing": "Small"},
    ]
    said = cut(f"{title}: {view.subject}", room.sentence)
    return whole(body, view.language, said)


def whole(body: list[Value], language: str, said: str) -> Value:
    """A card of the full width; `said` is read aloud, and stands where cards are not shown."""
    return {
        "$schema": SCHEMA,
        "type": "AdaptiveCard",
        "version": VERSION,
        "lang": language,
        "speak": said,
        "fallbackText": said,
        "msteams": {"width": "Full"},
        "body": body,
    }


def _item(language: str, item: ItemView, room: Room) -> Value:
    title = cut(item.title, room.title) or item.item_id
    link = {"type": "Action.OpenUrl", "url": item.read_url, "title": cut(title, room.label)}
    lines = [line(title, weight="Bolder", size="Medium", selectAction=link)]
    if why := cut(item.why, room.sentence):
        said = words(language).gettext("Why you: {why}").format(why=why)
        lines.append(line(said, italic=True, isSubtle=True) | {"spacing": "None"})
    if room.summary and (summary := cut(item.summary, room.summary)):
        lines.append(line(summary) | {"spacing": "Small"})
    lines += [{"type": "ActionSet", "spacing": "Small", "actions": row} for row in _rows(item, room)]
    if meta := cut(item.meta, room.sentence):
        lines.append(line(meta, size="Small", isSubtle=True) | {"spacing": "Small"})
    return {"type": "Container", "separator": True, "spacing": "Medium", "items": lines}


def _note(said: str, room: Room) -> Value:
    return {
        "type": "Container",
        "separator": True,
        "spacing": "Medium",
        "items": [line(cut(said, room.sentence), isSubtle=True)],
    }


def _rows(item: ItemView, room: Room) -> list[list[Value]]:
    """What most people press in one row, the best first; the rest in another, so that a phone shows both."""
    best = [_open(button, room, item.title) for button in (item.open_post, *item.share) if button]
    rest = [_open(button, room, item.title) for button in (item.pick_text, item.not_for_me) if button]
    if best:
        best[0]["style"] = "positive"
    return [row for row in (best, rest) if row]


def _open(button: Button, room: Room, about: str = "") -> Value:
    made = {"type": "Action.OpenUrl", "title": cut(button.label, room.label), "url": button.url}
    return made | {"tooltip": cut(f"{button.label}: {about}", room.tooltip)} if about and room.tooltip else made


def line(text: str, **run: Any) -> Value:
    """A line whose words are shown as they are."""
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **run}]}


def _links(room: Room, *buttons: Button) -> Value:
    runs: list[Value] = []
    for button in buttons:
        gap = [{"type": "TextRun", "text": "  ·  "}] if runs else []
        runs += [*gap, {"type": "TextRun", "text": cut(button.label, room.label), "selectAction": _open(button, room)}]
    return {"type": "RichTextBlock", "inlines": runs}
