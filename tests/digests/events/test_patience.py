"""Trying again goes from seconds to days, and ends."""

from datetime import timedelta

import pytest

from digests.events import patience


def test_waits_grow_from_seconds_to_a_day_and_end_after_three_days() -> None:
    waits = [patience.before_next(tries, 0.0) for tries in range(1, patience.TRIES + 1)]
    assert waits[0] == timedelta(seconds=5)
    assert waits[-2:] == [timedelta(hours=24), None]
    grown = [wait for wait in waits if wait is not None]
    assert grown == sorted(grown)
    assert timedelta(days=3) < sum(grown, timedelta()) < timedelta(days=4)


def test_a_try_beyond_the_last_is_the_last() -> None:
    assert patience.before_next(patience.TRIES + 3, 0.0) is None


def test_chance_makes_a_wait_up_to_a_fifth_longer() -> None:
    assert patience.before_next(2, 0.0) == timedelta(minutes=5)
    assert patience.before_next(2, 0.5) == timedelta(minutes=5, seconds=30)


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        (timedelta(hours=1), timedelta(hours=1)),
        (timedelta(seconds=1), timedelta(seconds=5)),
        (timedelta(days=9), timedelta(days=1)),
    ],
)
def test_what_the_endpoint_asks_for_is_heeded_up_to_a_day(asked: timedelta, wait: timedelta) -> None:
    assert patience.before_next(1, 0.0, asked) == wait


def test_a_moment_s_fault_rests_nobody_and_an_outage_rests_longer_and_longer() -> None:
    rests = [patience.rest(failures, 0.0) for failures in range(1, 12)]
    assert rests[:4] == [timedelta(0), timedelta(0), timedelta(seconds=10), timedelta(seconds=20)]
    assert rests[-1] == timedelta(minutes=10)
    assert patience.rest(1_000_000, 0.0) == timedelta(minutes=10)
    assert patience.rest(3, 0.5) == timedelta(seconds=11)
    assert patience.rest(1, 0.0, timedelta(minutes=2)) == timedelta(minutes=2)
