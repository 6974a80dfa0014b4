"""How long each text is in the eyes of the networks that it may go to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.rendering import names
from digests.content.model import Item, Text
from digests.networks import NETWORKS, Network
from digests.newsroom.rules import LINK
from digests.sharing.intents import Draft, length, link_length, wording

TIGHT = 500  # networks that take no more are counted for where an item names none


@dataclass(frozen=True, slots=True)
class Length:
    """A text on one network: how much of its limit is used, link and disclosure counted."""

    network: str
    title: str
    used: int
    limit: int

    @property
    def over(self) -> int:
        """By how much it is too long; 0 where it fits."""
        return max(0, self.used - self.limit)


@dataclass(frozen=True, slots=True)
class Scale:
    """What a page's script needs to count as we do."""

    network: str
    title: str
    limit: int
    measure: str
    link: int


def lengths(item: Item, text: Text, disclosure: str, language: str) -> list[Length]:
    """The text on its own network, or on each that would get it."""
    return [
        Length(name, names.network(name, language), used(NETWORKS[name], text.text, disclosure), limit)
        for name in _meant(item, text)
        if (limit := NETWORKS[name].limit) is not None
    ]


def used(network: Network, text: str, disclosure: str) -> int:
    """How long a text is there with its disclosure and a link."""
    whole = wording(replace(network, limit=None), Draft(text, LINK, disclosure))
    return length(network, whole) + 1 + link_length(network, LINK)


def scales(language: str) -> Iterator[Scale]:
    """Every network that has a limit."""
    for name, network in NETWORKS.items():
        if network.limit is not None:
            link = link_length(network, LINK)
            yield Scale(name, names.network(name, language), network.limit, network.measure.value, link)


def tight() -> tuple[str, ...]:
    """The networks that take little."""
    return tuple(name for name, network in NETWORKS.items() if network.limit is not None and network.limit <= TIGHT)


def _meant(item: Item, text: Text) -> Iterable[str]:
    if text.network:
        return (text.network,)
    own = {other.network for other in item.texts if other.language == text.language}
    return [name for name in item.networks or tight() if name not in own]
