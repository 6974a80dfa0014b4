"""The card that asks an approver: the item as it will look, all its texts, and afterwards how it ended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from bot.rendering.cut import cut
from bot.rendering.moments import moment
from bot.rendering.view import ItemView
from bot.rendering.words import words
from bot.slack import limits
from bot.slack.blocks import SENTENCE, escape
from bot.slack.kit import Value, header, marked, quiet, row
from bot.slack.newsroom import names
from bot.slack.newsroom.ground import country_name
from digests.content.model import Audience, Item, Rule, Text
from digests.networks import NETWORKS

EVENT = "budstikke_approval"
TITLE = 200
SUMMARY = 280
TEXTS = 10  # shown whole; the newsroom has the others
LINE = 500  # characters of a text's line, escaped at most five times as many
QUOTE = 2800  # characters of a whole text


@dataclass(frozen=True, slots=True)
class Reading:
    """In which language and zone somebody reads a card."""

    language: str
    timezone: str

    def when(self, at: datetime) -> str:
        """A moment as they would write it."""
        return moment(at, ZoneInfo(self.timezone), self.language)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, and when."""

    by: str = ""  # a name; empty where nobody of the directory did
    at: datetime | None = None


def card(
    item: Item, seen: ItemView, asked: Asked, reading: Reading, *, choices: Sequence[Value] = (), ended: str = ""
) -> Value:
    """The arguments of chat.postMessage and chat.update; `ended` says how it went and takes the buttons' place."""
    _ = words(reading.language).gettext
    title = _("For approval: {title}").format(title=seen.title)
    blocks = [
        header(title),
        quiet(" · ".join(_origin(item, asked, reading))),
        *item_blocks(item, seen),
        quiet(" · ".join(_terms(item, reading))),
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


def _origin(item: Item, asked: Asked, reading: Reading) -> Iterator[str]:
    _ = words(reading.language).gettext
    yield _("Desk: {desk}").format(desk=item.owner)
    if asked.by and asked.at:
        yield _("submitted by {name}, {time}").format(name=asked.by, time=reading.when(asked.at))
    elif asked.at:
        yield _("submitted {time}").format(time=reading.when(asked.at))
    yield _("version {version}").format(version=item.version)


def _terms(item: Item, reading: Reading) -> Iterator[str]:
    _ = words(reading.language).gettext
    yield _("For: {audience}").format(audience=audience_words(item.audience, reading.language))
    if item.publish:
        yield _("from {time}").format(time=reading.when(item.publish))
    if item.expires:
        yield _("until {time}").format(time=reading.when(item.expires))
    if item.networks:
        yield ", ".join(NETWORKS[one].title if one in NETWORKS else one for one in item.networks)
    if item.goal:
        yield _("goal: {goal}").format(goal=item.goal)
    if item.disclosure:
        yield item.disclosure


def audience_words(audience: Audience, language: str) -> str:
    """Whom an item is for, in words."""
    _ = words(language).gettext
    wanted = _(" or ").join(_rule(rule, language) for rule in audience.any_of) or _("everybody")
    unwanted = _(" or ").join(_rule(rule, language) for rule in audience.none_of)
    return _("{these}, but not {those}").format(these=wanted, those=unwanted) if unwanted else wanted


def _rule(rule: Rule, language: str) -> str:
    return " + ".join(
        f"{names.key(key, language)}: {'/'.join(_value(key, one, language) for one in values)}"
        for key, values in rule.keys
    )


def _value(key: str, value: str, language: str) -> str:
    if key == "country":
        return country_name(value, language)
    return language_name(value, language) if key == "language" else value


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


def language_name(code: str, language: str) -> str:
    """What a language is called in another."""
    try:
        return Locale.parse(code, sep="-").get_display_name(language) or code
    except (ValueError, UnknownLocaleError):
        return code


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
