"""Counts become rates that a few chance events do not carry away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.relevance.past import lifts, smoothed


def test_without_data_a_rate_is_the_companys() -> None:
    assert smoothed(0, 0, 0.2) == pytest.approx(0.2)


def test_with_much_data_a_rate_is_its_own() -> None:
    assert smoothed(5000, 10_000, 0.1) == pytest.approx(0.5, abs=0.01)


def test_a_lucky_beginning_moves_a_rate_only_a_little() -> None:
    assert smoothed(2, 2, 0.1) < 0.15


@given(st.integers(0, 500), st.integers(0, 500), st.floats(0, 1))
def test_a_smoothed_rate_lies_between_the_two_that_it_is_made_of(taken: int, more: int, rate: float) -> None:
    offered = taken + more
    own = taken / offered if offered else rate
    assert min(own, rate) - 1e-9 <= smoothed(taken, offered, rate) <= max(own, rate) + 1e-9


def test_a_department_is_lifted_by_what_it_takes_up_more_than_others() -> None:
    offered = {("Sales", "tea"): 400, ("Legal", "tea"): 400, ("Legal", "gin"): 100}
    found = lifts(offered, {("Sales", "tea"): 200, ("Legal", "tea"): 40, ("Legal", "rum"): 9})
    assert found["Sales"]["tea"] > 0.2
    assert found["Legal"]["tea"] < -0.2
    assert -1 < found["Legal"]["gin"] < 0


def test_departments_that_do_alike_are_lifted_alike() -> None:
    offered = {("Sales", "tea"): 100, ("Legal", "tea"): 100}
    found = lifts(offered, {("Sales", "tea"): 10, ("Legal", "tea"): 10})
    assert found["Sales"]["tea"] == pytest.approx(0, abs=0.02)
    assert found["Sales"] == found["Legal"]


def test_nothing_offered_is_nothing_known() -> None:
    assert lifts({}, {("Sales", "tea"): 3}) == {}
