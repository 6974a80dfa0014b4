"""A word to whoever wrote an item that was sent back: who asks for a change, why, and the way to the item."""

from bot.rendering.cut import cut
from bot.rendering.words import best, words
from bot.slack.blocks import SENTENCE, escape
from bot.slack.decisions.card import quoted
from bot.slack.kit import Value, button, marked, row, said
from bot.slack.newsroom.home import OPEN, title
from digests.newsroom.returning import Returned
from digests.settings import Settings


def message(settings: Settings, returned: Returned) -> Value:
    """The arguments of chat.postMessage, in the words of whoever is told."""
    language = best(returned.person.spoken, settings.config.company.language)
    _ = words(language).gettext
    line = _("{who} asks for a change to “{title}”.").format(
        who=returned.by or _("Somebody"), title=title(returned.item, language)
    )
    blocks = [said(line), marked(quoted(returned.reason)), row("returned", button(OPEN, _("Open"), returned.item.id))]
    return {"text": escape(cut(line, SENTENCE)), "blocks": blocks}
