"""The words that a pick can be shared with: every text in an order, each with the networks it can go to."""

from collections.abc import Sequence

from digests.content.model import Kind, Text
from digests.edition.model import Pick
from digests.employee.model import Wording
from digests.networks import NETWORKS
from digests.relevance.fit import language_in
from digests.sharing import intents
from digests.sharing.intents import Draft
from digests.sharing.links import LENGTH


def networks(pick: Pick) -> tuple[str, ...]:
    """Where the pick can be shared: what the digest offers first, then what its item names; a post nowhere."""
    if pick.item.kind is Kind.POST:
        return ()
    offered = tuple(offer.network for offer in pick.offers)
    return tuple(name for name in dict.fromkeys((*offered, *pick.item.networks)) if name in NETWORKS)


def places(pick: Pick, text: Text) -> tuple[str, ...]:
    """The networks that this text can go to."""
    return tuple(name for name in networks(pick) if text.network in ("", name))


def texts(pick: Pick, spoken: Sequence[str]) -> tuple[Text, ...]:
    """The item's texts in the pick's language, then in the person's others; all of them where none is in those.

    Only those that can go somewhere; an item without any has its title.
    """
    able = [text for text in pick.item.texts if places(pick, text)]
    order = (pick.language, *spoken)
    ranked = sorted(able, key=lambda text: _rank(text, order))
    return (
        tuple(text for text in ranked if _rank(text, order) < len(order))
        or tuple(able)
        or (Text("", pick.language, pick.title),)
    )


def wording(pick: Pick, network: str, spoken: Sequence[str], text_key: str = "") -> Wording | None:
    """The text that was asked for, else the one that the digest gives, else one in a language of the person's.

    None for a network where the pick cannot be shared.
    """
    if network not in networks(pick):
        return None
    usable = {text.key: text for text in pick.item.texts if text.network in ("", network)}
    given = next((offer for offer in pick.offers if offer.network == network and offer.text), None)
    if text_key in usable:
        return _wording(usable[text_key], network)
    if given is not None:
        return Wording(given.text_key, pick.language, network, given.text)
    order = (pick.language, *spoken)
    own = [text for text in usable.values() if _rank(text, order) < len(order)]
    return _wording(min(own, key=lambda text: _rank(text, order), default=Text("", pick.language, pick.title)), network)


def disclosed(wording: Wording, disclosure: str, base_url: str) -> Wording:
    """The same as it would be posted: with the disclosure, as long as the network lets it be beside a link."""
    draft = Draft(wording.text, placeholder(base_url), disclosure)
    text = intents.wording(NETWORKS[wording.network], draft)
    return Wording(wording.key, wording.language, wording.network, text)


def used(network: str, text: str, base_url: str) -> int:
    """How much of the network's limit a text and its link take, as the network counts."""
    known = NETWORKS[network]
    link = placeholder(base_url)
    return intents.length(known, text.strip()) + intents.link_length(known, link) + 1


def placeholder(base_url: str) -> str:
    """A link as long as the one to come."""
    return f"{base_url}/{'0' * LENGTH}"


def _wording(text: Text, network: str) -> Wording:
    return Wording(text.key, text.language, network, text.text)


def _rank(text: Text, order: Sequence[str]) -> int:
    return next((rank for rank, spoken in enumerate(order) if language_in([text.language], spoken)), len(order))
