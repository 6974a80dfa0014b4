"""Feeds as the programme is moved from one house to another: what desks say of them, never how they did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from digests.newsroom.doubles import place
from digests.newsroom.feeds import managing, store
from digests.newsroom.feeds.model import Feed, FeedState, Wanted
from digests.newsroom.standing import Standing


@dataclass(frozen=True, slots=True)
class Moved:
    """A feed, and whether it rests."""

    wanted: Wanted
    paused: bool = False

    @classmethod
    def of(cls, feed: Feed) -> "Moved":
        """From one that is here."""
        return cls(feed.wanted, feed.state is FeedState.PAUSED)


def kept(connection: Connection) -> list[Moved]:
    """Every feed, by desk and address."""
    made = [Moved.of(feed) for feed in store.load_feeds(connection)]
    return sorted(made, key=lambda one: (one.wanted.desk, one.wanted.url))


@dataclass(frozen=True, slots=True)
class Step:
    """One feed that is to be as it is written; `feed` is the one that is there, None where there is none."""

    moved: Moved
    feed: Feed | None


def steps(connection: Connection, feeds: Sequence[Moved]) -> list[Step]:
    """What would have to be done for feeds to be as these are; none is removed."""
    here = {place(feed.wanted.url): feed for feed in store.load_feeds(connection)}
    found = [Step(one, here.get(place(one.wanted.url))) for one in feeds]
    return [one for one in found if one.feed is None or Moved.of(one.feed) != one.moved]


def bring(connection: Connection, standing: Standing, feeds: Sequence[Moved], now: datetime) -> list[Step]:
    """Does it, and says what was done."""
    done = steps(connection, feeds)
    for one in done:
        feed, moved = one.feed, one.moved
        if feed is None:
            feed = managing.add(connection, standing, moved.wanted, now)
        elif feed.wanted != moved.wanted:
            feed = managing.change(connection, standing, feed.id, moved.wanted, now)
        if moved.paused != (feed.state is FeedState.PAUSED):
            managing.turn(connection, standing, feed.id, now, on=not moved.paused)
    return done
