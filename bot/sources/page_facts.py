"""What a page says of itself: Open Graph first, then JSON-LD, then its title and description."""

import re
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from bot.http import Fetched, Guarded, Limits, LostError, NotSentError
from bot.rendering.cut import cut
from bot.rendering.words import N_
from bot.sources.linked_data import Told, told
from bot.sources.unpacked import ASKED, unpacked
from digests.errors import InputError
from digests.newsroom.facts import PageFacts
from digests.people import entry

LIMITS = Limits(seconds=8.0, size=2_000_000)
TITLE, SUMMARY, ALT, ADDRESS = 300, 600, 300, 2000
HEADERS = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1", "Accept-Encoding": ASKED}
PAGES = ("text/html", "application/xhtml+xml")

SILENT = N_("This page did not answer. Check the address, or fill in the fields yourself.")
CLOSED = N_("This page is not open to everybody, so it could not be read. Fill in the fields yourself.")
MISSING = N_("There is no page at this address. Check it, or fill in the fields yourself.")
FAILED = N_("This page answered with an error. Try again later, or fill in the fields yourself.")
OTHER = N_("There is no web page at this address, but something else. Fill in the fields yourself.")

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{2,30})", re.IGNORECASE)
_NAMED = re.compile(r"charset\s*=\s*[\"']?([a-zA-Z0-9_:.-]{2,30})", re.IGNORECASE)
_READABLE = re.compile(
    r"(utf-?(8|16|16le|16be)|(x-)?(iso|windows|cp|koi8|mac|gb|big|euc|shift|latin|ascii|us)[a-z0-9_-]{0,15})",
    re.IGNORECASE,
)
SEPARATORS = "|–—·-:•«»"


def page_facts(client: Guarded, url: str) -> PageFacts:
    """What stands at an address says of itself; InputError says why nothing could be read."""
    try:
        found = client.get(url, HEADERS)
        content = unpacked(found, LIMITS.size)
    except (NotSentError, LostError) as error:
        raise InputError(SILENT) from error
    if found.status in {401, 403, 407, 451}:
        raise InputError(CLOSED)
    if found.status in {404, 410}:
        raise InputError(MISSING)
    if not found.good:
        raise InputError(FAILED)
    kind = found.headers.get("content-type", "text/html").partition(";")[0].strip().lower()
    if kind not in PAGES:
        raise InputError(OTHER)
    return read(decoded(content, found), found.url, found.headers.get("content-language", ""))


def decoded(content: bytes, found: Fetched) -> str:
    """A page's text, by its byte order mark, its header or its own word; UTF-8 and then Latin otherwise."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(name, "replace")
    header = _NAMED.search(found.headers.get("content-type", ""))
    inside = _CHARSET.search(content[:4096])
    for name in (header[1] if header else "", inside[1].decode("ascii") if inside else ""):
        if _READABLE.fullmatch(name):
            try:
                return content.decode("windows-1252" if name.lower() == "iso-8859-1" else name, "replace")
            except LookupError:
                continue
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("windows-1252", "replace")


def read(page: str, url: str, spoken: str = "") -> PageFacts:
    """The facts of a page that was fetched from an address; `spoken` is what its header said of its language."""
    tree = LexborHTMLParser(page)
    meta = _meta(tree)
    linked = told(node.text(deep=True) for node in tree.css('script[type="application/ld+json"]'))
    site = _first(meta, "og:site_name", linked.site, "application-name")
    image = _image(_joined(url, _attribute(tree, "base[href]", "href")), meta, linked)
    tags = (_attribute(tree, "html[lang]", "lang"), meta.get("og:locale", ""), linked.language, spoken)
    return PageFacts(
        title=cut(_title(tree, meta, linked, site), TITLE),
        summary=cut(_first(meta, "og:description", linked.summary, "twitter:description", "description"), SUMMARY),
        image=image,
        image_alt=cut(_first(meta, "og:image:alt", "", "twitter:image:alt"), ALT) if image else "",
        language=next(filter(None, map(_language, tags)), ""),
        site=cut(site, TITLE),
        url=_own(url, _attribute(tree, 'link[rel~="canonical"][href]', "href"), meta.get("og:url", "")),
    )


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    """What the page's meta elements say, by property or name; the first of each counts."""
    found: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        said = (node.attributes.get("content") or "").strip()
        for key in ("property", "name"):
            name = (node.attributes.get(key) or "").strip().lower()
            if name and said:
                found.setdefault(name, said)
    return found


def _first(meta: Mapping[str, str], name: str, linked: str, *others: str) -> str:
    return meta.get(name, "") or linked or next((meta[other] for other in others if meta.get(other)), "")


def _title(tree: LexborHTMLParser, meta: Mapping[str, str], linked: Told, site: str) -> str:
    named = _first(meta, "og:title", linked.title, "twitter:title")
    shown = tree.css_first("head title")
    return named or _without(cut(shown.text(deep=True) if shown else "", TITLE), site)


def _without(title: str, site: str) -> str:
    """A title without the name of its site behind it."""
    if site and title.casefold().endswith(site.casefold()):
        before = title[: -len(site)].rstrip()
        if before and before[-1] in SEPARATORS:
            return before.rstrip(f" {SEPARATORS}") or title
    return title


def _image(base: str, meta: Mapping[str, str], linked: Told) -> str:
    """The first picture that the page names by an https address."""
    names = ("og:image:secure_url", "og:image", "og:image:url")
    for one in (*(meta.get(name, "") for name in names), linked.image, meta.get("twitter:image", "")):
        whole = _joined(base, one)
        if one and whole.startswith("https://") and len(whole) <= ADDRESS:
            return whole
    return ""


def _attribute(tree: LexborHTMLParser, selector: str, name: str) -> str:
    node = tree.css_first(selector)
    return ((node.attributes.get(name) or "") if node else "").strip()


def _language(tag: str) -> str:
    """A tag in its usual case; empty where it is none. A region is left out: items are written for a language."""
    try:
        return entry.language(tag.partition(",")[0].strip()[:35]).partition("-")[0]
    except ValueError:
        return ""


def _own(url: str, *named: str) -> str:
    """The address by which the page calls itself, if it is one of its own host; else where it was found."""
    for one in named:
        whole = _joined(url, one)
        if one and _host(whole) and _host(whole) == _host(url) and len(whole) <= ADDRESS:
            return whole.partition("#")[0]
    return url


def _joined(base: str, address: str) -> str:
    try:
        whole = urljoin(base, address)
    except ValueError:
        return ""
    return "" if any(sign.isspace() or not sign.isprintable() for sign in whole) else whole


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme in {"https", "http"} else ""
