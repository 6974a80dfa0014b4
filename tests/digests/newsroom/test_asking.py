"""Approvers are asked once about each version, and every card learns how it ended."""

import pytest

from digests.content.model import ItemState
from digests.content.queue import merge
from digests.db import Database
from digests.newsroom import asking, items
from digests.newsroom.approvers import asked, cards
from digests.newsroom.model import Done, Withdrawal
from tests.digests.newsroom.house import ADMIN, APPROVER, EDITOR, EMPLOYEE, ID, LATER, House, draft, of
from tests.factories import NOW


@pytest.fixture
def house(database: Database) -> House:
    made = House(database)
    made.do(items.add, of(EDITOR), draft(), NOW)
    return made


def submitted(house: House) -> int:
    return house.do(items.submit, of(EDITOR), ID, NOW).version


def card(house: House, version: int, person_id: str = APPROVER.id, channel: str = "slack") -> None:
    house.do(asked, ID, version, person_id, NOW, channel=channel, ref="D1:1.1")


def test_a_card_learns_who_decided_and_is_settled_once(house: House) -> None:
    version = submitted(house)
    card(house, version)
    assert house.database.read(asking.unsettled, "slack") == []
    house.do(items.ask_change, of(ADMIN), ID, version, "Shorter, please.", LATER)
    ((found, told),) = house.database.read(asking.unsettled, "slack")
    assert (found.person_id, found.ref) == (APPROVER.id, "D1:1.1")
    assert told is not None
    assert told.ended is not None
    assert not told.open
    assert (told.ended.act, told.ended.reason, told.ended_by) == (Done.ASKED, "Shorter, please.", "Ad Min")
    house.do(asking.settle, [found.id])
    assert house.database.read(cards, ID) == []
    assert house.database.read(asking.unsettled, "slack") == []


def test_a_card_tells_what_came_next_and_not_what_came_last(house: House) -> None:
    version = submitted(house)
    house.do(items.approve, of(APPROVER), ID, version, NOW)
    house.do(items.withdraw, of(APPROVER), ID, Withdrawal(), LATER)
    told = house.database.read(asking.question, APPROVER, ID, version)
    assert told is not None
    assert told.ended is not None
    assert (told.ended.act, told.newest) == (Done.APPROVED, version + 2)


def test_a_version_that_a_file_changed_says_no_more_than_that(house: House) -> None:
    house.do(merge, [draft(id="f", state=ItemState.IN_REVIEW)], NOW, operator=True)
    house.do(merge, [draft(id="f", state=ItemState.IN_REVIEW, minutes=8)], LATER, operator=True)
    told = house.database.read(asking.question, APPROVER, "f", 1)
    assert told is not None
    assert (told.ended, told.open, told.newest) == (None, False, 2)


def test_a_card_of_somebody_who_was_erased_is_nobodys(house: House) -> None:
    version = submitted(house)
    card(house, version)
    house.do(items.approve, of(APPROVER), ID, version, NOW)
    house.database.write(lambda c: c.exec_driver_sql("DELETE FROM people WHERE id = 'p-approver'").rowcount)
    assert house.database.read(asking.unsettled, "slack") == []


@pytest.mark.parametrize(("item_id", "version"), [(ID, 9), ("nothing", 1)])
def test_there_is_no_question_about_what_never_was(house: House, item_id: str, version: int) -> None:
    assert house.database.read(asking.question, EMPLOYEE, item_id, version) is None
