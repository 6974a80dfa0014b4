"""One suggested wording of an item."""

from dataclasses import replace

from bot.rendering import names
from bot.rendering.words import words
from bot.slack import kit, limits
from bot.slack.newsroom.forms.part import Filled, Part, broken, line, needed
from bot.slack.newsroom.ground import Ground
from bot.slack.newsroom.kept import Kept
from bot.slack.newsroom.typed import Typed
from digests.content import body
from digests.content.model import Item, Text
from digests.networks import NETWORKS

ANY = "any"  # an option that stands for every network


class Wording:
    """A text with its language and, if it is for one alone, its network."""

    name = "wording"

    def title(self, language: str) -> str:
        """What the form is called."""
        return words(language).gettext("Text")

    def parts(self, item: Item, ground: Ground, kept: Kept) -> list[Part]:
        """The inputs, filled with the text of that key."""
        found = next((text for text in item.texts if text.key == kept.key), Text("", ground.languages[0], ""))
        return self.shown(found, ground, item)

    def shown(self, text: Text, ground: Ground, item: Item) -> list[Part]:
        """The inputs, filled with a text; it may be in any language that the item has, or in another."""
        _ = words(ground.language).gettext
        tags = [*ground.tags(item), *ground.others(item)][: limits.OPTIONS]
        spoken = kit.select("language", [(tag, ground.named(tag)) for tag in tags], text.language)
        networks = [(ANY, _("Any network")), *((name, names.network(name, ground.language)) for name in NETWORKS)]
        network = kit.select("network", networks, text.network or ANY)
        shown = names.network(text.network, ground.language) if text.network else _("Any network")
        element = line("text", text.text, limits.TYPED, several=True)
        hint = _("What a colleague could say, without the link.")
        return [
            Part("text", _("Text"), text.text, element, hint, optional=False),
            Part("language", _("Language"), ground.named(text.language), spoken, optional=False),
            Part("network", _("Network"), shown, network, optional=False),
        ]

    def written(self, typed: Typed) -> Text:
        """The text that was typed."""
        network = typed.one("network")
        return body.text(typed.one("language"), typed.text("text"), network if network in NETWORKS else "")

    def read(self, typed: Typed, item: Item, ground: Ground, kept: Kept) -> Filled:
        """The item with this text in place of the one of that key; with no such key, behind the others."""
        made = self.written(typed)
        place = next((at for at, text in enumerate(item.texts) if text.key == kept.key), len(item.texts))
        texts = [*item.texts[:place], made, *item.texts[place + 1 :]]
        wrong = broken({"text": ("texts.text", made.text)}, ground.language)
        wrong |= needed(typed, ("text", "language"), ground.language)
        return Filled(replace(item, texts=tuple({text.key: text for text in texts}.values())), wrong)


WORDING = Wording()
