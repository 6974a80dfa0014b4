"""Sentences that digests and pages share."""

from functools import lru_cache

from bot.rendering.words import words
from digests.networks import NETWORKS
from digests.relevance.model import Reason


def privacy_sentence(language: str, mode: str, k: int) -> str:
    """One sentence on who sees what; groups have at least `k` people."""
    _ = words(language).gettext
    if mode == "open":
        return _("Editors can see by name what you read and share here. You can object in your preferences.")
    if mode == "team":
        return _("Only you see what you do here, unless you said yes to showing your name.")
    return _("Only you see what you do here; everybody else sees groups of {k} or more.").format(k=k)


@lru_cache(maxsize=4096)
def reason_sentence(language: str, reason: Reason) -> str:
    """A reason in words; a code that is not known says nothing."""
    _ = words(language).gettext
    known = {
        "interest": _("You follow {value}"),
        "department": _("Close to the work of {value}"),
        "field": _("Close to your department's work: {value}"),
        "country": _("From your country"),
        "language": _("In your language"),
        "taken_up": _("You took up {value} before"),
        "colleagues": _("{value} colleagues shared it"),
        "new": _("New this week"),
        "priority": _("Matters to us right now"),
        "explore": _("Something new for you"),
        "audience": _("Meant for people in your position"),
    }
    return known.get(reason.code, "").format(value=topic(language, reason.value))


@lru_cache(maxsize=4096)
def topic(language: str, name: str) -> str:
    """A topic or department as people read it."""
    translated = words(language).gettext(name) if name else ""
    return translated.replace("-", " ").replace("_", " ")


@lru_cache(maxsize=512)
def share_label(language: str, network: str) -> str:
    """The truth about a button: the network's name where the text arrives, "Copy text, open ..." where it does not."""
    known = NETWORKS[network]
    if known.keeps_text:
        return words(language).gettext(known.title)
    return words(language).gettext("Copy text, open {network}").format(network=known.title)
