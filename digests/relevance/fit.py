"""Whether somebody can read an item, and where it can be shared."""

from collections.abc import Iterable
from functools import lru_cache

from digests.content.model import Item, Kind

USUAL_NETWORKS = ("linkedin", "x", "bluesky", "facebook", "whatsapp")  # for an item that names none


def language_in(written: Iterable[str], spoken: str) -> str:
    """The written language that a reader of `spoken` understands, `da-DK` counting as `da` and back; else nothing."""
    return _among(tuple(written), spoken)


@lru_cache(maxsize=8192)  # a company writes in a handful of languages, and asks for each of them for every pick
def _among(written: tuple[str, ...], spoken: str) -> str:
    by_code = {language.casefold(): language for language in written}
    by_short = {short(language): language for language in reversed(by_code.values())}
    return by_code.get(spoken.casefold()) or by_short.get(short(spoken), "")


def short(language: str) -> str:
    """`da` of `da-DK`."""
    return language.split("-", maxsplit=1)[0].casefold()


def networks_of(item: Item) -> tuple[str, ...]:
    """Where an item can be shared: where it says, else where most people are; a post is shared where it stands."""
    return () if item.kind is Kind.POST else item.networks or USUAL_NETWORKS
