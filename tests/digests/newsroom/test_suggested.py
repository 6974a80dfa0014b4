"""Suggestions are looked through by desks, and whoever made one learns what became of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from digests.content.model import Item, ItemState
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.delivery import notes
from digests.errors import InputError, UnknownError
from digests.newsroom import deciding, suggested, writing
from digests.newsroom.errors import NotAllowedError
from digests.newsroom.feeds import managing
from digests.newsroom.feeds.asking import settle
from digests.newsroom.model import Withdrawal
from digests.newsroom.standing import NOBODY, OPERATOR
from digests.newsroom.suggested import By, Fate
from tests.digests.newsroom.feeds.desk import entry, polled, wanted
from tests.digests.newsroom.house import ADMIN, APPROVER, EDITOR, EMPLOYEE, HR, House, of
from tests.factories import NOW, item

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def suggest(house: House, number: int = 1, title: str = "", person: object = EMPLOYEE) -> Item:
    """Somebody's suggestion."""
    url, at = f"https://www.example.com/idea-{number}", NOW + timedelta(minutes=number)
    names = ("Quay", "Steel", "Cranes by sea", "Night work", "Apprentices", "Old maps", "A long bridge")
    return house.do(writing.suggest, person, url, title or names[number % 7], "Why not", "", at)  # type: ignore[arg-type]


def feed(house: House, desk: str = "comms", *numbers: int) -> list[Item]:
    """What came of a feed of a desk."""
    made = house.do(managing.add, OPERATOR, wanted(desk=desk, url=f"https://feeds.example.com/{desk}"), NOW)
    entries = [entry(number, url=f"https://{desk}.example.com/{number}") for number in numbers]
    return house.do(settle, made, polled(*entries), {}, LATER)


def told(house: House) -> list[tuple[str, str | None, object]]:
    """The notes that wait to be sent."""
    return [(one.kind, one.person_id, one.about["item"]) for one in house.database.read(notes.due, LATER, 10)]


def test_an_editor_sees_what_waits_for_their_desk_and_for_any_the_oldest_first(house: House) -> None:
    second, first = suggest(house, 2), suggest(house, 1)
    (mine,), (theirs,) = feed(house, "comms", 1), feed(house, "hr", 2)
    page = house.database.read(suggested.waiting, of(EDITOR))
    assert [one.item.id for one in page.waiting] == [first.id, second.id, mine.id]
    assert [(one.who, one.feed) for one in page.waiting] == [("Maja Holm", ""), ("Maja Holm", ""), ("", "News")]
    assert (page.page, page.pages, page.counts) == (1, 1, {By.ALL: 3, By.PEOPLE: 2, By.FEEDS: 1})
    found = page.waiting[0].found
    assert found is not None
    assert found.why == "Why not"
    everything = house.database.read(suggested.waiting, of(ADMIN))
    assert {one.item.id for one in everything.waiting} == {first.id, second.id, mine.id, theirs.id}


@pytest.mark.parametrize(("by", "expected"), [(By.PEOPLE, 1), (By.FEEDS, 2)])
def test_colleagues_and_feeds_are_told_apart(house: House, by: By, expected: int) -> None:
    suggest(house)
    feed(house, "comms", 1, 2)
    page = house.database.read(suggested.waiting, of(EDITOR), by)
    assert len(page.waiting) == expected
    assert {bool(one.feed) for one in page.waiting} == {by is By.FEEDS}


def test_a_feeds_suggestion_is_a_feeds_when_the_feed_is_gone(house: House) -> None:
    feed(house, "comms", 1)
    (found,) = house.database.read(managing.listed, of(ADMIN))
    house.do(managing.remove, of(ADMIN), found.id, NOW)
    page = house.database.read(suggested.waiting, of(EDITOR), By.FEEDS)
    assert [(one.who, one.feed) for one in page.waiting] == [("", "")]


@pytest.mark.parametrize("who", [EMPLOYEE, None])
def test_whoever_edits_nowhere_sees_nothing(house: House, who: object) -> None:
    suggest(house)
    standing = of(EMPLOYEE) if who else NOBODY
    assert house.database.read(suggested.waiting, standing).waiting == ()


def test_pages_hold_ten_and_beyond_the_last_stands_the_last(house: House) -> None:
    for number in range(10):
        suggest(house, number, f"{'abcdefghij'[number] * 9}")
    suggest(house, 10, "zzz", HR)
    page = house.database.read(suggested.waiting, of(EDITOR), By.ALL, 9)
    assert (page.page, page.pages, len(page.waiting)) == (2, 2, 1)
    assert len(house.database.read(suggested.waiting, of(EDITOR), By.ALL, -3).waiting) == 10


def test_what_may_be_here_already_is_named(house: House) -> None:
    house.do(
        add_items, [Entry(item(id="same", url="https://example.com/idea-1/", title={"en": "Else"}), None)], "file", NOW
    )
    house.do(add_items, [Entry(item(id="near", url="https://example.com/x", title={"en": "QUAY!"}), None)], "file", NOW)
    house.do(add_items, [Entry(item(id="far", url="https://example.com/y", title={"en": "Other"}), None)], "file", NOW)
    suggest(house, 1, "Quay")
    suggest(house, 2, "Nothing like it")
    first, second = house.database.read(suggested.waiting, of(EDITOR)).waiting
    assert {(one.item.id, one.same_place) for one in first.doubles} == {("same", True)}
    assert second.doubles == ()
    suggest(house, 3, "Quay")
    third = house.database.read(suggested.waiting, of(EDITOR)).waiting[2]
    assert [(one.item.id, one.same_place) for one in third.doubles] == [("quay", False)]


