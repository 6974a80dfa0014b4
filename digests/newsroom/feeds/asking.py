"""When a feed is asked: every half hour, later and later while it fails, and not before it wants to be."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from digests.content.model import Item
from digests.newsroom.facts import PageFacts
from digests.newsroom.feeds import store
from digests.newsroom.feeds.model import Fate, Feed, FeedState, Judged, Polled
from digests.newsroom.feeds.taking import judge, keys, take

EVERY = timedelta(minutes=30)
LONGEST = timedelta(days=1)  # between two tries of one that fails
LEASE = timedelta(minutes=15)  # that one asking has: after a crash somebody else asks
REMEMBERED = timedelta(days=400)  # what a feed no longer has is forgotten after this
GONE = "gone"


def claim(connection: Connection, now: datetime) -> Feed | None:
    """The next feed that is due, for whoever asks first; None where none is."""
    feed = store.next_due(connection, now)
    return feed if feed is not None and store.claim(connection, feed, now + LEASE) else None


def news(connection: Connection, feed: Feed, polled: Polled, domains: tuple[str, ...] = ()) -> list[Judged]:
    """What becomes of what was found."""
    if polled.read is None:
        return []
    return judge(connection, polled.read.entries, feed.id, feed.added_at, domains=domains)


def settle(
    connection: Connection,
    feed: Feed,
    polled: Polled,
    pages: dict[str, PageFacts],
    now: datetime,
    *,
    domains: tuple[str, ...] = (),
) -> list[Item]:
    """Keeps what asking a feed came to; the suggestions that were made. One that was changed since is asked anew."""
    as_it_is = store.load_feed(connection, feed.id, hold=True)
    if as_it_is is None or as_it_is.wanted.url != feed.wanted.url:
        return []
    if polled.trouble:
        _failed(connection, as_it_is, polled, now)
        return []
    judged = news(connection, as_it_is, polled, domains)
    made = take(connection, as_it_is, judged, pages, now, domains=domains)
    more = any(one.fate is Fate.LATER for one in judged)
    if polled.read is not None:
        still = {key for one in polled.read.entries for key in keys(one)}
        store.forget(connection, feed.id, now - REMEMBERED, still)
    store.put(
        connection,
        feed.id,
        not_before=now + max(EVERY, polled.wait or EVERY),
        checked_at=now,
        failures=0,
        trouble="",
        etag="" if more else polled.etag[: store.MARK],  # what waits for its turn must be seen again
        modified="" if more else polled.modified[: store.MARK],
        **({"found_at": now} if made else {}),
    )
    return made


def _failed(connection: Connection, feed: Feed, polled: Polled, now: datetime) -> None:
    failures = feed.failures + 1
    wait = min(LONGEST, EVERY * 2 ** min(failures, 10))
    values = {"state": FeedState.GONE.value} if polled.trouble == GONE else {}
    store.put(
        connection,
        feed.id,
        not_before=now + max(wait, polled.wait or wait),
        checked_at=now,
        failures=failures,
        trouble=polled.trouble,
        **values,
    )


def failing(connection: Connection, after: int = 3) -> list[Feed]:
    """Feeds that are gone, or failed so many times in a row."""
    found = store.load_feeds(connection)
    return [
        feed
        for feed in found
        if feed.state is FeedState.GONE or (feed.state is FeedState.ON and feed.failures >= after)
    ]
