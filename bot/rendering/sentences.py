"""Sentences that digests and pages share."""

from collections.abc import Mapping
from functools import lru_cache

from bot.rendering.words import words
from digests.config import Config
from digests.networks import NETWORKS
from digests.relevance.model import Reason

Called = Mapping[str, Mapping[str, str]]  # what a company calls its topics, by topic in lower case and by language
NOTHING: Called = {}


def called(config: Config) -> Called:
    """What topics are called, where the company says so."""
    return {topic.name.casefold(): topic.title for topic in config.topics if topic.title}


def privacy_sentence(language: str, mode: str, k: int) -> str:
    """One sentence on who sees what; groups have at least `k` people."""
    _ = words(language).gettext
    if mode == "open":
        return _("Editors can see by name what you read and share here. You can object in your preferences.")
    if mode == "team":
        return _("Only you see what you do here, unless you said yes to showing your name.")
    return _("Only you see what you do here; everybody else sees groups of {k} or more.").format(k=k)


def reason_sentence(language: str, reason: Reason, names: Called = NOTHING) -> str:
    """A reason in words; a code that is not known says nothing."""
    return _reason(language, reason.code, reason.value, _own(language, reason.value, names))


@lru_cache(maxsize=4096)
def _reason(language: str, code: str, value: str, own: str) -> str:
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
    return known.get(code, "").format(value=own or _topic(language, value))


def topic(language: str, name: str, names: Called = NOTHING) -> str:
    """A topic or department as people read it: as the company calls it, else as we do."""
    return _own(language, name, names) or _topic(language, name)


def _own(language: str, name: str, names: Called) -> str:
    return names.get(name.casefold(), {}).get(language, "") if names else ""


@lru_cache(maxsize=4096)
def _topic(language: str, name: str) -> str:
    translated = words(language).gettext(name) if name else ""
    return translated.replace("-", " ").replace("_", " ")


@lru_cache(maxsize=512)
def share_label(language: str, network: str, *, keeps_text: bool | None = None) -> str:
    """The truth about a button: the network's name where the text arrives, "Copy text, open ..." where it does not.

    Whether it arrives depends on the device; a desktop is meant where nobody says.
    """
    known = NETWORKS[network]
    if known.keeps_text if keeps_text is None else keeps_text:
        return words(language).gettext(known.title)
    return words(language).gettext("Copy text, open {network}").format(network=known.title)
