"""Feeds are asked every half hour, and what is new becomes a suggestion once."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from digests.content.model import Image, Item, ItemState, Kind
from digests.content.store import load_items
from digests.db import Database
from digests.newsroom import items as verbs
from digests.newsroom.facts import PageFacts
from digests.newsroom.feeds import managing, store
from digests.newsroom.feeds.asking import EVERY, LEASE, LONGEST, REMEMBERED, claim, failing, news, settle
from digests.newsroom.feeds.model import Entry, Fate, Feed, FeedState, Polled
from digests.newsroom.feeds.taking import FRESH, MOST
from digests.newsroom.queue import history, suggestions
from tests.digests.newsroom.feeds.desk import CHIEF, chief, entry, polled, wanted
from tests.digests.newsroom.house import ADMIN, House, of
from tests.factories import NOW

DAY = timedelta(days=1)


class Fed(House):
    """The newsroom with one feed."""

    def __init__(self, database: Database, **fields: Any) -> None:
        super().__init__(database)
        self.id = self.do(managing.add, of(ADMIN), wanted(**fields), NOW).id
        self.now = NOW

    @property
    def feed(self) -> Feed:
        found = self.database.read(store.load_feed, self.id)
        assert found is not None
        return found

    def asked(
        self, found: Polled, pages: dict[str, PageFacts] | None = None, domains: tuple[str, ...] = ()
    ) -> list[Item]:
        """What came of the feed's next turn; time goes on to it."""
        self.now = max(self.now, self.feed.not_before)
        feed = self.database.write(claim, self.now)
        assert feed is not None
        return self.database.write(settle, feed, found, pages or {}, self.now, domains=domains)

    def fates(self, *entries: Entry, domains: tuple[str, ...] = ()) -> list[Fate]:
        judged = self.database.read(news, self.feed, polled(*entries), domains)
        return [one.fate for one in judged]


def titles(items: Sequence[Item]) -> list[str]:
    return [next(iter(one.title.values())) for one in items]


def test_an_entry_becomes_a_suggestion_of_the_feeds_desk(database: Database) -> None:
    fed = Fed(database, kind=Kind.NEWS)
    (made,) = fed.asked(polled(entry(url="https://www.example.com/news/1?utm_source=rss")))
    kept = fed.item(made.id)
    assert kept == made
    assert (kept.id, kept.state, kept.owner, kept.kind) == ("nyt-1", ItemState.SUGGESTED, "comms", Kind.NEWS)
    assert (kept.url, dict(kept.title), dict(kept.summary), kept.topics) == (
        "https://www.example.com/news/1", {"da": "Nyt 1"}, {"da": "Om nyt 1."}, ("ports",),
    )  # fmt: skip
    assert fed.acts(made.id) == [("suggested", None, "")]
    found = database.read(suggestions, [made.id])[made.id]
    assert (found.person_id, found.at) == (None, NOW)
    assert database.read(store.sources, [made.id, "other"]) == {made.id: "News"}
    assert database.read(history, made.id)[0].act.value == "suggested"


def test_a_suggestion_of_a_feed_can_be_taken_by_its_desk(database: Database) -> None:
    fed = Fed(database)
    (made,) = fed.asked(polled(entry()))
    assert fed.do(verbs.accept, of(ADMIN), made.id, "comms", NOW).state is ItemState.DRAFT


def test_nothing_comes_twice_by_guid_or_by_place(database: Database) -> None:
    fed = Fed(database)
    assert len(fed.asked(polled(entry(1), entry(2)))) == 2
    again = [entry(1, url="https://www.example.com/moved"), entry(3, url="http://example.com/news/2/?utm_medium=x")]
    assert fed.fates(again[0], entry(2)) == [Fate.KNOWN, Fate.KNOWN]
    secure = entry(3, url="https://example.com/news/2/?utm_medium=x")
    assert fed.asked(polled(again[0], secure)) == []
    twice = [entry(4), entry(5, url=entry(4).url), entry(6, guid="guid-4")]
    assert titles(fed.asked(polled(*twice))) == ["Nyt 4"]


def test_what_the_queue_has_by_any_way_and_in_any_state_does_not_come_again(database: Database) -> None:
    fed = Fed(database)
    person = fed.do(lambda c: verbs.suggest(c, CHIEF, "https://example.com/news/1/#top", "Here", "", "", NOW))
    fed.do(verbs.decline, of(ADMIN), person.id, "no", NOW)
    assert fed.asked(polled(entry(1))) == []
    other = fed.do(managing.add, of(ADMIN), wanted(url="https://feeds.example.com/other", desk="hr"), NOW)
    assert database.read(news, other, polled(entry(1)))[0].fate is Fate.KNOWN


