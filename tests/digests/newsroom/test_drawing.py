"""How far messages are drawn anew is told item by item, and what failed can be tried once more."""

from datetime import timedelta

import pytest

from digests.content.model import ItemState
from digests.db import Database
from digests.newsroom import items, recalls
from digests.newsroom.drawing import Condition, again, conditions
from digests.newsroom.model import Withdrawal
from digests.newsroom.standing import OPERATOR
from tests.bot.chat import keep
from tests.digests.newsroom.house import EDITOR, ID, LATER, House, draft, of
from tests.digests.newsroom.test_correcting import arrive
from tests.factories import NOW, person

LONG_AGO = NOW - timedelta(days=28)


@pytest.fixture
def house(database: Database) -> House:
    made = House(database)
    made.do(items.add, of(EDITOR), draft(state=ItemState.DRAFT), NOW)
    for number in (7, 8):
        made.do(keep, person(id=f"p-{number}", email=f"p{number}@example.com"), delivery_id=number)
        made.do(arrive, number, "slack")
    made.do(items.withdraw, OPERATOR, ID, Withdrawal(), NOW)
    return made


def test_every_item_tells_what_is_to_go_and_since_when(house: House) -> None:
    assert house.database.read(conditions, LONG_AGO) == [Condition(ID, due=2, oldest=NOW)]
    assert house.database.read(conditions, LONG_AGO, ID) == [Condition(ID, due=2, oldest=NOW)]
    assert house.database.read(conditions, LONG_AGO, "another") == []


def test_what_is_given_up_is_told_with_its_reason_and_can_be_tried_again(house: House) -> None:
    first, second = house.database.read(recalls.due_recalls, NOW, 10)
    house.do(recalls.recall_failed, first.id, "The message is no longer there", LATER)
    house.do(recalls.recall_done, [second.id], LATER)
    told = Condition(ID, done=1, failed=1, reasons=(("The message is no longer there", 1),))
    assert house.database.read(conditions, LONG_AGO) == [told]
    assert house.do(again, ID, LATER) == 1
    assert [one.id for one in house.database.read(recalls.due_recalls, LATER, 10)] == [first.id]
    assert house.do(again, ID, LATER) == 0


def test_several_reasons_are_told_with_how_often_each_was_met(house: House) -> None:
    first, second = house.database.read(recalls.due_recalls, NOW, 10)
    house.do(recalls.recall_failed, first.id, "one", NOW, again=LATER)
    house.do(recalls.recall_failed, second.id, "two", NOW)
    (told,) = house.database.read(conditions, LONG_AGO)
    assert (told.due, told.failed, told.oldest) == (1, 1, LATER)
    assert told.reasons == (("one", 1), ("two", 1))


def test_what_was_over_before_is_told_no_more(house: House) -> None:
    ids = [one.id for one in house.database.read(recalls.due_recalls, NOW, 10)]
    house.do(recalls.recall_done, ids, NOW)
    assert house.database.read(conditions, LATER) == []
