"""What is new in a feed becomes suggestions of its desk, each thing once, by whatever way it came."""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import Connection, select

from digests.content.model import Image, Item, ItemState
from digests.content.store import Entry as Kept
from digests.content.store import add_items, items
from digests.newsroom.doubles import place, plain
from digests.newsroom.facts import PageFacts
from digests.newsroom.feeds import store
from digests.newsroom.feeds.model import Entry, Fate, Feed, Judged, Wanted
from digests.newsroom.model import Done, Suggestion
from digests.newsroom.naming import free, slug
from digests.newsroom.shape import broken
from digests.newsroom.store import add_suggestion, write_down

FEED = "feed"  # the door through which they come
MOST = 20  # suggestions of one feed at once
FRESH = timedelta(days=30)  # what was published longer before the feed was added is no news
LONGEST_URL, LONGEST_TITLE, LONGEST_SUMMARY = 2000, 300, 2000

NOTHING = PageFacts()


def judge(
    connection: Connection,
    entries: Sequence[Entry],
    feed_id: int | None,
    since: datetime,
    *,
    domains: Sequence[str] = (),
    most: int = MOST,
) -> list[Judged]:
    """What becomes of each entry of a feed that was added at `since`, the newest first; items may lead to `domains`."""
    ordered = sorted(entries, key=lambda one: (one.at is None, -(one.at or since).timestamp()))
    known = _known(connection, ordered, feed_id)
    judged: list[Judged] = []
    for entry in ordered:
        fate = _fate(entry, known, since, domains)
        if fate is Fate.NEW:
            known |= keys(entry) | {place(entry.url)}
            fate = Fate.NEW if most else Fate.LATER
            most -= bool(most)
        judged.append(Judged(entry, fate))
    return judged


def take(
    connection: Connection,
    feed: Feed,
    judged: Sequence[Judged],
    pages: Mapping[str, PageFacts],
    now: datetime,
    *,
    domains: Sequence[str] = (),
) -> list[Item]:
    """The new entries as suggestions of the feed's desk; `pages` says what their pages tell of themselves, by address.

    A page that calls itself by the address of an item that is here already is known, whatever the feed calls it.
    """
    made: list[Item] = []
    places = _places(connection)
    taken = set(connection.scalars(select(items.c.id)))
    known: dict[str, str | None] = {}
    pages = _telling_apart(pages)
    for one in judged:
        item = None
        if one.fate is Fate.NEW:
            facts = pages.get(one.entry.url, NOTHING)
            url = _address(one.entry, facts, domains)
            if not {place(url), place(one.entry.url)} & places:
                item = _item(feed.wanted, one.entry, facts, url, free(slug(one.entry.title), taken))
                made.append(item)
                places |= {place(url), place(one.entry.url)}
                taken.add(item.id)
        if one.fate in {Fate.NEW, Fate.KNOWN, Fate.OLD}:
            known |= dict.fromkeys(keys(one.entry), item.id if item else None)
    add_items(connection, [Kept(item, None) for item in made], FEED, now)
    for item in made:
        add_suggestion(connection, Suggestion(item.id, None, "", "", now))
        write_down(connection, item, Done.SUGGESTED, None, now)
    store.remember(connection, feed.id, known.items(), now)
    return made


def keys(entry: Entry) -> set[str]:
    """What an entry is known by: its guid, and its place."""
    named = (("guid", entry.guid), ("place", place(entry.url) if entry.url else ""))
    return {hashlib.sha256(f"{kind}\n{said}".encode()).hexdigest() for kind, said in named if said}


def allowed(url: str, domains: Collection[str]) -> bool:
    """Whether an address is on one of these domains; without any, all are."""
    host = (urlsplit(url).hostname or "").lower()
    return not domains or any(host == one.lower() or host.endswith(f".{one.lower()}") for one in domains)


def _known(connection: Connection, entries: Sequence[Entry], feed_id: int | None) -> set[str]:
    """The keys that this feed had before, and the places that any item of the queue leads to."""
    found = {key for entry in entries for key in keys(entry)}
    before = store.seen(connection, feed_id, found) if feed_id is not None and found else set()
    return before | (_places(connection) if entries else set())


def _places(connection: Connection) -> set[str]:
    return {place(url) for url in connection.scalars(select(items.c.url))}


def _fate(entry: Entry, known: set[str], since: datetime, domains: Sequence[str]) -> Fate:
    if not _usable(entry):
        return Fate.BARE
    if (keys(entry) | {place(entry.url)}) & known:
        return Fate.KNOWN
    if entry.at is not None and entry.at < since - FRESH:
        return Fate.OLD
    return Fate.NEW if allowed(entry.url, domains) else Fate.FOREIGN


def _usable(entry: Entry) -> bool:
    try:
        parts = urlsplit(entry.url)
        good = parts.scheme == "https" and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False
    odd = any(sign.isspace() or not sign.isprintable() or sign in '\\<>"' for sign in entry.url)
    words = entry.title + entry.summary
    return good and not odd and len(entry.url) <= LONGEST_URL and bool(entry.title) and not broken(words)


def _telling_apart(pages: Mapping[str, PageFacts]) -> dict[str, PageFacts]:
    """Pages without an own address that several share, or that is a site's front door: a wall, or a slip of theirs."""
    shared = Counter(place(facts.url) for facts in pages.values())
    return {
        url: replace(facts, url="") if shared[place(facts.url)] > 1 or _front(facts.url) else facts
        for url, facts in pages.items()
    }


def _front(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.path.strip("/") and not parts.query


def _address(entry: Entry, facts: PageFacts, domains: Sequence[str]) -> str:
    """Where the page stands by its own word, if items may lead there; else as the feed has it."""
    own = Entry("", plain(facts.url), "title")
    return own.url if facts.url and _usable(own) and allowed(own.url, domains) else plain(entry.url)


def _item(wanted: Wanted, entry: Entry, facts: PageFacts, url: str, item_id: str) -> Item:
    language, summary = wanted.language, entry.summary or facts.summary
    pictures = ((entry.image, entry.image_alt), (facts.image, facts.image_alt))
    image = next((Image(where, {language: alt}) for where, alt in pictures if where and alt), None)
    return Item(
        id=item_id,
        url=url,
        kind=wanted.kind,
        owner=wanted.desk,
        title={language: entry.title[:LONGEST_TITLE]},
        summary={language: summary[:LONGEST_SUMMARY]} if summary and not broken(summary) else {},
        topics=wanted.topics,
        image=image,
        state=ItemState.SUGGESTED,
    )
