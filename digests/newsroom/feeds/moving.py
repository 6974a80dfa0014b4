"""Feeds as the programme is moved from one house to another: what desks say of them, never how they did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from digests.newsroom.doubles import place
from digests.newsroom.feeds import managing, store
from digests.newsroom.feeds.model import FeedState, Wanted
from digests.newsroom.standing import Standing


@dataclass(frozen=True, slots=True)
class Moved:
    """A feed, and whether it rests."""

    wanted: Wanted
    paused: bool = False


def kept(connection: Connection) -> list[Moved]:
    """Every feed, by desk and address."""
    found = store.load_feeds(connection)
    made = [Moved(feed.wanted, feed.state is FeedState.PAUSED) for feed in found]
    return sorted(made, key=lambda one: (one.wanted.desk, one.wanted.url))


def bring(
    connection: Connection, standing: Standing, feeds: Sequence[Moved], now: datetime
) -> tuple[list[str], list[str]]:
    """Adds and changes feeds to be as these are; addresses that were added, and that were changed. None is removed."""
    here = {place(feed.wanted.url): feed for feed in store.load_feeds(connection)}
    added, changed = [], []
    for one in feeds:
        feed = here.get(place(one.wanted.url))
        if feed is None:
            feed = managing.add(connection, standing, one.wanted, now)
            added.append(one.wanted.url)
        elif feed.wanted != one.wanted:
            feed = managing.change(connection, standing, feed.id, one.wanted, now)
            changed.append(one.wanted.url)
        if one.paused != (feed.state is FeedState.PAUSED):
            managing.turn(connection, standing, feed.id, now, on=not one.paused)
            changed += [] if one.wanted.url in (*added, *changed) else [one.wanted.url]
    return added, changed
