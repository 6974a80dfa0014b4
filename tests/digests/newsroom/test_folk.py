"""Everybody in memory: the same numbers as when all are read, and never those of yesterday."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, event

from digests.content.model import EVERYBODY, Audience, Rule
from digests.db import Database
from digests.newsroom.folk import Folk, Roll
from digests.newsroom.reach import Reach, among
from digests.people.model import Preferences
from digests.people.store import add_people, change_people, people, preferences, save_preferences
from tests.factories import KEY, NOW, person

DEPARTMENTS = ("Engineering", "Sales", "Finance", "")
LATER = NOW + timedelta(hours=1)
PEOPLE = tuple(
    person(
        id=f"p-{number:03}",
        department=DEPARTMENTS[number % 4],
        country="DK" if number % 3 else "SE",
        languages=("da",) if number % 2 else ("sv", "en"),
        interests=("ports",) if number % 5 else (),
        email="" if number % 7 == 0 else f"p{number}@example.com",
        roles=("comms:editor",) if number == 5 else (),
        attributes={"site": "Aarhus"} if number % 2 else {},
        preferences=Preferences(stopped=number % 11 == 0, topics=("trains",) if number % 6 == 0 else None),
    )
    for number in range(60)
)


def rule(**keys: tuple[str, ...]) -> Rule:
    return Rule(tuple(keys.items()))


AUDIENCES = (
    EVERYBODY,
    Audience((rule(department=("engineering", "SALES")),)),
    Audience((rule(country=("DK",), interest=("ports",)), rule(role=("comms:editor",)))),
    Audience((), (rule(language=("en",)), rule(person=("p-001", "p-002")))),
    Audience((rule(site=("aarhus",)),), (rule(title=("nothing of the kind",)),)),
    Audience((rule(interest=("trains",)),)),
    Audience((rule(nothing=("x",)),)),
)


@pytest.mark.parametrize("protected", [False, True])
@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("k", [4, 100])
def test_a_reach_is_what_reading_everybody_tells(audience: Audience, k: int, *, protected: bool) -> None:
    told = Roll(PEOPLE).reach([audience], key=KEY, k=k, protected=protected)
    assert told == among(PEOPLE, audience, key=KEY, k=k, protected=protected)


def test_an_item_and_its_schedule_reach_whom_both_are_for() -> None:
    both = Roll(PEOPLE).reach(AUDIENCES[1:3], key=KEY, k=1, protected=False)
    meant = [one for one in PEOPLE if all(audience.includes(one) for audience in AUDIENCES[1:3])]
    assert both == Reach(sum(one.reachable and not one.preferences.stopped for one in meant))
    assert both.people


def test_nobody_is_reached_where_nobody_is() -> None:
    assert Roll().reach([AUDIENCES[1]], key=KEY, k=8, protected=True) == Reach(0, 8)
    assert Roll().reach([AUDIENCES[1]], key=KEY, k=8, protected=False) == Reach(0)


def test_departments_that_are_large_enough_are_named_with_their_people() -> None:
    roll = Roll(PEOPLE[:-4])  # 14 each, and as many of none
    assert roll.departments(14) == {"Engineering": 14, "Finance": 14, "Sales": 14}
    assert roll.departments(15) == {}
    assert roll.in_departments(AUDIENCES[1]) == {"Engineering": 14, "Sales": 14}
    assert roll.in_departments(AUDIENCES[1]) is roll.in_departments(AUDIENCES[1])
    assert sum(roll.in_departments(EVERYBODY).values()) == 42  # whoever is of none is in none


def test_what_people_chose_for_themselves_puts_nobody_into_a_department_s_number() -> None:
    assert Roll(PEOPLE).in_departments(AUDIENCES[5]) == {}


def kept(database: Database) -> Folk:
    database.write(add_people, PEOPLE[:40], NOW)
    folk = Folk()
    assert len(database.read(folk.roll).people) == 40
    return folk


def test_whoever_comes_goes_changes_or_chooses_is_known_at_once(database: Database) -> None:
    folk = kept(database)
    first = database.read(folk.roll)
    assert database.read(folk.roll) is first
    database.write(add_people, [PEOPLE[50]], LATER)
    database.write(change_people, [replace(PEOPLE[1], left_at=LATER), replace(PEOPLE[2], department="Legal")], LATER)
    database.write(save_preferences, "p-004", Preferences(stopped=True), NOW - timedelta(days=1))
    roll = database.read(folk.roll)
    now = {one.id: one for one in roll.people}
    assert (len(now), "p-050" in now, "p-001" in now) == (40, True, False)
    assert (now["p-002"].department, now["p-004"].preferences.stopped) == ("Legal", True)
    assert [one.id for one in roll.people] == sorted(now)
    database.write(save_preferences, "p-006", Preferences(stopped=True), LATER)
    assert {one.id: one for one in database.read(folk.roll).people}["p-006"].preferences.stopped


def test_whoever_is_erased_is_forgotten_here_too(database: Database) -> None:
    folk = kept(database)
    database.write(lambda c: c.execute(delete(preferences)).rowcount)
    database.write(lambda c: c.execute(delete(people).where(people.c.id == "p-007")).rowcount)
    assert "p-007" not in {one.id for one in database.read(folk.roll).people}


def test_somebody_s_choice_keeps_the_crowds_as_they_are(database: Database) -> None:
    folk = kept(database)
    before = database.read(folk.roll)
    told = before.reach([EVERYBODY], key=KEY, k=4, protected=True)
    database.write(save_preferences, "p-008", Preferences(topics=("trains",)), LATER)
    after = database.read(folk.roll)
    assert after is not before
    assert after.reach([EVERYBODY], key=KEY, k=4, protected=True) == told
    assert after._crowds[KEY, 4] is before._crowds[KEY, 4]
    database.write(change_people, [replace(PEOPLE[8], department="Legal")], LATER + timedelta(hours=1))
    assert not database.read(folk.roll)._crowds


def test_only_whoever_changed_is_read_again(database: Database) -> None:
    folk = kept(database)
    read: list[str] = []
    database.write(save_preferences, "p-009", Preferences(hour=9), LATER)

    def counted(*given: object) -> None:
        read.extend([str(given[3])] if "chosen_person_id" in str(given[2]) else [])

    event.listen(database.engine, "before_cursor_execute", counted)
    database.read(folk.roll)
    event.remove(database.engine, "before_cursor_execute", counted)
    assert len(read) == 1
    assert "p-009" in read[0]
    assert "p-008" not in read[0]
