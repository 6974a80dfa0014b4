"""A question as a page shows it: the item as it will look, its terms and texts, and how it ended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.rendering.alone import look
from bot.rendering.names import network
from bot.rendering.terms import Asked, Reading, ended, language_name, origin, terms
from bot.rendering.view import ItemView
from bot.rendering.words import words
from bot.web.parts import Parts
from digests.content.model import Text
from digests.newsroom.asking import Question


@dataclass(frozen=True, slots=True)
class Wording:
    """A suggested text, and for whom."""

    label: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One item that somebody is asked about; `ended` is empty while it waits."""

    item_id: str
    version: int
    seen: ItemView
    language: str  # of the title, where it is not the page's
    url: str
    origin: str
    terms: str
    texts: tuple[Wording, ...]
    ended: str
    own: bool  # whether they wrote or submitted it, so that somebody else approves it


def shown(parts: Parts, question: Question, reading: Reading, now: datetime, *, own: bool) -> Shown:
    """The question in words."""
    item = question.item
    return Shown(
        item_id=item.id,
        version=item.version,
        seen=look(parts.settings, question.person, item, now).items[0],
        language=reading.language,
        url=item.url,
        origin=" · ".join(origin(item, Asked(question.by, question.at), reading)),
        terms=" · ".join(terms(item, reading)),
        texts=tuple(_texts(item.texts, reading.language)),
        ended="" if question.open else ended(question, reading),
        own=own,
    )


def _texts(texts: Sequence[Text], language: str) -> Iterator[Wording]:
    for text in texts:
        where = network(text.network, language) if text.network else words(language).gettext("every network")
        yield Wording(f"{language_name(text.language, language)}, {where}", text.language, text.text)