def test_an_address_without_a_last_part_is_compared_with_all(house: House) -> None:
    house.do(add_items, [Entry(item(id="front", url="https://www.example.com"), None)], "file", NOW)
    house.do(writing.suggest, EMPLOYEE, "https://example.com/?utm_source=x", "Front", "", "", NOW)
    (only,) = house.database.read(suggested.waiting, of(EDITOR)).waiting
    assert [(one.item.id, one.same_place) for one in only.doubles] == [("front", True)]


def test_a_taken_suggestion_is_a_draft_and_its_maker_is_told(house: House) -> None:
    made = suggest(house)
    with pytest.raises(NotAllowedError):
        house.do(suggested.accept, of(HR), made.id, "comms", LATER)
    taken = house.do(suggested.accept, of(EDITOR), made.id, "comms", LATER)
    assert (taken.state, taken.owner) == (ItemState.DRAFT, "comms")
    assert told(house) == [(suggested.TAKEN, EMPLOYEE.id, made.id)]
    with pytest.raises(InputError, match="not a suggestion any more"):
        house.do(suggested.accept, of(EDITOR), made.id, "comms", LATER)


def test_a_declined_suggestion_needs_a_word_which_its_maker_is_told(house: House) -> None:
    made = suggest(house)
    for reason in ("", "  "):
        with pytest.raises(InputError) as why:
            house.do(suggested.decline, of(EDITOR), made.id, reason, LATER)
        assert str(why.value) == suggested.REASONLESS
    assert told(house) == []
    assert house.do(suggested.decline, of(EDITOR), made.id, "Too old", LATER).state is ItemState.WITHDRAWN
    assert told(house) == [(suggested.DECLINED, EMPLOYEE.id, made.id)]


def test_a_feed_is_told_nothing_and_needs_no_word(house: House) -> None:
    first, second = feed(house, "comms", 1, 2)
    house.do(suggested.decline, of(EDITOR), first.id, "", LATER)
    house.do(suggested.accept, of(EDITOR), second.id, "comms", LATER)
    assert told(house) == []
    with pytest.raises(UnknownError):
        house.do(suggested.decline, of(EDITOR), "nothing", "", LATER)


def test_nobody_is_told_of_what_they_did_themselves(house: House) -> None:
    made = suggest(house, person=EDITOR)
    house.do(suggested.accept, of(EDITOR), made.id, "comms", LATER)
    assert told(house) == []


def test_everybody_sees_what_became_of_their_own_the_newest_first(house: House) -> None:
    waits, taken, shared, declined, ended, over = (suggest(house, number, 9 * "abcdef"[number]) for number in range(6))
    other = suggest(house, 6, "Another's", HR)
    house.do(suggested.decline, of(EDITOR), declined.id, "Too old", NOW)
    for one in (taken, shared, ended, over):
        house.do(suggested.accept, of(EDITOR), one.id, "comms", NOW)
    for one in (shared, ended, over):
        house.do(deciding.approve, of(APPROVER), one.id, None, NOW)
    house.do(deciding.withdraw, of(APPROVER), ended.id, Withdrawal(), NOW)
    last = house.item(over.id)
    changed = house.do(writing.change, of(APPROVER), _until(last), last.version, NOW, own=True)
    assert changed.state is ItemState.APPROVED
    own = house.database.read(suggested.own, EMPLOYEE.id, LATER)
    assert [(one.item.id, one.fate, one.reason) for one in own] == [
        (over.id, Fate.ENDED, ""),
        (ended.id, Fate.ENDED, ""),
        (declined.id, Fate.DECLINED, "Too old"),
        (shared.id, Fate.SHARED, ""),
        (taken.id, Fate.TAKEN, ""),
        (waits.id, Fate.WAITS, ""),
    ]
    assert [one.item.id for one in house.database.read(suggested.own, HR.id, LATER)] == [other.id]
    assert house.database.read(suggested.own, ADMIN.id, LATER) == []


def _until(one: Item) -> Item:
    return replace(one, expires=NOW + timedelta(minutes=30))


def test_what_begins_later_is_taken_and_not_shared_yet(house: House) -> None:
    made = suggest(house)
    house.do(suggested.accept, of(EDITOR), made.id, "comms", NOW)
    house.do(deciding.approve, of(APPROVER), made.id, None, NOW)
    last = house.item(made.id)
    house.do(writing.change, of(APPROVER), replace(last, publish=NOW + timedelta(days=9)), last.version, NOW, own=True)
    (own,) = house.database.read(suggested.own, EMPLOYEE.id, LATER)
    assert own.fate is Fate.TAKEN


def test_of_nothing_there_are_no_doubles(house: House) -> None:
    assert house.database.read(suggested.doubles, []) == {}
