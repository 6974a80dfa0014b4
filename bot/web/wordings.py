"""The texts of an item as a page offers them: each with the places it can go to, and how much of each it takes."""

from collections.abc import Sequence
from dataclasses import dataclass

from babel.numbers import format_decimal

from bot.rendering.sentences import share_label
from bot.rendering.words import words
from digests.content.model import Text
from digests.edition.model import Pick
from digests.employee.wordings import placeholder, places, texts
from digests.networks import ELSEWHERE, NETWORKS
from digests.sharing import intents
from digests.sharing.intents import Device, Draft

LONGEST = 5_000  # signs of a person's own words


@dataclass(frozen=True, slots=True)
class Way:
    """A network that a text can go to. `used` of `limit` are taken by the text and its link.

    A limit that nobody's words reach is 0, as none is.
    """

    name: str
    title: str
    label: str
    address: str  # of the tap page
    keeps_text: bool
    used: int
    limit: int
    count: str  # both in words
    link: int  # what a link takes, and the space before it
    measure: str


@dataclass(frozen=True, slots=True)
class Offered:
    """One text as it would be posted, with where it can go; `key` is empty where the title stands in for a text."""

    key: str
    language: str
    text: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What all texts of a page share: its language and device, where its addresses begin, and what is added."""

    language: str
    device: Device
    address: str  # a network's name behind it makes the address of its tap page
    base_url: str
    disclosure: str


def offered(pick: Pick, spoken: Sequence[str], shelf: Shelf) -> list[Offered]:
    """Every text of a pick that can go somewhere, in the languages that are spoken first."""
    return [_offered(pick, text, shelf) for text in texts(pick, spoken)]


def whole(text: str, disclosure: str) -> str:
    """A text with its disclosure, for wherever nothing limits it."""
    return intents.wording(ELSEWHERE, Draft(text, "", disclosure))


def _offered(pick: Pick, text: Text, shelf: Shelf) -> Offered:
    said = whole(text.text, shelf.disclosure)
    return Offered(text.key, text.language, said, tuple(_way(name, text, said, shelf) for name in places(pick, text)))


def _way(name: str, text: Text, said: str, shelf: Shelf) -> Way:
    network = NETWORKS[name]
    kept = intents.keeps_text(network, shelf.device)
    link = intents.link_length(network, placeholder(shelf.base_url)) + 1
    used, limit = intents.length(network, said) + link, network.limit or 0
    title = words(shelf.language).gettext(network.title)
    return Way(
        name=name,
        title=title,
        label=share_label(shelf.language, name, keeps_text=kept),
        address=f"{shelf.address}/{name}" + (f"?t={text.key}" if text.key else ""),
        keeps_text=kept,
        used=used,
        limit=limit if limit < LONGEST else 0,
        count=_counted(shelf.language, title, used, limit),
        link=link,
        measure=network.measure.value,
    )


def _counted(language: str, title: str, used: int, limit: int) -> str:
    """How much of a limit is taken, with numbers as the language writes them."""
    _ = words(language).gettext
    numbers = (format_decimal(number, locale=language) for number in (used, limit))
    return _("{network}: {used} of {limit}").format(network=title, used=next(numbers), limit=next(numbers))