def test_a_page_that_calls_itself_by_a_known_address_is_known(database: Database) -> None:
    fed = Fed(database)
    first = entry(1, url="https://count.example.com/x1")
    pages = {first.url: PageFacts(url="https://www.example.com/news/quay?utm_source=rss")}
    (made,) = fed.asked(polled(first), pages)
    assert made.url == "https://www.example.com/news/quay"
    second = entry(2, url="https://count.example.com/x2")
    assert fed.asked(polled(second), {second.url: PageFacts(url="https://example.com/news/quay/")}) == []
    assert fed.fates(first, second) == [Fate.KNOWN, Fate.KNOWN]


@pytest.mark.parametrize("wall", ["https://www.example.com/", "https://login.example.com/?next=1"])
def test_pages_behind_one_wall_keep_the_addresses_that_the_feed_gave(database: Database, wall: str) -> None:
    fed = Fed(database)
    made = fed.asked(polled(entry(1), entry(2)), {entry(n).url: PageFacts(url=wall) for n in (1, 2)})
    assert [one.url for one in made] == [entry(1).url, entry(2).url]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://www.example.com/own", "https://www.example.com/news/1"),
        ("https://www.elsewhere.example/own", "https://www.example.com/news/1"),
        ("https://intra.example.com/own", "https://intra.example.com/own"),
        ("", "https://www.example.com/news/1"),
    ],
)
def test_an_item_leads_where_items_may_lead(database: Database, url: str, expected: str) -> None:
    fed = Fed(database)
    (made,) = fed.asked(polled(entry()), {entry().url: PageFacts(url=url)}, ("example.com",))
    assert made.url == expected


def test_an_address_that_leads_nowhere_else_stays_as_the_feed_has_it(database: Database) -> None:
    fed = Fed(database)
    (made,) = fed.asked(polled(entry(url="https://example.com/?a=%20ø&utm_source=b#c")), domains=("example.com",))
    assert made.url == "https://example.com/?a=%20ø#c"


def test_what_the_feed_leaves_out_its_page_may_say(database: Database) -> None:
    fed = Fed(database)
    page = PageFacts(summary="Fra siden.", image="https://www.example.com/a.png", image_alt="En kaj")
    bare, whole = entry(1, summary=""), entry(2, image="https://www.example.com/b.png", image_alt="Et skib")
    made = fed.asked(polled(bare, whole), {bare.url: page, whole.url: page})
    assert [dict(one.summary) for one in made] == [{"da": "Fra siden."}, {"da": "Om nyt 2."}]
    assert [one.image for one in made] == [
        Image("https://www.example.com/a.png", {"da": "En kaj"}),
        Image("https://www.example.com/b.png", {"da": "Et skib"}),
    ]


def test_a_picture_that_nobody_described_is_left_out(database: Database) -> None:
    fed = Fed(database)
    (made,) = fed.asked(polled(entry(image="https://www.example.com/b.png", summary="")))
    assert (made.image, dict(made.summary)) == (None, {})


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"url": ""},
        {"url": "http://www.example.com/a"},
        {"url": "javascript:alert(1)"},
        {"url": "https://user@www.example.com/a"},
        {"url": "https://www.example.com/a b"},
        {"url": "https://["},
        {"url": "https://www.example.com/" + "a" * 2000},
        {"title": "a\x00b"},
    ],
)
def test_what_cannot_be_an_item_is_left(database: Database, fields: dict[str, Any]) -> None:
    fed = Fed(database)
    assert fed.fates(entry(**fields)) == [Fate.BARE]
    assert fed.asked(polled(entry(**fields))) == []
    assert len(fed.asked(polled(entry()))) == 1


def test_what_leads_elsewhere_is_left_and_comes_when_it_may(database: Database) -> None:
    fed = Fed(database)
    assert fed.fates(entry(), domains=("example.org",)) == [Fate.FOREIGN]
    assert fed.asked(polled(entry()), domains=("example.org",)) == []
    assert fed.fates(entry(), domains=("Example.com",)) == [Fate.NEW]


def test_what_is_older_than_news_is_known_without_becoming_one(database: Database) -> None:
    fed = Fed(database)
    old = entry(at=NOW - FRESH - timedelta(minutes=1))
    assert fed.fates(old, entry(2, at=NOW - FRESH), entry(3, at=None)) == [Fate.NEW, Fate.OLD, Fate.NEW]
    assert fed.asked(polled(old)) == []
    assert fed.fates(old) == [Fate.KNOWN]
    assert database.read(load_items) == []


