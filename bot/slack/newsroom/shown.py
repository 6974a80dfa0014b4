"""Longer texts in Slack's markup: as they stand, and within what a section takes."""

from bot.slack import kit, limits
from bot.slack.blocks import escape
from bot.slack.newsroom.forms.part import Value

ROOM = 200  # for a heading, and the end of what was cut


def headed(head: str, text: str, accessory: Value | None = None) -> Value:
    """A heading and a text of several lines, with something to press beside it."""
    return kit.marked(f"*{escape(head)[:ROOM]}*\n{within(text, limits.SECTION - ROOM - 10)}", accessory)


def within(text: str, limit: int) -> str:
    """The text escaped, as much of it as fits."""
    room = limit
    while len(found := escape(text if room >= len(text) else f"{text[:room].rstrip()}…")) > limit:
        room = room * 4 // 5
    return found
