"""The address of a network's own composer, with text, link and disclosure filled in."""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, takewhile
from urllib.parse import quote, urlsplit

import regex

from digests.networks import MASTODON_WITHOUT_SERVER, NETWORKS, Measure, Network

ELLIPSIS = "…"
_GRAPHEME = regex.compile(r"\X")
_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))  # code points that count 1 on X
_ONWARD = ("https://whatsapp.com", "https://*.whatsapp.com")  # where wa.me goes on to


class Device(StrEnum):
    """What a composer opens on."""

    DESKTOP = "desktop"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be shared: a suggested text, the short link, and what the network or the company adds."""

    text: str
    link: str
    disclosure: str = ""
    subject: str = ""
    mastodon: str = ""  # the person's own server; one that is no host name is left out


@dataclass(frozen=True, slots=True)
class Intent:
    """A composer's address; `text` is what stands in it, or, where `keeps_text` is false, what is to be copied."""

    url: str
    text: str
    keeps_text: bool


def keeps_text(network: Network, device: Device) -> bool:
    """Whether our text arrives in this network's composer on this device."""
    return network.phone_keeps_text if device is Device.PHONE else network.keeps_text


def intent(network: Network, device: Device, share: Draft) -> Intent:
    """The composer's address; the text is cut to the network's limit, the link and the disclosure never are."""
    text = wording(network, share)
    form = network.phone_form if device is Device.PHONE else network.form
    server = share.mastodon.lower()
    if "{server}" in form and not is_host(server):
        form = MASTODON_WITHOUT_SERVER
    line = text.replace("\n", "\r\n") if form.startswith("mailto:") else text
    url = form.format(
        text=_encoded(line),
        link=_encoded(share.link),
        both=_encoded(f"{text} {share.link}" if text else share.link),
        subject=_encoded(" ".join(share.subject.split())),
        server=server,
    )
    return Intent(url, text, keeps_text(network, device))


def wording(network: Network, share: Draft) -> str:
    """The text with its disclosure, as long as the network lets it be beside the link."""
    text, disclosure = _lines(share.text), share.disclosure.strip()
    whole = text if disclosure.casefold() in text.casefold().split() else f"{text} {disclosure}".strip()
    if network.limit is None:
        return whole
    room = network.limit - link_length(network, share.link) - 1
    if length(network, whole) <= room:
        return whole
    if disclosure:
        room -= length(network, disclosure) + 1
    return f"{_cut(network, text, room)} {disclosure}".strip()


def length(network: Network, text: str) -> int:
    """How long a text is in the eyes of a network."""
    if network.measure is Measure.GRAPHEMES:
        return len(_GRAPHEME.findall(text))
    if network.measure is Measure.WEIGHTED:
        return sum(1 if any(low <= ord(sign) <= high for low, high in _LIGHT) else 2 for sign in text)
    return len(text)


def link_length(network: Network, link: str) -> int:
    """How long a link is in the eyes of a network."""
    return length(network, link) if network.link_counts is None else network.link_counts


def is_host(name: str) -> bool:
    """Whether this is the bare name of a public host, such as a Mastodon server: no scheme, port, path or number."""
    return _HOST.fullmatch(name) is not None


def composers(mastodon: str = "") -> tuple[str, ...]:
    """Every place a tap may lead to, as sources for a Content-Security-Policy's form-action."""
    found: dict[str, None] = {}
    forms = [form for network in NETWORKS.values() for form in (network.form, network.phone_form)]
    for form in (*forms, MASTODON_WITHOUT_SERVER):
        parts = urlsplit(form)
        host = parts.netloc.removeprefix("www.")
        if parts.scheme == "mailto":
            found["mailto:"] = None
        elif host != "{server}":
            found.update({f"https://{host}": None, f"https://*.{host}": None})
    found.update(dict.fromkeys(_ONWARD))
    if is_host(mastodon.lower()):
        found[f"https://{mastodon.lower()}"] = None
    return tuple(found)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _cut(network: Network, text: str, room: int) -> str:
    signs = _GRAPHEME.findall(text)
    lengths = accumulate(length(network, sign) for sign in signs)
    fitting = sum(1 for _ in takewhile(lambda so_far: so_far <= room - length(network, ELLIPSIS), lengths))
    cut = "".join(signs[:fitting]).rstrip()
    return cut + ELLIPSIS if cut else ""


def _encoded(text: str) -> str:
    return quote(text, safe="", errors="replace")
