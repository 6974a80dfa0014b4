"""A new item: what it must have, and all else of it that fits on one form."""

from bot.rendering.words import words
from bot.slack.newsroom.forms.details import DETAILS
from bot.slack.newsroom.forms.headline import HEADLINE
from bot.slack.newsroom.forms.part import Filled, Form, Part
from bot.slack.newsroom.forms.window import WINDOW
from bot.slack.newsroom.ground import Ground
from bot.slack.newsroom.kept import Kept
from bot.slack.newsroom.typed import Typed
from digests.content.model import Item

_FORMS: tuple[Form, ...] = (DETAILS, HEADLINE, WINDOW)
_RANK = {name: rank for rank, name in enumerate(("url", "title", "owner", "kind", "summary"))}


class New:
    """Details, headline and window together; texts, audience and picture follow once it is kept."""

    name = "new"

    def title(self, language: str) -> str:
        """What the form is called."""
        return words(language).gettext("Add an item")

    def parts(self, item: Item, ground: Ground, kept: Kept) -> list[Part]:
        """The inputs of all three: first what an item cannot do without."""
        parts = [part for form in _FORMS for part in form.parts(item, ground, kept)]
        return sorted(parts, key=lambda part: _RANK.get(part.name.partition(":")[0], len(_RANK)))

    def read(self, typed: Typed, item: Item, ground: Ground, kept: Kept) -> Filled:
        """The item, and whatever is wrong with any of it."""
        wrong: dict[str, str] = {}
        for form in _FORMS:
            filled = form.read(typed, item, ground, kept)
            item, wrong = filled.item, wrong | dict(filled.wrong)
        return Filled(item, wrong)


NEW = New()
