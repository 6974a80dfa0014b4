"""Who keeps feeds: the admins of a desk add, change, pause and remove those that fill it."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import Connection

from digests.access.audit import note
from digests.errors import InputError, UnknownError
from digests.newsroom.doubles import place
from digests.newsroom.feeds import store
from digests.newsroom.feeds.model import Feed, FeedState, Wanted
from digests.newsroom.shape import broken
from digests.newsroom.standing import Act, Standing
from digests.people import entry

ACTOR = "newsroom"
LONGEST_URL, MOST_TOPICS, LONGEST_TOPIC = 2000, 20, 60
NAMELESS = "A feed needs a name of at most 120 characters."
ADDRESSLESS = "A feed needs a whole address, such as https://www.example.com/feed.xml."
DESKLESS = "Choose the desk that the feed fills."
SPEECHLESS = "Choose the language that the feed is written in."
OVERFULL = "A feed has at most 20 topics of at most 60 characters each."
DOUBLE = "This feed is here already."


def listed(connection: Connection, standing: Standing) -> list[Feed]:
    """The feeds of desks that somebody keeps, by desk and name."""
    return [feed for feed in store.load_feeds(connection) if standing.may(Act.FEED, feed.wanted.desk)]


def find(connection: Connection, standing: Standing, feed_id: int) -> Feed:
    """One of them; UnknownError for any other, so that nobody learns what there is."""
    feed = store.load_feed(connection, feed_id)
    if feed is None or not standing.may(Act.FEED, feed.wanted.desk):
        raise UnknownError("There is no such feed at your desks.")
    return feed


def add(connection: Connection, standing: Standing, wanted: Wanted, now: datetime) -> Feed:
    """A feed that is asked from now on; InputError where it cannot be one, or is there already."""
    _checked(connection, standing, wanted, None)
    found = find(connection, standing, store.add_feed(connection, wanted, now))
    _told(connection, standing, "feed added", found, now)
    return found


def change(connection: Connection, standing: Standing, feed_id: int, wanted: Wanted, now: datetime) -> Feed:
    """A feed as it is wanted from now on; with another address it is asked anew, and at once."""
    before = find(connection, standing, feed_id)
    _checked(connection, standing, wanted, feed_id)
    store.change_feed(connection, feed_id, wanted)
    if wanted.url != before.wanted.url:
        state = FeedState.ON if before.state is FeedState.GONE else before.state
        _begin(connection, feed_id, state, now)
    after = find(connection, standing, feed_id)
    _told(connection, standing, "feed changed", after, now)
    return after


def turn(connection: Connection, standing: Standing, feed_id: int, now: datetime, *, on: bool) -> Feed:
    """Has a feed asked again, at once and whatever it answered before; or no more, until somebody says otherwise."""
    feed = find(connection, standing, feed_id)
    if on:
        _begin(connection, feed_id, FeedState.ON, now)
    else:
        store.put(connection, feed_id, state=FeedState.PAUSED.value)
    _told(connection, standing, "feed resumed" if on else "feed paused", feed, now)
    return find(connection, standing, feed_id)


def remove(connection: Connection, standing: Standing, feed_id: int, now: datetime) -> Feed:
    """Takes a feed out; suggestions that came of it stay. What it was."""
    feed = find(connection, standing, feed_id)
    store.remove_feed(connection, feed_id)
    _told(connection, standing, "feed removed", feed, now)
    return feed


def fitting(wanted: Wanted, desks: Sequence[str]) -> dict[str, str]:
    """What cannot be, a sentence by field; empty where all is well."""
    found = {}
    if not wanted.name.strip() or len(wanted.name) > store.NAME or broken(wanted.name):
        found["name"] = NAMELESS
    if not _web(wanted.url):
        found["url"] = ADDRESSLESS
    if wanted.desk not in desks:
        found["desk"] = DESKLESS
    try:
        entry.language(wanted.language)
    except ValueError:
        found["language"] = SPEECHLESS
    if len(wanted.topics) > MOST_TOPICS or any(len(one) > LONGEST_TOPIC or broken(one) for one in wanted.topics):
        found["topics"] = OVERFULL
    return found


def _checked(connection: Connection, standing: Standing, wanted: Wanted, feed_id: int | None) -> None:
    standing.must(Act.FEED, wanted.desk)
    for sentence in fitting(wanted, [wanted.desk] if wanted.desk else []).values():
        raise InputError(sentence)
    others = (feed for feed in store.load_feeds(connection) if feed.id != feed_id)
    if any(place(feed.wanted.url) == place(wanted.url) for feed in others):
        raise InputError(DOUBLE)


def _web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"https", "http"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False
    return good and len(url) <= LONGEST_URL and not any(sign.isspace() or not sign.isprintable() for sign in url)


def _begin(connection: Connection, feed_id: int, state: FeedState, now: datetime) -> None:
    store.put(connection, feed_id, state=state.value, not_before=now, failures=0, trouble="", etag="", modified="")


def _told(connection: Connection, standing: Standing, act: str, feed: Feed, now: datetime) -> None:
    note(connection, now, ACTOR, act, f"{feed.wanted.desk}: {feed.wanted.url}", person_id=standing.person_id)
