"""Who stands in for whom: named by those who may approve, and no longer than their own role holds."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from digests.db import Database
from digests.errors import InputError, UnknownError
from digests.newsroom import deputies
from digests.newsroom.standing import OPERATOR, Act
from digests.people.model import Person
from digests.people.store import people
from tests.digests.newsroom.house import ADMIN, APPROVER, EDITOR, EMPLOYEE, HR, OTHER_EDITOR, House, of
from tests.factories import NOW

DAY = timedelta(days=1)


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def name(house: House, who: Person, deputy: Person, *, starts: int = 0, ends: int | None = 7) -> None:
    until = None if ends is None else NOW + ends * DAY
    house.do(deputies.name, of(who), deputy.id, starts=NOW + starts * DAY, ends=until, now=NOW)


def may(house: House, who: Person, desk: str = "comms", act: Act = Act.APPROVE, days: int = 0) -> bool:
    return house.database.read(deputies.acting, of(who), NOW + days * DAY).may(act, desk)


def test_a_deputy_may_approve_at_the_desks_of_whoever_named_them(house: House) -> None:
    assert not may(house, HR)
    name(house, APPROVER, HR)
    assert may(house, HR)
    assert may(house, HR, act=Act.SEE_QUEUE)
    assert not may(house, HR, act=Act.EDIT)
    assert not may(house, HR, act=Act.SEND_NEXT)
    assert not may(house, OTHER_EDITOR)


def test_a_deputy_stands_in_from_the_first_day_to_the_last(house: House) -> None:
    name(house, APPROVER, EDITOR, starts=2, ends=4)
    assert [may(house, EDITOR, days=day) for day in range(6)] == [False, False, True, True, False, False]


def test_without_an_end_somebody_stands_in_until_it_is_taken_back(house: House) -> None:
    name(house, APPROVER, EDITOR, ends=None)
    assert may(house, EDITOR, days=300)
    (found,) = house.database.read(deputies.named_by, APPROVER.id, NOW)
    assert (found.deputy_id, found.away) == (EDITOR.id, False)
    house.do(deputies.take_back, of(APPROVER), found.id)
    assert not may(house, EDITOR)
    assert house.database.read(deputies.named_by, APPROVER.id, NOW) == []


def test_only_whoever_named_a_deputy_or_an_admin_takes_them_back(house: House) -> None:
    name(house, APPROVER, EDITOR)
    (found,) = house.database.read(deputies.named_by, APPROVER.id, NOW)
    with pytest.raises(UnknownError):
        house.do(deputies.take_back, of(HR), found.id)
    house.do(deputies.take_back, of(ADMIN), found.id)
    assert house.database.read(deputies.standing_in, NOW) == []


def test_a_right_that_was_lent_ends_with_the_role_it_came_from(house: House) -> None:
    name(house, APPROVER, HR)
    house.database.write(lambda c: c.execute(update(people).where(people.c.id == APPROVER.id).values(left_at=NOW)))
    assert not may(house, HR)


def test_what_was_lent_cannot_be_lent_on(house: House) -> None:
    name(house, APPROVER, HR)
    name(house, HR, EDITOR)
    assert may(house, EDITOR, "hr")
    assert not may(house, EDITOR, "comms")


def test_an_admins_deputy_may_approve_everywhere_and_is_no_admin(house: House) -> None:
    name(house, ADMIN, EDITOR)
    found = house.database.read(deputies.acting, of(EDITOR), NOW)
    assert found.may(Act.APPROVE, "hr")
    assert not found.admin


@pytest.mark.parametrize(
    ("who", "deputy", "ends", "why"),
    [
        (EDITOR, HR, 7, "Only somebody who may approve"),
        (APPROVER, APPROVER, 7, "for themselves"),
        (APPROVER, EMPLOYEE, 7, "a role in the newsroom"),
        (APPROVER, EDITOR, 0, "The last day"),
        (APPROVER, EDITOR, -3, "The last day"),
    ],
)
def test_who_cannot_stand_in_is_refused_with_a_reason(
    house: House, who: Person, deputy: Person, ends: int, why: str
) -> None:
    with pytest.raises(InputError, match=why):
        name(house, who, deputy, ends=ends)


def test_nobody_names_deputies_without_end(house: House) -> None:
    for _ in range(deputies.MOST):
        name(house, APPROVER, EDITOR)
    with pytest.raises(InputError, match="Take one of them back"):
        name(house, APPROVER, EDITOR)


def test_the_command_line_and_whoever_left_act_for_nobody(house: House) -> None:
    gone = replace(of(EDITOR), here=False)
    assert house.database.read(deputies.acting, OPERATOR, NOW) is OPERATOR
    assert house.database.read(deputies.acting, gone, NOW) is gone
    with pytest.raises(InputError):
        house.do(deputies.name, OPERATOR, EDITOR.id, starts=NOW, ends=None, now=NOW)


def test_candidates_are_those_with_a_role_by_name(house: House) -> None:
    found = house.database.read(deputies.candidates)
    assert EMPLOYEE.id not in {one.id for one in found}
    assert [one.name for one in found] == sorted(one.name for one in found)
    house.database.write(lambda c: c.execute(update(people).values(left_at=NOW)))
    assert house.database.read(deputies.candidates) == []
