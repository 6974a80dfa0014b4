"""Headline and summary, in each language."""

from dataclasses import replace

from bot.rendering.words import words
from bot.slack.newsroom.forms.part import Filled, Part, broken, line
from bot.slack.newsroom.ground import Ground
from bot.slack.newsroom.kept import Kept
from bot.slack.newsroom.typed import Typed
from digests.content.model import Item

TITLE, SUMMARY = 300, 2000


class Headline:
    """What an item says, language by language; one that is left empty is not there."""

    name = "headline"

    def title(self, language: str) -> str:
        """What the form is called."""
        return words(language).gettext("Headline, summary")

    def parts(self, item: Item, ground: Ground, kept: Kept) -> list[Part]:
        """A headline and a summary for each language."""
        _ = words(ground.language).gettext
        made = []
        for tag in ground.tags(item, kept.more):
            title, summary, name = item.title.get(tag, ""), item.summary.get(tag, ""), ground.named(tag)
            label = _("Headline: {language}").format(language=name)
            made.append(Part(f"title:{tag}", label, title, line("title", title, TITLE)))
            label = _("Summary: {language}").format(language=name)
            made.append(Part(f"summary:{tag}", label, summary, line("summary", summary, SUMMARY, several=True)))
        return made

    def read(self, typed: Typed, item: Item, ground: Ground, kept: Kept) -> Filled:
        """Every language of the form; those that it did not show stay as they are."""
        del kept
        title = dict(item.title) | _typed(typed, "title:")
        summary = dict(item.summary) | _typed(typed, "summary:")
        title, summary = ({tag: text for tag, text in one.items() if text} for one in (title, summary))
        wrong = broken(
            {name: (name.partition(":")[0], typed.text(name)) for name in typed.values if name.startswith(_OURS)},
            ground.language,
        )
        if not title:
            first = next((name for name in typed.values if name.startswith("title:")), "")
            wrong |= {first: words(ground.language).gettext("Give it a headline in at least one language.")}
        return Filled(replace(item, title=title, summary=summary), wrong)


def _typed(typed: Typed, prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): typed.text(name) for name in typed.values if name.startswith(prefix)}


_OURS = ("title:", "summary:")  # Slack tells of everything that can be chosen in the modal, not of inputs alone
HEADLINE = Headline()
