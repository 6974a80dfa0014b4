"""What a message in Slack points at: its first link with a title, and the way back to the message."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlsplit

_LINK = re.compile(r"<(https?://[^|>\s]+)(?:\|([^>]*))?>")
_CHANNEL = re.compile(r"[A-Z0-9]{1,40}")
_STAMP = re.compile(r"(\d{1,20})\.(\d{1,10})")
_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,80}")
LONGEST = 2000
TITLE = 300


@dataclass(frozen=True, slots=True)
class Found:
    """A link and what it is called; both may be empty."""

    url: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands: the workspace's domain, the conversation, and Slack's own mark of the message."""

    domain: str
    channel: str
    ts: str

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Place":
        """The place of the message that a shortcut was used on."""
        message = body.get("message") or {}
        return cls(
            str((body.get("team") or {}).get("domain") or ""),
            str((body.get("channel") or {}).get("id") or ""),
            str(body.get("message_ts") or message.get("ts") or ""),
        )

    @property
    def known(self) -> bool:
        """Whether Slack can be asked about the message."""
        return bool(_CHANNEL.fullmatch(self.channel) and _STAMP.fullmatch(self.ts))

    @property
    def permalink(self) -> str:
        """The message's address as Slack makes it; empty where it cannot be told."""
        stamp = _STAMP.fullmatch(self.ts)
        if not self.known or stamp is None or not _DOMAIN.fullmatch(self.domain):
            return ""
        return f"https://{self.domain}.slack.com/archives/{self.channel}/p{stamp[1]}{stamp[2]}"


def first(message: Mapping[str, Any]) -> Found:
    """The first link of a message that leads out of Slack, with the title that Slack found or the writer gave."""
    titles = {address: title for address, title in _previews(message) if title}
    for url, label in _links(message):
        if not _inside(url) and len(url) <= LONGEST:
            named = "" if label in {url, url.partition("://")[2]} else label
            return Found(url, (titles.get(url) or named)[:TITLE])
    return Found()


def _links(message: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for address, label in _LINK.findall(str(message.get("text") or "")):
        yield unescape(address), unescape(label).strip()
    yield from _written(message.get("blocks"))
    yield from _previews(message)


def _written(block: object) -> Iterator[tuple[str, str]]:
    """Links of rich text, however deep they stand."""
    if isinstance(block, list):
        for one in block:
            yield from _written(one)
    elif isinstance(block, Mapping):
        if block.get("type") == "link" and str(block.get("url", "")).startswith(("https://", "http://")):
            yield str(block["url"]), str(block.get("text") or "").strip()
        yield from _written(block.get("elements"))


def _previews(message: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What Slack unfolded below a message, and cards that another app posted."""
    for card in message.get("attachments") or ():
        for name in ("original_url", "from_url", "title_link"):
            address = card.get(name)
            if isinstance(address, str) and address.startswith(("https://", "http://")):
                yield address, str(card.get("title") or "").strip()


def _inside(url: str) -> bool:
    """Whether it leads to another message and not to anything worth sharing."""
    host = urlsplit(url).hostname or ""
    return host == "slack.com" or host.endswith(".slack.com")