def test_at_most_twenty_come_at_once_the_newest_first_and_the_others_after_them(database: Database) -> None:
    fed = Fed(database)
    many = [entry(number, at=NOW - timedelta(hours=number)) for number in range(MOST + 5)]
    first = fed.asked(polled(*reversed(many), etag="e"))
    assert titles(first) == [f"Nyt {number}" for number in range(MOST)]
    assert fed.feed.etag == ""
    second = fed.asked(polled(*many, etag="e", modified="m"))
    assert titles(second) == [f"Nyt {number}" for number in range(MOST, MOST + 5)]
    assert (fed.feed.etag, fed.feed.modified) == ("e", "m")


def test_a_feed_is_asked_every_half_hour_or_when_it_wants_to_be(database: Database) -> None:
    fed = Fed(database)
    fed.asked(polled(entry(), etag="e", modified="m"))
    assert fed.feed.not_before == NOW + EVERY
    assert (fed.feed.checked_at, fed.feed.found_at, fed.feed.etag, fed.feed.modified) == (NOW, NOW, "e", "m")
    fed.asked(Polled(etag="e", modified="m", wait=timedelta(minutes=1)))
    assert (fed.feed.not_before, fed.feed.etag, fed.feed.found_at) == (NOW + 2 * EVERY, "e", NOW)
    fed.asked(Polled(wait=timedelta(hours=5)))
    assert fed.feed.not_before == NOW + 2 * EVERY + timedelta(hours=5)
    assert database.write(claim, fed.feed.not_before - timedelta(seconds=1)) is None


def test_a_feed_that_fails_is_asked_later_and_later_until_it_is_well(database: Database) -> None:
    fed = Fed(database)
    waits = []
    for _ in range(8):
        fed.asked(Polled(trouble="silent"))
        waits.append(fed.feed.not_before - fed.now)
    assert waits == [timedelta(hours=hours) for hours in (1, 2, 4, 8, 16)] + [LONGEST] * 3
    assert (fed.feed.failures, fed.feed.trouble) == (8, "silent")
    assert [one.id for one in database.read(failing)] == [fed.id]
    fed.asked(polled(entry()))
    assert (fed.feed.failures, fed.feed.trouble, fed.feed.not_before - fed.now) == (0, "", EVERY)
    assert database.read(failing) == []


def test_a_feed_that_wants_to_be_left_alone_longer_is(database: Database) -> None:
    fed = Fed(database)
    fed.asked(Polled(trouble="answered 503", wait=timedelta(hours=3)))
    assert fed.feed.not_before == NOW + timedelta(hours=3)


def test_a_feed_that_is_gone_is_not_asked_until_somebody_says_so(database: Database) -> None:
    fed = Fed(database)
    fed.asked(Polled(trouble="gone"))
    assert fed.feed.state is FeedState.GONE
    assert database.write(claim, NOW + 99 * DAY) is None
    assert [one.id for one in database.read(failing)] == [fed.id]
    fed.do(managing.turn, of(ADMIN), fed.id, NOW + DAY, on=True)
    assert len(fed.asked(polled(entry()))) == 1


def test_only_one_asks_and_after_a_crash_another_does(database: Database) -> None:
    fed = Fed(database)
    feed = database.write(claim, NOW)
    assert feed is not None
    assert database.write(claim, NOW) is None
    assert not database.write(store.claim, feed, NOW + LEASE)
    again = database.write(claim, NOW + LEASE)
    assert again is not None
    assert again.id == fed.id


def test_what_was_found_at_an_address_that_is_not_the_feeds_any_more_counts_for_nothing(database: Database) -> None:
    fed = Fed(database)
    feed = fed.feed
    fed.do(managing.change, of(ADMIN), fed.id, wanted(url="https://feeds.example.com/new"), NOW)
    assert database.write(settle, feed, polled(entry()), {}, NOW) == []
    fed.do(managing.remove, of(ADMIN), fed.id, NOW)
    assert database.write(settle, feed, polled(entry()), {}, NOW) == []


def test_what_the_feed_lost_long_ago_is_forgotten_and_what_it_still_has_is_not(database: Database) -> None:
    fed = Fed(database)
    stays, goes = (entry(number, at=NOW - FRESH - DAY) for number in (1, 2))
    fed.asked(polled(stays, goes))
    fed.now = NOW + REMEMBERED + DAY
    fed.asked(polled(stays))
    assert fed.fates(stays) == [Fate.KNOWN]
    assert fed.fates(goes) == [Fate.OLD]


def test_nothing_found_is_nothing_new(database: Database) -> None:
    fed = Fed(database)
    assert database.read(news, fed.feed, Polled()) == []
    assert fed.fates() == []
    assert fed.asked(polled()) == []


def test_the_number_of_queries_does_not_grow_with_what_is_found(database: Database) -> None:
    fed = Fed(database)
    fed.asked(polled(entry(0)))
    assert chief().desks
    assert len(fed.asked(polled(*(entry(number) for number in range(1, 21))))) == 20
