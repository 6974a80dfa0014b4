"""A digest as Teams shows it: an Adaptive Card 1.5, as values.

People's and items' words stand in text runs, which know no markdown, so that they are shown as they are.
"""

import json
from collections.abc import Mapping
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
SUMMARY = 280
SENTENCE = 600
LABEL = 75
NO_NOTES: Mapping[int, str] = MappingProxyType({})

Value = dict[str, Any]


def render(view: DigestView, *, test: bool = False, notes: Mapping[int, str] = NO_NOTES) -> Value:
    """The card; DeliveryError when not even the card without summaries is small enough.

    `notes` stand in place of the items at their positions: what became of these since the card was sent.
    """
    made = _card(view, summaries=True, test=test, notes=notes)
    if size(made) > BYTES:
        made = _card(view, summaries=False, test=test, notes=notes)
    if size(made) > BYTES:
        raise DeliveryError(
            f"Teams would refuse this card: it has {size(made)} bytes, {BYTES} are allowed. Shorten server.public_url.",
            permanent=True,
        )
    return made


def size(card: Value) -> int:
    """The card's bytes as it is sent."""
    return len(json.dumps(card, ensure_ascii=False).encode())


def _card(view: DigestView, *, summaries: bool, test: bool, notes: Mapping[int, str] = NO_NOTES) -> Value:
    title = cut(("[Test] " if test else "") + view.title, TITLE)
    body = [
        line(title, size="Large", weight="Bolder"),
        line(cut(view.picked_for, SENTENCE), isSubtle=True) | {"spacing": "None"},
    ]
    if help_line := cut(view.help, SENTENCE):
        body.append(line(help_line))
    body += [
        _note(notes[item.position]) if item.position in notes else _item(view.language, item, summaries=summaries)
        for item in view.items
    ]
    body += [
        _links(view.preferences, view.snooze, view.stop) | {"separator": True, "spacing": "Medium"},
        line(cut(view.privacy, SENTENCE), size="Small", isSubtle=True) | {"spacing": "Small"},
    ]
    said = cut(f"{title}: {view.subject}", SENTENCE)
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


def _item(language: str, item: ItemView, *, summaries: bool) -> Value:
    title = cut(item.title, TITLE) or item.item_id
    link = {"type": "Action.OpenUrl", "url": item.read_url, "title": cut(title, LABEL)}
    lines = [line(title, weight="Bolder", size="Medium", selectAction=link)]
    if why := cut(item.why, SENTENCE):
        said = words(language).gettext("Why you: {why}").format(why=why)
        lines.append(line(said, italic=True, isSubtle=True) | {"spacing": "None"})
    if summaries and (summary := cut(item.summary, SUMMARY)):
        lines.append(line(summary) | {"spacing": "Small"})
    lines += [{"type": "ActionSet", "spacing": "Small", "actions": row} for row in _rows(item)]
    if meta := cut(item.meta, SENTENCE):
        lines.append(line(meta, size="Small", isSubtle=True) | {"spacing": "Small"})
    return {"type": "Container", "separator": True, "spacing": "Medium", "items": lines}


def _note(said: str) -> Value:
    return {
        "type": "Container",
        "separator": True,
        "spacing": "Medium",
        "items": [line(cut(said, SENTENCE), isSubtle=True)],
    }


def _rows(item: ItemView) -> list[list[Value]]:
    """What most people press in one row, the best first; the rest in another, so that a phone shows both."""
    best = [_open(button, item.title) for button in (item.open_post, *item.share) if button]
    rest = [_open(button, item.title) for button in (item.pick_text, item.not_for_me) if button]
    if best:
        best[0]["style"] = "positive"
    return [row for row in (best, rest) if row]


def _open(button: Button, about: str = "") -> Value:
    made = {"type": "Action.OpenUrl", "title": cut(button.label, LABEL), "url": button.url}
    return made | {"tooltip": cut(f"{button.label}: {about}", TITLE)} if about else made


def line(text: str, **run: Any) -> Value:
    """A line whose words are shown as they are."""
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **run}]}


def _links(*buttons: Button) -> Value:
    runs: list[Value] = []
    for button in buttons:
        gap = [{"type": "TextRun", "text": "  ·  "}] if runs else []
        runs += [*gap, {"type": "TextRun", "text": cut(button.label, LABEL), "selectAction": _open(button)}]
    return {"type": "RichTextBlock", "inlines": runs}
