"""The live estimate: right where everybody may be counted, and about nobody where people are protected."""

import pytest

from digests.content.audience import read
from digests.content.model import EVERYBODY
from digests.db import Database
from digests.newsroom.reach import Reach, among, reach
from digests.people.model import Person, Preferences
from digests.people.store import add_people, save_preferences
from tests.factories import KEY, NOW, person

ENGINEERS = read({"any": [{"department": ["Engineering"]}]})
PORTS = read({"any": [{"interest": ["ports"]}]})


def crew(number: int, department: str = "Engineering", **fields: object) -> list[Person]:
    return [
        person(
            id=f"{department}-{one}", email=f"{department}{one}@example.com".lower(), department=department, **fields
        )
        for one in range(number)
    ]


def told(people: list[Person], audience: object = EVERYBODY, *, protected: bool = True) -> Reach:
    return among(people, audience, key=KEY, k=8, protected=protected)  # type: ignore[arg-type]


def test_in_the_open_mode_everybody_who_can_have_it_is_counted() -> None:
    people = [
        *crew(5),
        *crew(3, "Legal"),
        person(id="x", email=""),
        person(id="y", preferences=Preferences(stopped=True)),
    ]
    assert told(people, protected=False) == Reach(8)
    assert told(people, ENGINEERS, protected=False).shown == "5"


def test_where_people_are_protected_numbers_are_whole_ks() -> None:
    people = [*crew(21), *crew(30, "Legal")]
    assert told(people, ENGINEERS) == Reach(16, 8)
    assert told(people).shown == "48"


@pytest.mark.parametrize("number", [1, 7])
def test_fewer_than_k_are_not_counted(number: int) -> None:
    people = [*crew(number), *crew(30, "Legal")]
    assert told(people, ENGINEERS).shown == "fewer than 8"


def test_a_company_of_fewer_than_k_is_not_counted_at_all() -> None:
    assert told(crew(7)) == Reach(0, 8)


def test_what_one_person_chose_changes_no_answer_of_those_who_are_protected() -> None:
    people = crew(24)
    for chosen in (Preferences(topics=()), Preferences(topics=("nothing",))):
        assert told([*people[:-1], person(id=people[-1].id, preferences=chosen)], PORTS) == told(people, PORTS)


def test_who_stopped_is_told_by_crowds() -> None:
    stopped = [person(id=one.id, preferences=Preferences(stopped=True)) for one in crew(8)]
    assert told([*stopped, *crew(40)[8:]]) == Reach(32, 8)
    one = read({"any": [{"person": [stopped[0].id]}]})
    assert told([*stopped, *crew(40)[8:]], one).people == 0


def test_the_estimate_reads_those_who_have_not_left(database: Database) -> None:
    database.write(add_people, [*crew(9), person(id="left", email="left@example.com", left_at=NOW)], NOW)
    database.write(save_preferences, "Engineering-0", Preferences(stopped=True), NOW)
    assert database.read(reach, EVERYBODY, key=KEY, k=8, protected=False) == Reach(8)
    assert database.read(reach, EVERYBODY, key=KEY, k=8, protected=True) == Reach(8, 8)
