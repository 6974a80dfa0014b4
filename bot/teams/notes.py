"""A small message in Teams: a card with a button that leads to the web."""

from bot.rendering.cut import cut
from bot.teams.card import LABEL, SENTENCE, TITLE, Value, line, whole
from digests.delivery.notes import Note

LINES = 20


def card(note: Note) -> Value:
    """The Adaptive Card."""
    body = [line(cut(note.subject, TITLE), size="Large", weight="Bolder")]
    body += [line(cut(one, SENTENCE)) for one in note.lines[:LINES]]
    if note.button:
        press = {"type": "Action.OpenUrl", "title": cut(note.button.label, LABEL), "url": note.button.url}
        body.append({"type": "ActionSet", "actions": [press | {"style": "positive"}]})
    if note.small:
        body.append(line(cut(note.small, SENTENCE), size="Small", isSubtle=True))
    return whole(body, note.language, cut(": ".join((note.subject, *note.lines[:1])), SENTENCE))
