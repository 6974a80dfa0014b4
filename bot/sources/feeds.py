"""RSS and Atom as they are in the wild: asked politely, read as plain text, and told what went wrong."""

import html
import re
from calendar import timegm
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import feedparser  # type: ignore[import-untyped]
import nh3
from selectolax.lexbor import LexborHTMLParser

from bot.http import Fetched, Guarded, Limits, LostError, NotSentError, retry_after
from bot.rendering.cut import cut
from bot.rendering.words import N_
from bot.sources.page_facts import PAGES, decoded
from bot.sources.unpacked import ASKED, unpacked
from digests.errors import InputError
from digests.newsroom.feeds.model import Entry, Feed, Polled, Read
from digests.people import entry as people

LIMITS = Limits(seconds=15.0, size=2_000_000)
HEADERS = {
    "Accept": "application/rss+xml,application/atom+xml,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.5",
    "Accept-Encoding": ASKED,
}
MOST = 300  # entries of one feed that are looked at
TITLE, SUMMARY, ALT, GUID, ADDRESS = 300, 600, 300, 1000, 2000
NOT_MODIFIED, GONE = 304, 410
FEEDS = 'link[rel~="alternate"][type="application/rss+xml"], link[rel~="alternate"][type="application/atom+xml"]'

LONGEST = 100_000  # characters of markup that are looked at
_BREAKS = re.compile(r"<(?:br|/?p|/?div|/?li|/?h[1-6]|/?td|/?tr)\b[^>]{0,300}>", re.IGNORECASE)

SILENT = N_("Nothing answered at this address. Check it.")
REFUSED = N_("This address answered with an error. Check it, or try again later.")
NO_FEED = N_("There is no RSS or Atom feed at this address, nor a page that names one.")


def poll(client: Guarded, feed: Feed, now: datetime) -> Polled:
    """What a feed has since it was asked last; nothing is raised: whatever fails is a trouble."""
    marks = {"If-None-Match": feed.etag, "If-Modified-Since": feed.modified}
    try:
        found = client.get(feed.wanted.url, HEADERS | {name: mark for name, mark in marks.items() if mark})
        content = unpacked(found, LIMITS.size)
    except (NotSentError, LostError):
        return Polled(trouble="silent")
    wait = retry_after(found.headers.get("retry-after", ""), now)
    if found.status == NOT_MODIFIED:
        return Polled(etag=feed.etag, modified=feed.modified, wait=wait)
    if found.status == GONE:
        return Polled(trouble="gone")
    if not found.good:
        return Polled(trouble=f"answered {found.status}", wait=wait)
    read = _read(content, found)
    if read is None:
        return Polled(trouble="unread", wait=wait)
    return Polled(read, _mark(found.headers.get("etag", "")), _mark(found.headers.get("last-modified", "")), wait=wait)


def look(client: Guarded, url: str) -> Read:
    """The feed at an address, or the first that the page there names; InputError says why there is none."""
    found, content = _fetched(client, url)
    read = _read(content, found)
    if read is None and (onward := _named(content, found)):
        found, content = _fetched(client, onward)
        read = _read(content, found)
    if read is None:
        raise InputError(NO_FEED)
    return read


def _fetched(client: Guarded, url: str) -> tuple[Fetched, bytes]:
    try:
        found = client.get(url, HEADERS)
        content = unpacked(found, LIMITS.size)
    except (NotSentError, LostError) as error:
        raise InputError(SILENT) from error
    if not found.good:
        raise InputError(REFUSED)
    return found, content


def _named(content: bytes, found: Fetched) -> str:
    """The address of the first feed that a web page names; empty where it is no page, or names none."""
    if found.headers.get("content-type", "").partition(";")[0].strip().lower() not in PAGES:
        return ""
    link = LexborHTMLParser(decoded(content, found)).css_first(FEEDS)
    named = (link.attributes.get("href") or "").strip() if link else ""
    return _joined(found.url, named) if named else ""


