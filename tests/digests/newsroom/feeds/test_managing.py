"""The admins of a desk keep its feeds, and nobody else."""

from datetime import timedelta

import pytest

from digests.access.audit import looks
from digests.db import Database
from digests.errors import InputError, UnknownError
from digests.newsroom.errors import NotAllowedError
from digests.newsroom.feeds import managing, store
from digests.newsroom.feeds.asking import claim, settle
from digests.newsroom.feeds.model import FeedState, Polled, Wanted
from digests.newsroom.feeds.moving import Moved, bring, kept, steps
from tests.digests.newsroom.feeds.desk import CHIEF, URL, chief, entry, polled, wanted
from tests.digests.newsroom.house import ADMIN, APPROVER, HR, House, of
from tests.factories import NOW

OTHER = "https://feeds.example.com/other.xml"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def test_the_admin_of_a_desk_keeps_its_feeds_and_sees_no_others(house: House) -> None:
    mine = house.do(managing.add, chief(), wanted(), NOW)
    theirs = house.do(managing.add, of(ADMIN), wanted(desk="hr", url=OTHER), NOW)
    assert (mine.wanted, mine.state, mine.not_before) == (wanted(), FeedState.ON, NOW)
    assert house.database.read(managing.listed, chief()) == [mine]
    assert len(house.database.read(managing.listed, of(ADMIN))) == 2
    assert house.database.read(managing.find, chief(), mine.id) == mine
    for feed_id in (theirs.id, 999):
        with pytest.raises(UnknownError):
            house.database.read(managing.find, chief(), feed_id)
    assert house.database.read(store.load_feeds, ["hr"]) == [theirs]


@pytest.mark.parametrize("who", [APPROVER, HR])
def test_nobody_else_does(house: House, who: object) -> None:
    standing = of(APPROVER) if who is APPROVER else of(HR)
    feed = house.do(managing.add, chief(), wanted(), NOW)
    with pytest.raises(NotAllowedError):
        house.do(managing.add, standing, wanted(url=OTHER), NOW)
    for verb in (managing.remove, lambda c, s, i, now: managing.turn(c, s, i, now, on=False)):
        with pytest.raises(UnknownError):
            house.do(verb, standing, feed.id, NOW)
    with pytest.raises(UnknownError):
        house.do(managing.change, standing, feed.id, wanted(name="Mine"), NOW)
    with pytest.raises(NotAllowedError):
        house.do(managing.change, chief(), feed.id, wanted(desk="hr"), NOW)
    assert house.database.read(managing.listed, standing) == []


def test_a_feed_with_another_address_is_asked_anew_and_one_with_another_name_is_not(house: House) -> None:
    feed = house.do(managing.add, chief(), wanted(), NOW)
    house.do(claim, NOW)
    house.do(settle, feed, polled(entry(), etag="e"), {}, NOW)
    renamed = house.do(managing.change, chief(), feed.id, wanted(name="Fresh"), LATER)
    assert (renamed.wanted.name, renamed.etag, renamed.not_before > NOW) == ("Fresh", "e", True)
    moved = house.do(managing.change, chief(), feed.id, wanted(url=OTHER), LATER)
    assert (moved.etag, moved.not_before, moved.state) == ("", LATER, FeedState.ON)


def test_a_feed_that_is_gone_comes_back_with_another_address_and_a_paused_one_stays_paused(house: House) -> None:
    feed = house.do(managing.add, chief(), wanted(), NOW)
    house.do(settle, feed, Polled(trouble="gone"), {}, NOW)
    assert house.do(managing.change, chief(), feed.id, wanted(url=OTHER), NOW).state is FeedState.ON
    house.do(managing.turn, chief(), feed.id, NOW, on=False)
    assert house.do(managing.change, chief(), feed.id, wanted(), NOW).state is FeedState.PAUSED
    assert house.do(claim, NOW + timedelta(days=1)) is None
    assert house.do(managing.turn, chief(), feed.id, LATER, on=True).not_before == LATER


