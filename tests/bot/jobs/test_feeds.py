"""A real feed is asked, and what is new in it becomes suggestions once."""

import gzip
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.http import Guarded
from bot.jobs.feeds import PAGES, Feeder
from bot.jobs.reading import Reading
from bot.jobs.work import Work
from bot.sources.feeds import poll
from bot.sources.page_facts import page_facts
from digests.content.model import ItemState
from digests.content.store import load_items
from digests.db import Database
from digests.errors import InputError
from digests.newsroom.facts import PageFacts
from digests.newsroom.feeds import managing, store
from digests.newsroom.feeds.model import Feed, FeedState, Polled
from digests.newsroom.standing import OPERATOR
from digests.settings import Secrets, Settings, parse
from tests.bot.jobs.house import CONFIG, Clock
from tests.bot.sources.pages import Page, Site, serving
from tests.digests.newsroom.feeds.desk import entry, polled, wanted
from tests.factories import KEY, NOW

CLIENT = Guarded(["127.0.0.1"])
HALF = timedelta(minutes=30)


def rss(*numbers: int) -> bytes:
    """A feed with these entries; the links are https, as items' must be."""
    one = "<item><guid>g{n}</guid><title>News {n}</title><link>https://www.example.com/{n}</link></item>"
    entries = "".join(one.replace("{n}", str(number)) for number in numbers)
    return f'<rss version="2.0"><channel><title>x</title>{entries}</channel></rss>'.encode()


class Fed:
    """A feed at a real site, and the errand that asks it."""

    def __init__(self, database: Database, site: Site) -> None:
        self.database, self.site, self.clock = database, site, Clock()
        settings = Settings(config=parse(CONFIG), secrets=Secrets(secret_key=KEY.decode()), path=Path("config.toml"))
        work = Work(settings, database, self.clock, KEY, {}, "w1")
        self.looked: list[str] = []
        self.feeder = Feeder(work, Reading(lambda feed, now: poll(CLIENT, feed, now), self.look_up))
        self.id = database.write(managing.add, OPERATOR, wanted(url=f"{site.address}/feed"), NOW).id

    def look_up(self, url: str) -> PageFacts:
        """Pages of the feed's entries are asked of the site, whatever their host."""
        self.looked.append(url)
        return page_facts(CLIENT, self.site.address + "/" + url.rpartition("/")[2])

    @property
    def feed(self) -> Feed:
        found = self.database.read(store.load_feed, self.id)
        assert found is not None
        return found

    def titles(self) -> list[str]:
        """Of the suggestions that came so far."""
        found = self.database.read(load_items)
        assert all(one.state is ItemState.SUGGESTED for one in found)
        return [one.title["da"] for one in found]


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as made:
        yield made


@pytest.fixture
def fed(database: Database, site: Site) -> Fed:
    return Fed(database, site)


def test_a_feed_fills_the_queue_and_is_asked_again_half_an_hour_later(fed: Fed) -> None:
    fed.site.pages["/feed"] = Page(gzip.compress(rss(1, 2)), headers={"Content-Encoding": "gzip"}, etag='"a"')
    fed.site.stands("/1", "<html><meta name=description content='From the page'></html>")
    assert fed.feeder()
    assert fed.titles() == ["News 1", "News 2"]
    assert [dict(one.summary) for one in fed.database.read(load_items)] == [{"da": "From the page"}, {}]
    assert fed.looked == ["https://www.example.com/1", "https://www.example.com/2"]
    assert not fed.feeder()
    fed.clock.now = NOW + HALF
    assert fed.feeder()
    assert fed.site.asked[-1][1]["if-none-match"] == '"a"'
    fed.site.pages["/feed"] = Page(rss(3, 2, 1), etag='"b"')
    fed.clock.now = NOW + 2 * HALF
    assert fed.feeder()
    assert fed.titles() == ["News 1", "News 2", "News 3"]
    assert fed.looked[2:] == ["https://www.example.com/3"]


def test_a_feed_that_fails_waits_and_comes_back(fed: Fed) -> None:
    fed.site.pages["/feed"] = Page(b"", 503, {"Retry-After": "7200"})
    assert fed.feeder()
    assert (fed.feed.trouble, fed.feed.failures, fed.feed.not_before) == (
        "answered 503", 1, NOW + timedelta(hours=2),
    )  # fmt: skip
    fed.site.pages["/feed"] = Page(rss(1))
    assert not fed.feeder()
    fed.clock.now = NOW + timedelta(hours=2)
    assert fed.feeder()
    assert (fed.feed.trouble, fed.feed.failures, fed.titles()) == ("", 0, ["News 1"])


def test_a_feed_that_is_gone_is_left(fed: Fed) -> None:
    fed.site.pages["/feed"] = Page(b"", 410)
    assert fed.feeder()
    fed.clock.now = NOW + timedelta(days=99)
    assert not fed.feeder()
    assert (fed.feed.state, len(fed.site.asked)) == (FeedState.GONE, 1)


def test_a_redirected_and_broken_feed_is_read(fed: Fed) -> None:
    fed.site.pages["/feed"] = Page(status=308, headers={"Location": "/moved"})
    fed.site.pages["/moved"] = Page(rss(1).replace(b"</item>", b"<title>& <"))
    assert fed.feeder()
    assert fed.titles() == ["News 1"]


def test_nobody_waits_for_slow_pages_longer_than_all_of_them_may_take(fed: Fed) -> None:
    looked: list[str] = []

    def slow(url: str) -> PageFacts:
        looked.append(url)
        raise InputError("silent")

    ticks = iter([0.0, 1.0, PAGES + 1])

    def found(_feed: Feed, _now: datetime) -> Polled:
        return polled(entry(1), entry(2), entry(3, title=""))

    feeder = Feeder(fed.feeder.work, Reading(found, slow), lambda: next(ticks))
    assert feeder()
    assert (len(looked), fed.titles()) == (1, ["Nyt 1", "Nyt 2"])


def test_a_turn_that_another_process_has_is_left_to_it(fed: Fed) -> None:
    other: Callable[[], bool] = Feeder(fed.feeder.work, Reading(lambda _feed, _now: polled(entry()), fed.look_up))
    nested: list[bool] = []

    def meanwhile(_feed: Feed, _now: datetime) -> Polled:
        nested.append(other())
        return polled(entry())

    assert Feeder(fed.feeder.work, Reading(meanwhile, fed.look_up))()
    assert (nested, fed.titles()) == ([False], ["Nyt 1"])
