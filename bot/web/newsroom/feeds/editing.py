"""A feed's form: its address is tried before anything is kept, and what would come is seen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from babel import Locale
from babel.dates import format_date
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bot.rendering import names
from bot.rendering.words import N_, worded, words
from bot.web.newsroom import frame
from bot.web.newsroom.feeds.listing import shown
from bot.web.newsroom.gate import Caller, form
from bot.web.parts import Parts, parts
from digests.content.model import Kind
from digests.errors import InputError, UnknownError
from digests.newsroom.feeds import managing
from digests.newsroom.feeds.model import Fate, Feed, Judged, Read, Wanted
from digests.newsroom.feeds.taking import judge
from digests.newsroom.standing import Act

WRONG = 422
SEEN = 10  # entries that are shown of a feed that is tried
ADDED = frame.says("feeds.added", N_("Added. What is new in it comes to your suggestions within a minute."))
SAVED = frame.says("feeds.saved", N_("Saved."))


@dataclass(frozen=True, slots=True)
class Tried:
    """What a feed would bring: its own name, and its newest entries with what becomes of each."""

    title: str
    total: int
    entries: tuple[tuple[str, str, str, bool], ...]  # title, day, what becomes of it, whether it comes


async def new(request: Request, caller: Caller) -> Response:
    """An empty form."""
    desks = caller.standing.desks_for(Act.FEED)
    language = parts(request).settings.config.content.languages[0]
    return _page(request, caller, Wanted("", "", next(iter(desks), ""), language))


async def show(request: Request, caller: Caller) -> Response:
    """A feed as it is."""
    feed = await _feed(request, caller)
    return _page(request, caller, feed.wanted, feed=feed)


async def add(request: Request, caller: Caller) -> Response:
    """Tries a feed, or keeps it."""
    return await _sent(request, caller, None)


async def change(request: Request, caller: Caller) -> Response:
    """The same for one that is there."""
    return await _sent(request, caller, await _feed(request, caller))


async def _sent(request: Request, caller: Caller, feed: Feed | None) -> Response:
    given, found = await form(request), parts(request)
    wanted = typed(given)
    if given.get("act") == "try":
        return await _try(request, caller, wanted, feed)
    wrong = managing.fitting(wanted, caller.standing.desks_for(Act.FEED))
    if wrong:
        return _page(request, caller, wanted, feed=feed, wrong=wrong)
    try:
        if feed is None:
            await found.database.awrite(managing.add, caller.standing, wanted, found.clock())
        else:
            await found.database.awrite(managing.change, caller.standing, feed.id, wanted, found.clock())
    except UnknownError:
        raise
    except InputError as error:
        return _page(request, caller, wanted, feed=feed, wrong={"url": worded(caller.language, error)})
    return frame.go("/feeds", SAVED if feed else ADDED)


async def _try(request: Request, caller: Caller, wanted: Wanted, feed: Feed | None) -> Response:
    """What would come of it; nothing is kept. An empty name and the feed's true address are filled in."""
    found = parts(request)
    if sentence := managing.fitting(wanted, [wanted.desk]).get("url"):
        return _page(request, caller, wanted, feed=feed, wrong={"url": sentence})
    try:
        read = await found.try_feed(wanted.url)
    except InputError as error:
        return _page(request, caller, wanted, feed=feed, wrong={"url": worded(caller.language, error)})
    languages = {tag.partition("-")[0]: tag for tag in _languages(found)}
    spoken = languages.get(read.language, wanted.language) if feed is None else wanted.language
    wanted = replace(wanted, url=read.url, name=wanted.name or read.title[:120], language=spoken)
    tried = await _tried(found, caller, read, feed)
    return _page(request, caller, wanted, feed=feed, tried=tried)


async def _tried(found: Parts, caller: Caller, read: Read, feed: Feed | None) -> Tried:
    domains = tuple(found.settings.config.content.domains)
    since = feed.added_at if feed else found.clock()
    judged = await found.database.aread(judge, read.entries, feed.id if feed else None, since, domains=domains)
    return Tried(read.title, len(judged), tuple(_line(one, caller) for one in judged[:SEEN]))


def _line(one: Judged, caller: Caller) -> tuple[str, str, str, bool]:
    _ = words(caller.language).gettext
    said = {
        Fate.NEW: _("Would come"),
        Fate.LATER: _("Would come after these"),
        Fate.KNOWN: _("Is here already"),
        Fate.OLD: _("Too old to come"),
        Fate.FOREIGN: _("Leads to another domain than items may"),
        Fate.BARE: _("Has no title, or no https address"),
    }[one.fate]
    at = one.entry.at
    day = str(format_date(at.astimezone(caller.zone), "medium", locale=caller.language)) if at else ""
    return one.entry.title or one.entry.url or one.entry.guid, day, said, one.fate in {Fate.NEW, Fate.LATER}


def typed(given: FormData) -> Wanted:
    """What the form says; an unknown kind is an article."""
    line = {name: str(given.get(name, "")).strip() for name in ("name", "url", "desk", "language", "kind")}
    topics = [" ".join(one.split()) for one in str(given.get("topics", "")).split(",")]
    kind = Kind(line["kind"]) if line["kind"] in set(Kind) else Kind.ARTICLE
    return Wanted(
        line["name"], line["url"], line["desk"], line["language"], tuple(dict.fromkeys(filter(None, topics))), kind
    )


async def _feed(request: Request, caller: Caller) -> Feed:
    return await parts(request).database.aread(managing.find, caller.standing, request.path_params["feed"])


def _languages(found: Parts) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*found.settings.config.content.languages, "en", "da", "de", "sv", "nb", "fr", "es")))


def _page(
    request: Request,
    caller: Caller,
    wanted: Wanted,
    *,
    feed: Feed | None = None,
    wrong: Mapping[str, str] | None = None,
    tried: Tried | None = None,
) -> Response:
    _ = words(caller.language).gettext
    values: dict[str, Any] = {name: _(sentence) for name, sentence in (wrong or {}).items()}
    found = parts(request)
    return frame.show(
        request,
        caller,
        "feeds/edit",
        status=WRONG if wrong else 200,
        title=feed.wanted.name if feed else _("A new feed"),
        wanted=wanted,
        feed=shown(feed, caller) if feed else None,
        wrong=values,
        tried=tried,
        host=urlsplit(wanted.url).hostname if tried else "",
        desks=[(one, one) for one in caller.standing.desks_for(Act.FEED)],
        languages=[
            (tag, Locale(caller.language).languages.get(tag, tag))
            for tag in dict.fromkeys((*_languages(found), wanted.language))
        ],
        kinds=[(kind.value, names.kind(kind, caller.language)) for kind in Kind if kind is not Kind.POST],
    )
