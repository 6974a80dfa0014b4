"""An item's picture, and what is to be seen in it for whoever does not see it."""

from dataclasses import replace

from bot.rendering.words import words
from bot.slack.newsroom.forms.part import Filled, Part, broken, line
from bot.slack.newsroom.ground import Ground
from bot.slack.newsroom.kept import Kept
from bot.slack.newsroom.typed import Typed
from digests.content.model import Image, Item

ALT = 500


class Picture:
    """A picture by its address; without a description there is none."""

    name = "picture"

    def title(self, language: str) -> str:
        """What the form is called."""
        return words(language).gettext("Picture")

    def parts(self, item: Item, ground: Ground, kept: Kept) -> list[Part]:
        """The address, and a description for each language."""
        del kept
        _ = words(ground.language).gettext
        url = item.image.url if item.image else ""
        element = {"type": "url_text_input", "action_id": "image_url"} | ({"initial_value": url} if url.strip() else {})
        made = [Part("image_url", _("Picture's address"), url, element, _("Left empty: no picture."))]
        for tag in ground.tags(item):
            alt = item.image.alt.get(tag, "") if item.image else ""
            label = _("What is to be seen: {language}").format(language=ground.named(tag))
            made.append(Part(f"alt:{tag}", label, alt, line("alt", alt, ALT, several=True)))
        return made

    def read(self, typed: Typed, item: Item, ground: Ground, kept: Kept) -> Filled:
        """The picture with its descriptions, or none."""
        del kept
        url = typed.text("image_url")
        alt = {name.removeprefix("alt:"): typed.text(name) for name in typed.values if name.startswith("alt:")}
        said = {tag: text for tag, text in alt.items() if text}
        values = {"image_url": ("image.url", url)} | {f"alt:{tag}": ("image.alt", text) for tag, text in said.items()}
        wrong = broken(values, ground.language)
        if url and not said:
            sentence = words(ground.language).gettext("Describe the picture in at least one language.")
            wrong |= {f"alt:{next(iter(alt), '')}": sentence}
        return Filled(replace(item, image=Image(url, said) if url else None), wrong)


PICTURE = Picture()
