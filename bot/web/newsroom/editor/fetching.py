"""What a page says of itself, put into the fields that are still empty."""

from dataclasses import dataclass

from bot.rendering.words import words
from bot.web.newsroom.editor.ground import OTHERS, Ground
from bot.web.newsroom.editor.sheet import Sheet
from digests.newsroom.doubles import plain
from digests.newsroom.facts import PageFacts


@dataclass(frozen=True, slots=True)
class Fetched:
    """The form with what was found, and a sentence that says what that was."""

    sheet: Sheet
    said: str


def fetched(sheet: Sheet, facts: PageFacts, ground: Ground) -> Fetched:
    """The form with a page's headline, summary, picture and language; what was written already stays."""
    _ = words(ground.language).gettext
    tag = _tag(facts.language, sheet, ground)
    if tag not in sheet.tags:
        sheet = sheet.put("tag", *sheet.tags, tag)
    sheet = sheet.put("url", plain(sheet.line("url")))
    found = (
        (f"title:{tag}", " ".join(facts.title.split()), _("headline")),
        (f"summary:{tag}", facts.summary.strip(), _("summary")),
        ("image_url", facts.image, _("picture")),
        (f"alt:{tag}", facts.image_alt.strip(), _("description of the picture")),
    )
    filled = []
    for name, value, called in found:
        if value and not sheet.line(name):
            sheet = sheet.put(name, value)
            filled.append(called)
    if not filled:
        return Fetched(sheet, _("The page was read; it says nothing that the form does not have already."))
    said = _("Fetched from the page, in {language}: {parts}. Look at it before you save.")
    return Fetched(sheet, said.format(language=ground.named(tag), parts=", ".join(filled)))


def _tag(language: str, sheet: Sheet, ground: Ground) -> str:
    """The form's own tag for a page's language; without one, the company's first."""
    first = language.partition("-")[0].lower()
    for tag in (*sheet.tags, *OTHERS):
        if tag.lower() == language.lower() or tag.partition("-")[0].lower() == first:
            return tag
    return next(iter([*sheet.tags, *ground.languages]))
