"""How many people an audience reaches, in words."""

from bot.rendering.words import words
from digests.newsroom.reach import Reach


def reached(told: Reach, language: str) -> str:
    """The estimate as a sentence; where people are protected it is about no fewer than k."""
    ngettext, _ = words(language).ngettext, words(language).gettext
    if told.unit > 1 and not told.people:
        return _("Reaches fewer than {number} people").format(number=told.unit)
    if told.unit > 1:
        return _("Reaches about {number} people").format(number=told.people)
    said = ngettext("Reaches {number} person", "Reaches {number} people", told.people)
    return said.format(number=told.people)