def test_a_feed_that_is_removed_leaves_its_suggestions_and_may_come_again(house: House) -> None:
    feed = house.do(managing.add, chief(), wanted(), NOW)
    (made,) = house.do(settle, feed, polled(entry()), {}, NOW)
    assert house.do(managing.remove, chief(), feed.id, NOW).id == feed.id
    assert house.item(made.id) == made
    assert house.database.read(store.load_feeds) == []
    again = house.do(managing.add, chief(), wanted(), NOW)
    assert house.do(settle, again, polled(entry()), {}, NOW) == []


def test_who_did_what_is_written_down(house: House) -> None:
    feed = house.do(managing.add, chief(), wanted(), NOW)
    house.do(managing.change, chief(), feed.id, wanted(name="Other"), NOW)
    for on in (False, True):
        house.do(managing.turn, chief(), feed.id, NOW, on=on)
    house.do(managing.remove, chief(), feed.id, NOW)
    written = house.database.read(looks)
    assert [one.act for one in written] == [
        "feed added", "feed changed", "feed paused", "feed resumed", "feed removed",
    ]  # fmt: skip
    assert {(one.subject, one.person_id) for one in written} == {(f"comms: {URL}", CHIEF.id)}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": " "}, managing.NAMELESS),
        ({"name": "x" * 121}, managing.NAMELESS),
        ({"name": "a\x00"}, managing.NAMELESS),
        ({"url": "ftp://feeds.example.com/"}, managing.ADDRESSLESS),
        ({"url": "https://"}, managing.ADDRESSLESS),
        ({"url": "https://["}, managing.ADDRESSLESS),
        ({"url": "https://a b.example.com"}, managing.ADDRESSLESS),
        ({"url": "https://u:p@feeds.example.com"}, managing.ADDRESSLESS),
        ({"language": "nonsense"}, managing.SPEECHLESS),
        ({"topics": tuple("abcdefghijklmnopqrstu")}, managing.OVERFULL),
        ({"topics": ("x" * 61,)}, managing.OVERFULL),
        ({"desk": ""}, managing.DESKLESS),
    ],
)
def test_what_cannot_be_a_feed_is_not_kept(house: House, fields: dict[str, object], sentence: str) -> None:
    with pytest.raises(InputError) as told:
        house.do(managing.add, of(ADMIN), wanted(**fields), NOW)
    assert str(told.value) == sentence
    assert house.database.read(store.load_feeds) == []


def test_what_is_wrong_is_told_field_by_field() -> None:
    assert managing.fitting(wanted(), ["comms"]) == {}
    empty = Wanted("", "", "hr", "")
    assert set(managing.fitting(empty, ["comms"])) == {"name", "url", "desk", "language"}


def test_one_feed_is_there_once(house: House) -> None:
    feed = house.do(managing.add, chief(), wanted(), NOW)
    with pytest.raises(InputError, match="here already"):
        house.do(managing.add, of(ADMIN), wanted(desk="hr", url=URL + "?utm_source=x"), NOW)
    other = house.do(managing.add, chief(), wanted(url=OTHER), NOW)
    with pytest.raises(InputError, match="here already"):
        house.do(managing.change, chief(), other.id, wanted(), NOW)
    assert house.do(managing.change, chief(), feed.id, wanted(), NOW).id == feed.id


def test_feeds_are_moved_as_desks_wrote_them(house: House) -> None:
    first = house.do(managing.add, chief(), wanted(), NOW)
    house.do(managing.add, of(ADMIN), wanted(desk="hr", url=OTHER), NOW)
    house.do(managing.turn, chief(), first.id, NOW, on=False)
    moved = house.database.read(kept)
    assert moved == [Moved(wanted(), paused=True), Moved(wanted(desk="hr", url=OTHER))]
    assert house.do(bring, of(ADMIN), moved, LATER) == []
    changed = [Moved(wanted(name="Else")), Moved(wanted(desk="hr", url=OTHER), paused=True)]
    wanted_steps = house.database.read(steps, changed)
    assert house.do(bring, of(ADMIN), changed, LATER) == wanted_steps
    assert [(one.moved, one.feed is None) for one in wanted_steps] == [(one, False) for one in changed]
    assert house.database.read(kept) == changed
    third = Moved(wanted(url="https://feeds.example.com/third"), paused=True)
    assert [one.feed for one in house.do(bring, of(ADMIN), [third], LATER)] == [None]
    assert len(house.database.read(kept)) == 3
