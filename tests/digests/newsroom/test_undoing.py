"""Taking back what was done last, with the role that its opposite needs."""

from datetime import timedelta

import pytest

from digests.content.model import ItemState
from digests.db import Database
from digests.errors import InputError, UnknownError
from digests.newsroom import items, undoing
from digests.newsroom.errors import NotAllowedError
from digests.newsroom.model import Withdrawal
from tests.digests.newsroom.house import APPROVER, EDITOR, ID, LATER, OTHER_EDITOR, House, draft, of
from tests.factories import NOW

LAST = LATER + timedelta(hours=1)


@pytest.fixture
def house(database: Database) -> House:
    made = House(database)
    made.do(items.add, of(EDITOR), draft(), NOW)
    return made


def undo(house: House, who: object, version: int) -> ItemState:
    return house.do(undoing.undo, of(who), ID, version, LAST).state  # type: ignore[arg-type]


def test_an_approval_is_taken_back_by_whoever_may_approve(house: House) -> None:
    house.do(items.submit, of(EDITOR), ID, NOW)
    house.do(items.approve, of(APPROVER), ID, 2, LATER)
    with pytest.raises(NotAllowedError, match="comms:approver"):
        undo(house, EDITOR, 3)
    assert undo(house, APPROVER, 3) is ItemState.IN_REVIEW
    assert house.item().approved_at is None
    assert house.acts()[-1] == ("undone", APPROVER.id, "")
    house.do(items.approve, of(APPROVER), ID, 4, LAST)  # whoever took it back has not written it


def test_submitting_is_taken_back_by_an_editor(house: House) -> None:
    house.do(items.submit, of(EDITOR), ID, NOW)
    assert undo(house, OTHER_EDITOR, 2) is ItemState.DRAFT


def test_withdrawing_is_taken_back_by_restoring_and_that_by_withdrawing(house: House) -> None:
    house.do(items.withdraw, of(EDITOR), ID, Withdrawal(), LATER)
    assert undo(house, EDITOR, 2) is ItemState.DRAFT
    assert undo(house, EDITOR, 3) is ItemState.WITHDRAWN


def test_a_change_is_taken_back_as_a_change(house: House) -> None:
    house.do(items.change, of(EDITOR), draft(goal="application"), 1, LATER)
    assert undo(house, EDITOR, 2) is ItemState.DRAFT
    assert (house.item().goal, house.item().version) == ("", 3)


def test_what_was_changed_since_is_not_taken_back(house: House) -> None:
    house.do(items.submit, of(EDITOR), ID, NOW)
    with pytest.raises(InputError, match="changed since"):
        undo(house, EDITOR, 1)


def test_where_nothing_came_before_there_is_nothing_to_take_back(house: House) -> None:
    with pytest.raises(InputError, match="nothing to take back"):
        undo(house, EDITOR, 1)
    idea = house.do(items.suggest, EDITOR, "https://www.example.com/i", "Idea", "", "", NOW)
    house.do(items.accept, of(EDITOR), idea.id, "comms", NOW)
    with pytest.raises(InputError, match="nothing to take back"):
        house.do(undoing.undo, of(EDITOR), idea.id, 2, LAST)


def test_an_item_says_again_what_it_said_earlier(house: House) -> None:
    house.do(items.change, of(EDITOR), draft(goal="application"), 1, LATER)
    house.do(items.change, of(EDITOR), draft(goal="application", minutes=9), 2, LATER)
    house.do(undoing.put_back, of(OTHER_EDITOR), ID, 3, 1, LAST)
    assert (house.item().goal, house.item().minutes, house.item().version) == ("", 3, 4)
    assert house.acts()[-1][:2] == ("changed", OTHER_EDITOR.id)
    with pytest.raises(UnknownError, match="never had a version 9"):
        house.do(undoing.put_back, of(EDITOR), ID, 4, 9, LAST)
