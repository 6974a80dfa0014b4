"""What waits for somebody: at their desks, not of their own making, the longest waiting first."""

from datetime import timedelta

import pytest

from digests.content.model import ItemState
from digests.content.queue import merge
from digests.db import Database
from digests.newsroom import deputies, items
from digests.newsroom.pending import SIZE, pending
from digests.newsroom.standing import NOBODY, OPERATOR, Standing
from tests.digests.newsroom.house import ADMIN, APPROVER, EDITOR, HR, ID, House, draft, of
from tests.factories import NOW

HOUR = timedelta(hours=1)


@pytest.fixture
def house(database: Database) -> House:
    made = House(database)
    made.do(items.add, of(EDITOR), draft(), NOW)
    made.do(items.submit, of(EDITOR), ID, NOW + HOUR)
    made.do(merge, [draft(id="hr-one", owner="hr", state=ItemState.IN_REVIEW)], NOW, operator=True)
    return made


def ids(house: House, who: Standing, **more: bool) -> list[str]:
    return [one.id for one in house.database.read(pending, who, **more).items]


def test_what_waits_longest_comes_first(house: House) -> None:
    assert ids(house, of(ADMIN)) == ["hr-one", ID]
    assert ids(house, OPERATOR) == ["hr-one", ID]


def test_everybody_sees_what_they_may_decide_on(house: House) -> None:
    assert ids(house, of(APPROVER)) == [ID]
    assert ids(house, of(HR)) == ["hr-one"]
    assert ids(house, of(EDITOR)) == []
    assert ids(house, NOBODY) == []


def test_nobody_decides_on_their_own_unless_the_company_says_so(house: House) -> None:
    house.do(items.change, of(APPROVER), draft(minutes=9), house.item().version, NOW)
    assert ids(house, of(APPROVER)) == []
    assert ids(house, of(APPROVER), own=True) == [ID]


def test_a_deputy_sees_what_waits_for_whoever_they_stand_in_for(house: House) -> None:
    house.do(deputies.name, of(APPROVER), HR.id, starts=NOW, ends=None, now=NOW)
    assert ids(house, house.database.read(deputies.acting, of(HR), NOW)) == ["hr-one", ID]


def test_many_are_told_in_pages(house: House) -> None:
    waiting = [draft(id=f"n-{number:02}", owner="hr", state=ItemState.IN_REVIEW) for number in range(SIZE)]
    house.do(merge, waiting, NOW, operator=True)
    first = house.database.read(pending, of(HR))
    assert (len(first.items), first.page, first.pages, first.total) == (SIZE, 1, 2, SIZE + 1)
    last = house.database.read(pending, of(HR), 9)
    assert ([one.id for one in last.items], last.page) == ([f"n-{SIZE - 1}"], 2)
