"""The ladder: from facts to a rung, and from a rung to a digest."""

import pytest

from digests.people.ladder import Habits, Standing, Steps, best_hour, networks_in_order, room, rung
from digests.people.model import Preferences, Rung
from tests.factories import person

STEPS = Steps({Rung.NEWCOMER: 2, Rung.READER: 3, Rung.FIRST_SHARE: 3, Rung.REGULAR: 4, Rung.CHAMPION: 5})
UNTRACKED = Preferences(untracked=True)


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (Standing(), Rung.NEWCOMER),
        (Standing(digests=12), Rung.NEWCOMER),
        (Standing(digests=1, reads=1), Rung.READER),
        (Standing(taps=1), Rung.READER),
        (Standing(reads=9, taps=2, shares=1), Rung.FIRST_SHARE),
        (Standing(shares=2), Rung.FIRST_SHARE),
        (Standing(shares=3), Rung.REGULAR),
        (Standing(shares=9), Rung.REGULAR),
        (Standing(shares=10), Rung.CHAMPION),
    ],
)
def test_what_people_did_lately_decides_their_rung(standing: Standing, expected: Rung) -> None:
    assert rung(person(), standing, STEPS) is expected


def test_a_company_sets_its_own_steps() -> None:
    assert rung(person(), Standing(shares=3), Steps(STEPS.items, 2, 3)) is Rung.CHAMPION


@pytest.mark.parametrize(("digests", "expected"), [(0, Rung.NEWCOMER), (3, Rung.NEWCOMER), (4, Rung.READER)])
def test_who_is_not_tracked_is_a_reader_once_the_first_digests_are_behind_them(digests: int, expected: Rung) -> None:
    standing = Standing(digests=digests, reads=5, taps=5, shares=20)
    assert rung(person(preferences=UNTRACKED), standing, STEPS) is expected


def test_a_rung_decides_how_many_items_there_are() -> None:
    assert [room(person(), one, STEPS, 5) for one in Rung] == [2, 3, 3, 4, 5]


def test_own_choice_of_items_comes_before_the_rung() -> None:
    assert room(person(preferences=Preferences(items=1)), Rung.CHAMPION, STEPS, 5) == 1


def test_a_schedule_has_the_last_word_on_the_number_of_items() -> None:
    assert room(person(preferences=Preferences(items=5)), Rung.CHAMPION, STEPS, 3) == 3


def test_the_network_a_person_used_most_comes_first() -> None:
    standing = Standing(networks={"bluesky": 3, "x": 1})
    found = networks_in_order(person(), standing, Habits({"x": 99}), ("linkedin", "x", "bluesky"))
    assert found == ("bluesky", "x", "linkedin")


def test_a_departments_habit_comes_next_and_the_items_own_order_last() -> None:
    found = networks_in_order(person(), Standing(), Habits({"x": 8}), ("linkedin", "facebook", "x"))
    assert found == ("x", "linkedin", "facebook")


def test_a_few_taps_of_a_department_say_nothing() -> None:
    found = networks_in_order(person(), Standing(), Habits({"x": 7}), ("linkedin", "x"))
    assert found == ("linkedin", "x")


def test_only_networks_that_the_person_chose_are_offered() -> None:
    chosen = person(preferences=Preferences(networks=("x", "threads")))
    assert networks_in_order(chosen, Standing(), Habits(), ("linkedin", "x", "x")) == ("x",)


def test_networks_of_who_is_not_tracked_follow_the_department() -> None:
    standing = Standing(networks={"bluesky": 3})
    found = networks_in_order(person(preferences=UNTRACKED), standing, Habits({"x": 9}), ("linkedin", "bluesky", "x"))
    assert found == ("x", "linkedin", "bluesky")


def test_the_best_hour_is_the_one_with_most_own_taps_the_earliest_of_several() -> None:
    assert best_hour(person(), Standing(hours={15: 2, 8: 2, 11: 1}), Habits(hours={20: 50})) == 8


def test_without_own_taps_the_best_hour_is_the_departments() -> None:
    assert best_hour(person(), Standing(), Habits(hours={20: 7, 9: 1})) == 20


def test_without_anybodys_taps_no_hour_is_suggested() -> None:
    assert best_hour(person(), Standing(), Habits(hours={20: 7})) is None


def test_the_hours_of_who_is_not_tracked_are_not_used() -> None:
    assert best_hour(person(preferences=UNTRACKED), Standing(hours={15: 2}), Habits()) is None
