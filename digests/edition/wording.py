"""Which of an item's texts a person is given: within a department and network none twice before all were given."""

import hashlib
from bisect import insort
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from digests.content.model import Item
from digests.edition.model import Digest, Offer
from digests.networks import NETWORKS
from digests.relevance.fit import language_in
from digests.sharing.intents import length

_LINK = 40  # what a short link and the space before it are reckoned at, where the network does not say


class Given(NamedTuple):
    """A text of an item, on a network, to people of a department."""

    item_id: str
    department: str
    network: str
    text_key: str


class Wording:
    """Gives out texts, the least given first, and counts on from what was given before."""

    def __init__(self, key: bytes, given: Mapping[Given, int], disclosure: str = "") -> None:
        self._key = key[:64]
        self._before = given
        self._disclosure = disclosure
        self._pools: dict[tuple[str, str, str, str], list[_Variant]] = {}

    def offer(self, item: Item, language: str, department: str, network: str) -> Offer:
        """The network with the next text; without one where none is written in the language or short enough."""
        place = (item.id, department, network, language)
        pool = self._pools.get(place)
        if pool is None:
            pool = self._pools[place] = self._pool(item, language, department, network)
        if not pool:
            return Offer(network)
        given, general, tie, offer = pool.pop(0)
        insort(pool, _Variant(given + 1, general, tie, offer))
        return offer

    def _pool(self, item: Item, language: str, department: str, network: str) -> list["_Variant"]:
        disclosure = item.disclosure or self._disclosure
        different = {text.key: text for text in item.texts if text.network in {"", network}}
        found = []
        for text in different.values():
            if language_in([text.language], language) and fits(network, text.text, disclosure):
                place = Given(item.id, department, network, text.key)
                offer = Offer(network, text.key, text.text)
                found.append(_Variant(self._before.get(place, 0), not text.network, self._tie(place), offer))
        return sorted(found)

    def _tie(self, place: Given) -> bytes:
        return hashlib.blake2b("\0".join(place).encode(), key=self._key, digest_size=8).digest()


class _Variant(NamedTuple):
    """A text in a pool, in the order in which texts are given: the least given, then those written for the network."""

    given: int
    general: bool
    tie: bytes
    offer: Offer


def given_in(digest: Digest) -> Iterator[Given]:
    """Every text that a digest gives its reader."""
    for pick in digest.picks:
        for offer in pick.offers:
            if offer.text_key:
                yield Given(pick.item.id, digest.department, offer.network, offer.text_key)


@lru_cache(maxsize=8192)
def fits(network: str, text: str, disclosure: str) -> bool:
    """Whether a text stands uncut on a network, beside a link and the disclosure."""
    known = NETWORKS[network]
    if known.limit is None:
        return True
    link = _LINK if known.link_counts is None else known.link_counts + 1
    return length(known, f"{text} {disclosure}".strip()) + link <= known.limit


def words_for(spoken: tuple[str, ...], catalogues: tuple[str, ...], fallback: str) -> str:
    """The language of a digest's own words: the first spoken one with a catalogue, `da-DK` counting as `da`."""
    for language in (*spoken, fallback):
        short = language.split("-", maxsplit=1)[0].casefold()
        if short in catalogues:
            return short
    return catalogues[0]
