"""Many items at once: each by its own rights, and one that cannot be done hinders no other."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from digests.content.model import ItemState
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.errors import InputError
from digests.newsroom import bulk
from digests.newsroom.bulk import MOST, Outcome
from digests.newsroom.model import Withdrawal
from tests.digests.newsroom.house import APPROVER, EDITOR, LATER, House, draft, of
from tests.factories import NOW, item

ZONE = ZoneInfo("Europe/Copenhagen")
REVIEW = ItemState.IN_REVIEW


@pytest.fixture
def house(database: Database) -> House:
    made = House(database)
    four = (draft(id="a", state=REVIEW), draft(id="b", state=REVIEW), draft(id="h", owner="hr", state=REVIEW), item())
    made.do(add_items, [Entry(one, None) for one in four], "file", NOW)
    return made


def told(outcomes: list[Outcome]) -> dict[str, str]:
    return {one.item_id: one.item.state.value if one.item else str(one.refusal) for one in outcomes}


def test_what_may_be_approved_is_and_the_others_say_why_not(house: House) -> None:
    seen = {"a": 1, "b": 7, "h": 1, "zzz": 1}
    said = told(house.do(bulk.approve, of(APPROVER), seen, LATER))
    assert said["a"] == "approved"
    assert "changed in the meantime" in said["b"]
    assert said["h"] == "There is no item 'h' in your queue."
    assert said["zzz"] == "There is no item 'zzz' in your queue."
    assert [house.item(name).state for name in "abh"] == [ItemState.APPROVED, REVIEW, REVIEW]


def test_items_are_withdrawn_and_that_is_taken_back_together(house: House) -> None:
    done = house.do(bulk.withdraw, of(APPROVER), {"a": 1, "b": 1}, Withdrawal(reason="Wrong"), LATER)
    assert told(done) == {"a": "withdrawn", "b": "withdrawn"}
    assert house.acts("a")[-1] == ("withdrawn", APPROVER.id, "Wrong")
    again = {one.item_id: one.item.version for one in done if one.item}
    assert told(house.do(bulk.undo, of(APPROVER), again, LATER)) == {"a": "in_review", "b": "in_review"}
    assert "changed since" in told(house.do(bulk.undo, of(APPROVER), again, LATER))["a"]


def test_windows_are_moved_at_the_same_time_of_day(house: House) -> None:
    publish, expires = datetime(2027, 3, 27, 8, tzinfo=UTC), datetime(2027, 3, 30, 22, tzinfo=UTC)
    house.do(add_items, [Entry(draft(id="w", publish=publish, expires=expires), None)], "file", NOW)
    done = told(house.do(bulk.shift, of(EDITOR), {"w": 1, "a": 1}, 2, ZONE, LATER))
    assert done["w"] == "draft"
    assert "neither a beginning nor an end" in done["a"]
    assert house.item("w").publish == publish + timedelta(days=2, hours=-1)  # summer time began
    assert house.item("w").expires == expires + timedelta(days=2)
    assert "changed in the meantime" in told(house.do(bulk.shift, of(EDITOR), {"w": 1}, 2, ZONE, LATER))["w"]


def test_what_an_editor_moves_that_was_approved_is_reviewed_again(house: House) -> None:
    house.do(add_items, [Entry(item(id="open", expires=NOW + timedelta(days=9)), None)], "file", NOW)
    assert told(house.do(bulk.shift, of(EDITOR), {"open": 1}, -3, ZONE, LATER)) == {"open": "in_review"}
    assert house.item("open").publish is None


@pytest.mark.parametrize("days", [0, 367, -367])
def test_days_are_a_few(house: House, days: int) -> None:
    with pytest.raises(InputError, match="by how many days"):
        house.do(bulk.shift, of(EDITOR), {"a": 1}, days, ZONE, LATER)


def test_items_are_chosen_and_not_too_many(house: House) -> None:
    with pytest.raises(InputError, match="Choose one"):
        house.do(bulk.approve, of(APPROVER), {}, LATER)
    with pytest.raises(InputError, match="At most 200"):
        house.do(bulk.approve, of(APPROVER), dict.fromkeys(map(str, range(MOST + 1)), 1), LATER)
