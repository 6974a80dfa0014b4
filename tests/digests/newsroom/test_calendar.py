"""The weeks to come: what goes out when, to how many, and for whom there is nothing."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from digests.config import Config
from digests.content.model import Audience, ItemState, Rule
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.newsroom.calendar import SIZE, Calendar, House, calendar, departments
from digests.newsroom.folk import Roll
from digests.newsroom.reach import Reach
from digests.newsroom.slots import schedules, weeks
from digests.people.model import Person
from digests.settings import parse
from tests.digests.newsroom.house import ADMIN, EDITOR, of
from tests.factories import KEY, NOW, item, person

PEOPLE = tuple(
    person(id=f"p-{number:02}", department=("Engineering", "Sales", "Board")[min(number // 10, 2)])
    for number in range(23)
)
SALES = Audience((Rule((("department", ("Sales",)),)),))
TUESDAY = datetime(2026, 12, 1, 8, tzinfo=UTC)  # the first that is still to come


def config(**more: Any) -> Config:
    return parse(
        {
            "server": {"public_url": "https://bot.example.com"},
            "links": {"base_url": "https://go.example.com"},
            "content": {"desks": ["comms", "hr"]},
            "schedules": [
                {"name": "weekly", "cron": "0 9 * * tue"},
                {"name": "off", "cron": "0 9 * * *", "on": False},
            ],
        }
        | more
    )


def planned(database: Database, *items: Any, who: Person = ADMIN, **more: Any) -> Calendar:
    database.write(add_items, [Entry(one, None) for one in items], "file", NOW)
    asked = {name: more.pop(name) for name in ("desk", "page") if name in more}
    made = config(**more)
    house = House(made, Roll(PEOPLE), KEY)
    return database.read(calendar, of(who), house, weeks(made, NOW, 4), **asked)


def test_weeks_begin_on_monday_and_have_the_slots_that_are_still_to_come() -> None:
    found = weeks(config(), NOW, 3)
    assert [week.monday for week in found] == [date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 7)]
    assert [[slot.at for slot in week.slots] for week in found] == [[], [TUESDAY], [TUESDAY + timedelta(days=7)]]
    assert [one.name for one in schedules(config())] == ["weekly"]


def test_an_item_goes_out_with_the_first_digest_that_it_is_open_for(database: Database) -> None:
    found = planned(
        database,
        item(id="all"),
        item(id="later", publish=TUESDAY + timedelta(days=1), expires=TUESDAY + timedelta(days=8), audience=SALES),
        item(id="past", expires=NOW),
        item(id="gone", state=ItemState.WITHDRAWN),
    )
    told = {line.item.id: [(cell.on, cell.people) for cell in line.cells] for line in found.lines}
    none = (False, None)
    assert told == {
        "later": [none, none, (True, Reach(8, 8)), none],
        "all": [none, (True, Reach(16, 8)), (True, None), (True, None)],
    }
    assert [line.item.id for line in found.lines] == ["later", "all"]


def test_where_nobody_is_protected_numbers_are_whole_and_a_schedule_narrows_them(database: Database) -> None:
    only = {"any": [{"department": ["Engineering"]}]}
    schedule = [{"name": "weekly", "cron": "0 9 * * tue", "audience": only}]
    found = planned(database, item(), privacy={"mode": "open"}, schedules=schedule)
    assert found.lines[0].cells[1].people == Reach(10)


def test_a_desk_and_a_department_without_an_approved_item_have_nothing(database: Database) -> None:
    found = planned(
        database, item(audience=SALES, expires=TUESDAY + timedelta(days=1)), item(id="d", state=ItemState.DRAFT)
    )
    assert [(one.name, one.items) for one in found.desks] == [("comms", (None, 1, 0, 0)), ("hr", (None, 0, 0, 0))]
    departments = [(one.name, one.items) for one in found.departments]
    assert departments == [("Engineering", (None, 0, 0, 0)), ("Sales", (None, 1, 0, 0))]  # three people are no group


def test_an_item_for_a_few_of_a_department_is_not_for_the_department(database: Database) -> None:
    few = Audience((Rule((("person", ("p-00", "p-01")),)),))
    assert planned(database, item(audience=few)).departments[0].items == (None, 0, 0, 0)
    assert planned(database, privacy={"mode": "open"}).departments[1].items == (None, 1, 1, 1)


def test_quiet_periods_keep_items_in_and_are_shown(database: Database) -> None:
    quiet = [{"name": "results", "since": "2026-12-01", "until": "2026-12-02", "topics": ["ports"]}]
    found = planned(database, item(), item(id="b", topics=("bridges",)), quiet=quiet)
    by_id = {line.item.id: line.cells for line in found.lines}
    assert (by_id["harbour-emissions"][1].on, by_id["harbour-emissions"][1].quiet) == (False, "results")
    assert by_id["harbour-emissions"][2].first is not None
    assert by_id["b"][1].on
    assert [[one.name for one in each] for each in found.quiet] == [[], ["results"], [], []]
    assert found.desks[0].items == (None, 1, 2, 2)


def test_a_calendar_is_of_ones_own_desks_or_one_of_them_and_comes_in_pages(database: Database) -> None:
    many = [item(id=f"i{number:02}") for number in range(SIZE + 1)]
    found = planned(database, *many, item(id="hr", owner="hr"), who=EDITOR, page=9)
    assert ([line.item.id for line in found.lines], found.page, found.pages, found.total) == (["i40"], 2, 2, 41)
    assert [one.name for one in found.desks] == ["comms"]
    only = planned(database, desk="hr")
    assert ([line.item.id for line in only.lines], [one.name for one in only.desks]) == (["hr"], ["hr"])


def test_without_a_schedule_nothing_is_planned(database: Database) -> None:
    found = planned(database, item(), schedules=[{"name": "off", "cron": "0 9 * * *", "on": False}])
    assert (found.lines, found.total, found.pages) == ((), 0, 1)
    assert found.desks[0].items == (None, None, None, None)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_week_without_a_slot_has_no_number(database: Database) -> None:
    assert planned(database, item()).desks[0].items[0] is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_departments_are_told_by_themselves_and_without_items_they_have_none(database: Database) -> None:
    made = config()
    house, coming = House(made, Roll(PEOPLE), KEY), weeks(made, NOW, 2)
    assert [one.items for one in database.read(departments, house, coming)] == [(None, 0), (None, 0)]
    found = planned(database, item())
    again = database.read(departments, house, weeks(made, NOW, 4))
    assert again == found.departments