def _read(content: bytes, found: Fetched) -> Read | None:
    """The feed that these bytes are; None where they are none. A broken one is read as far as it can be."""
    told = {"content-location": found.url, "content-type": found.headers.get("content-type", "application/xml")}
    try:
        parsed = feedparser.parse(BytesIO(content), response_headers=told, sanitize_html=False)
    except (ValueError, LookupError, RecursionError, AssertionError, TypeError):  # what strange input makes of a parser
        return None
    if not parsed.get("version") and not parsed.entries:
        return None
    if parsed.bozo and not parsed.entries and not parsed.feed.get("title"):
        return None
    entries = tuple(_entry(one, found.url) for one in parsed.entries[:MOST])
    return Read(found.url, _plain(parsed.feed, "title", TITLE), _language(parsed.feed.get("language", "")), entries)


def _entry(one: Mapping[str, Any], base: str) -> Entry:
    url = _link(one, base)
    image, alt = next(_pictures(one, base), ("", ""))
    return Entry(
        guid=str(one.get("id") or "")[:GUID],
        url=url,
        title=_plain(one, "title", TITLE),
        summary=_plain(one, "summary", SUMMARY),
        at=_moment(one),
        image=image,
        image_alt=alt,
    )


def _link(one: Mapping[str, Any], base: str) -> str:
    """Where an entry leads: its own word before that of a service that counts readers."""
    links = [link for link in one.get("links", ()) if link.get("rel", "alternate") == "alternate"]
    pages = [link for link in links if "html" in link.get("type", "text/html")]
    named = [str(link.get("href") or "") for link in (*pages, *links)]
    return _joined(base, next(filter(None, (one.get("feedburner_origlink"), *named, one.get("link"))), ""))


def _pictures(one: Mapping[str, Any], base: str) -> Iterator[tuple[str, str]]:
    """Pictures by https with what is to be seen in them; one that nobody described is none."""
    said = [str(each.get("value") or "") for each in one.get("content", ()) if each.get("type") == "text/plain"]
    alt = next((cut(_text(words), ALT) for words in said if words.strip()), "")  # media:description ends up there
    for found in (*one.get("media_content", ()), *one.get("media_thumbnail", ())) if alt else ():
        whole = _joined(base, str(found.get("url") or ""))
        kind = str(found.get("medium") or found.get("type") or "image")
        if kind.startswith("image") and whole.startswith("https://"):
            yield whole, alt


def _plain(of: Mapping[str, Any], name: str, limit: int) -> str:
    """A value as plain text, whatever markup stands in it."""
    said = str(of.get(name) or "")
    detail = of.get(f"{name}_detail") or {}
    return cut(said if detail.get("type") == "text/plain" and "<" not in said else _text(said), limit)


def _text(markup: str) -> str:
    """What a reader would see of it: no element, no script, no style."""
    spaced = _BREAKS.sub(" ", markup[:LONGEST])
    return html.unescape(nh3.clean(spaced, tags=set(), clean_content_tags={"script", "style"}, attributes={}))


def _moment(one: Mapping[str, Any]) -> datetime | None:
    found = one.get("published_parsed") or one.get("updated_parsed")
    try:
        return datetime.fromtimestamp(timegm(found), UTC) if found else None
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _language(tag: str) -> str:
    try:
        return people.language(str(tag).strip()[:35]).partition("-")[0]
    except ValueError:
        return ""


def _joined(base: str, address: str) -> str:
    try:
        whole = urljoin(base, address.strip())
    except ValueError:
        return ""
    return (
        whole if len(whole) <= ADDRESS and not any(sign.isspace() or not sign.isprintable() for sign in whole) else ""
    )


def _mark(header: str) -> str:
    """A validator as it may be sent back; an overlong or odd one is none."""
    return header if len(header) <= 400 and header.isprintable() and header.isascii() else ""  # noqa: PLR2004 - as kept
