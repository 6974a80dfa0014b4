"""The card that asks an approver: the item as it will look, all its texts, and afterwards how it ended."""

from collections.abc import Iterator, Sequence

from bot.rendering.cut import cut
from bot.rendering.terms import Asked, Reading, language_name, origin, terms
from bot.rendering.view import ItemView
from bot.rendering.words import words
from bot.slack import limits
from bot.slack.blocks import SENTENCE, escape
from bot.slack.kit import Value, header, marked, quiet, row
from digests.content.model import Item, Text
from digests.networks import NETWORKS

EVENT = "budstikke_approval"
TITLE = 200
SUMMARY = 280
TEXTS = 10  # shown whole; the newsroom has the others
LINE = 500  # characters of a text's line, escaped at most five times as many
QUOTE = 2800  # characters of a whole text


def card(
    item: Item, seen: ItemView, asked: Asked, reading: Reading, *, choices: Sequence[Value] = (), ended: str = ""
) -> Value:
    """The arguments of chat.postMessage and chat.update; `ended` says how it went and takes the buttons' place."""
    _ = words(reading.language).gettext
    title = _("For approval: {title}").format(title=seen.title)
    blocks = [
        header(title),
        quiet(" · ".join(origin(item, asked, reading))),
        *item_blocks(item, seen),
        quiet(" · ".join(terms(item, reading))),
        *_texts(item.texts, reading.language),
    ]
    blocks += [quiet(ended)] if ended else []
    blocks += [row("decide", *choices)] if choices and not ended else []
    said = f"{title}. {ended}" if ended else title
    return {
        "text": escape(cut(said, SENTENCE)),
        "blocks": blocks,
        "metadata": {"event_type": EVENT, "event_payload": {"item": item.id, "version": str(item.version)}},
    }


def item_blocks(item: Item, seen: ItemView) -> list[Value]:
    """Title and summary as in the digest, the title leading straight to the item."""
    title = f"*<{_address(item.url)}|{escape(cut(seen.title, TITLE)) or item.id}>*"
    summary = escape(cut(seen.summary, SUMMARY))
    blocks = [{"type": "divider"}, marked(f"{title}\n{summary}" if summary else title)]
    return [*blocks, quiet(seen.meta)] if seen.meta.strip() else blocks


def _texts(texts: Sequence[Text], language: str) -> Iterator[Value]:
    said = words(language)
    if not texts:
        yield quiet(said.gettext("There are no texts: colleagues would have to find their own words."))
    for text in texts[:TEXTS]:
        network = NETWORKS[text.network].title if text.network in NETWORKS else said.gettext("every network")
        yield quiet(f"{language_name(text.language, language)}, {network}")
        yield marked(quoted(text.text))
    if (rest := len(texts) - TEXTS) > 0:
        yield quiet(said.ngettext("And {n} more text.", "And {n} more texts.", rest).format(n=rest))


def quoted(text: str) -> str:
    """A text as a quotation, line by line, with as much of it as a section takes."""
    found: list[str] = []
    room = QUOTE
    for line in text.splitlines() or [""]:
        made = f"> {escape(cut(line, LINE))}"
        if len(made) >= room:
            return "\n".join([*found, "> …"])
        found.append(made)
        room -= len(made) + 1
    return "\n".join(found)


def _address(url: str) -> str:
    """An address that cannot end the link it stands in."""
    return url.replace("|", "%7C").replace(">", "%3E").replace("<", "%3C")[: limits.SECTION // 2]
