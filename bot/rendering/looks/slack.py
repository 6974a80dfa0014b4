"""A message, a modal or a Home view much as Slack shows it."""

from collections.abc import Mapping
from typing import Any

from bot.rendering.looks.mrkdwn import drawn
from bot.rendering.looks.scheme import Scheme, themed
from bot.rendering.templates import environment
from bot.rendering.words import SOURCE

Value = Mapping[str, Any]


def page(view: Value, language: str = SOURCE, *, scheme: Scheme = "auto") -> str:
    """The blocks as a page of their own: nothing on it can be pressed but its links."""
    kind = view.get("type", "message")
    html = environment(language).get_template("looks/slack.html").render(view=view, kind=kind, drawn=drawn)
    return themed(html, scheme)
