"""The queue as somebody with a role sees it: their desks', in pages, with all that was decided."""

from datetime import timedelta

import pytest

from digests.content.model import Item, ItemState
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.errors import UnknownError
from digests.newsroom import items, queue
from digests.newsroom.merging import Change
from tests.digests.newsroom.house import ADMIN, APPROVER, EDITOR, EMPLOYEE, HR, ID, LATER, House, draft, of
from tests.factories import NOW, item


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def put(house: House, *found: Item) -> None:
    for number, one in enumerate(found):
        house.do(add_items, [Entry(one, None)], "file", NOW + timedelta(seconds=number))


def ids(house: House, who: object, state: ItemState, page: int = 1, size: int = 2) -> list[str]:
    return [one.id for one in house.database.read(queue.listed, of(who), state, page, size).items]  # type: ignore[arg-type]


def test_everybody_counts_the_items_of_their_own_desks_and_what_belongs_to_none(house: House) -> None:
    put(house, item(), draft(id="d"), draft(id="h", owner="hr"), item(id="s", owner="", state=ItemState.SUGGESTED))
    none = {"suggested": 0, "draft": 0, "in_review": 0, "approved": 0, "withdrawn": 0}
    assert house.database.read(queue.counts, of(EDITOR)) == none | {"suggested": 1, "draft": 1, "approved": 1}
    assert house.database.read(queue.counts, of(HR)) == none | {"suggested": 1, "draft": 1}
    assert house.database.read(queue.counts, of(ADMIN)) == none | {"suggested": 1, "draft": 2, "approved": 1}
    assert house.database.read(queue.counts, of(EMPLOYEE)) == none


def test_a_state_is_read_in_pages_what_changed_last_first(house: House) -> None:
    put(house, *(draft(id=name) for name in "abc"), draft(id="h", owner="hr"), item())
    assert ids(house, EDITOR, ItemState.DRAFT) == ["c", "b"]
    assert ids(house, EDITOR, ItemState.DRAFT, 2) == ["a"]
    page = house.database.read(queue.listed, of(EDITOR), ItemState.DRAFT, 2, 2)
    assert (page.page, page.pages, page.total) == (2, 2, 3)


def test_beyond_the_last_page_stands_the_last_and_before_the_first_the_first(house: House) -> None:
    put(house, *(draft(id=name) for name in "abc"))
    assert ids(house, EDITOR, ItemState.DRAFT, 9) == ["a"]
    assert ids(house, EDITOR, ItemState.DRAFT, 0) == ["c", "b"]


def test_a_queue_without_items_has_one_empty_page(house: House) -> None:
    page = house.database.read(queue.listed, of(EDITOR), ItemState.DRAFT)
    assert (page.items, page.page, page.pages, page.total) == ((), 1, 1, 0)


def test_whoever_has_no_role_sees_nothing(house: House) -> None:
    put(house, draft(), item(id="s", owner="", state=ItemState.SUGGESTED))
    assert ids(house, EMPLOYEE, ItemState.DRAFT) == []
    with pytest.raises(UnknownError, match="no item"):
        house.database.read(queue.find, of(EMPLOYEE), ID)


def test_an_item_is_found_by_those_of_its_desk_alone(house: House) -> None:
    put(house, draft())
    assert house.database.read(queue.find, of(EDITOR), ID).id == ID
    for who, item_id in ((HR, ID), (EDITOR, "zzz")):
        with pytest.raises(UnknownError, match="in your queue"):
            house.database.read(queue.find, of(who), item_id)


def test_the_history_says_who_decided_what_and_when(house: House) -> None:
    house.do(items.add, of(EDITOR), draft(), NOW)
    house.do(items.submit, of(EDITOR), ID, NOW)
    house.do(items.ask_change, of(APPROVER), ID, 2, "Shorter", LATER)
    found = house.database.read(queue.history, ID)
    assert [(one.at, one.who, one.act.value, one.reason, one.version) for one in found] == [
        (NOW, EDITOR.id, "added", "", 1),
        (NOW, EDITOR.id, "submitted", "", 2),
        (LATER, APPROVER.id, "asked", "Shorter", 3),
    ]


def test_versions_are_kept_with_the_door_they_came_through_and_can_be_compared(house: House) -> None:
    house.do(items.add, of(EDITOR), draft(), NOW)
    house.do(items.change, of(EDITOR), draft(goal="application"), 1, LATER, origin="slack")
    first, second = house.database.read(queue.versions, ID)
    assert (first.at, first.origin, second.at, second.origin) == (NOW, "newsroom", LATER, "slack")
    assert queue.diff(first.item, second.item) == [Change("goal", "", "application")]


def test_desks_are_those_that_are_named_and_those_that_have_items(house: House) -> None:
    put(house, draft(), draft(id="c", owner="csr"), item(id="s", owner="", state=ItemState.SUGGESTED))
    assert house.database.read(queue.desks, ("hr", "comms")) == ("hr", "comms", "csr")
