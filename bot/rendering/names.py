"""What the parts of an item are called, in people's words."""

from collections.abc import Callable
from functools import cache

from babel import Locale

from bot.rendering.words import best, words
from digests.content.model import Item, ItemState, Kind, Priority
from digests.networks import NETWORKS
from digests.people import entry

STATES = (ItemState.SUGGESTED, ItemState.DRAFT, ItemState.IN_REVIEW, ItemState.APPROVED, ItemState.WITHDRAWN)
Say = Callable[[str], str]


def state(found: ItemState, language: str) -> str:
    """Where an item stands."""
    _ = words(language).gettext
    return {
        ItemState.SUGGESTED: _("Suggested"),
        ItemState.DRAFT: _("Draft"),
        ItemState.IN_REVIEW: _("In review"),
        ItemState.APPROVED: _("Approved"),
        ItemState.WITHDRAWN: _("Withdrawn"),
    }[found]


def title(item: Item, language: str) -> str:
    """The item's headline in that language, else in any; never empty."""
    found = item.title.get(best((language, *item.title), language)) or next(iter(item.title.values()), "")
    return found or item.id


def kind(found: Kind, language: str) -> str:
    """What an item is."""
    _ = words(language).gettext
    return {
        Kind.ARTICLE: _("Article"),
        Kind.NEWS: _("News"),
        Kind.JOB: _("Job ad"),
        Kind.CAMPAIGN: _("Campaign"),
        Kind.EVENT: _("Event"),
        Kind.VIDEO: _("Video"),
        Kind.POST: _("The company's own post"),
    }[found]


def priority(found: Priority, language: str) -> str:
    """How much a desk wants an item seen."""
    _ = words(language).gettext
    return {Priority.LOW: _("Low"), Priority.NORMAL: _("Normal"), Priority.HIGH: _("High")}[found]


def network(name: str, language: str) -> str:
    """A network as people write it."""
    return words(language).gettext(NETWORKS[name].title) if name in NETWORKS else name


def key(name: str, language: str) -> str:
    """What an audience may be chosen by; a column of the company's own as the company calls it."""
    _ = words(language).gettext
    known = {
        "department": _("Department"),
        "country": _("Country"),
        "interest": _("Interest"),
        "language": _("Language"),
        "title": _("Job title"),
        "role": _("Role"),
        "person": _("Person"),
    }
    return known.get(name, name)


@cache
def country(code: str, language: str) -> str:
    """`DK` as Denmark."""
    return str(Locale(language).territories.get(code.upper()) or entry.countries().get(code.upper(), code))
