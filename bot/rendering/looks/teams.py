"""An Adaptive Card much as Teams shows it: the elements that our cards are made of."""

from collections.abc import Mapping
from typing import Any

from bot.rendering.looks.scheme import Scheme, themed
from bot.rendering.templates import environment
from bot.rendering.words import SOURCE

Value = Mapping[str, Any]


def page(card: Value, language: str = SOURCE, *, scheme: Scheme = "auto") -> str:
    """The card as a page of its own; an element that is none of ours is told by its fallback text."""
    return themed(environment(language).get_template("looks/teams.html").render(card=card), scheme)
