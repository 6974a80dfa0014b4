"""Pace: nobody is pressed harder than they allow."""

from hypothesis import given
from hypothesis import strategies as st

from digests.delivery.pace import Gcra, turn


class Time:
    """A clock that sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def ticks(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_places_come_at_an_even_pace() -> None:
    pace = Gcra(per_second=4)
    assert [pace.take(10.0) for _ in range(4)] == [0.0, 0.25, 0.5, 0.75]


def test_a_burst_is_let_through_and_then_paid_for() -> None:
    pace = Gcra(per_second=1, burst=3)
    assert [pace.take(0.0) for _ in range(5)] == [0.0, 0.0, 0.0, 1.0, 2.0]


def test_time_without_work_saves_up_no_more_than_a_burst() -> None:
    pace = Gcra(per_second=1, burst=2)
    pace.take(0.0)
    assert [pace.take(100.0) for _ in range(3)] == [0.0, 0.0, 1.0]


@given(st.lists(st.floats(0, 3), min_size=1, max_size=60), st.integers(1, 20), st.integers(1, 5))
def test_any_second_holds_no_more_than_the_pace_and_one_burst(gaps: list[float], rate: int, burst: int) -> None:
    pace, now, gone = Gcra(rate, burst), 0.0, []
    for gap in gaps:
        now += gap
        gone.append(now + pace.take(now))
    for start in gone:
        assert sum(start <= at < start + 1 - 1e-9 for at in gone) <= rate + burst


def test_nobody_goes_while_the_service_asks_for_patience() -> None:
    pace, time = Gcra(per_second=10), Time()
    pace.push_back(7.5)
    assert pace.held(0.0) == 7.5
    assert turn(pace, time.ticks, time.sleep, patience=60) == 0.0
    assert time.now >= 7.5


def test_whoever_would_wait_too_long_is_told_how_long_and_takes_no_place() -> None:
    pace, time = Gcra(per_second=10), Time()
    pace.push_back(61.0)
    assert turn(pace, time.ticks, time.sleep, patience=60) == 61.0
    assert time.slept == []
    assert pace.take(61.0) == 0.0


def test_a_place_taken_before_the_pace_was_pushed_back_is_lost() -> None:
    pace, time = Gcra(per_second=2), Time()
    pace.take(0.0)

    def interrupted(seconds: float) -> None:
        if not time.slept:
            pace.push_back(20.0)
        time.sleep(seconds)

    assert turn(pace, time.ticks, interrupted, patience=60) == 0.0
    assert time.now >= 20.0


def test_after_a_push_back_places_come_evenly_again_even_with_a_burst() -> None:
    pace = Gcra(per_second=1, burst=5)
    pace.push_back(10.0)
    assert [pace.take(10.0) for _ in range(3)] == [0.0, 1.0, 2.0]


def test_a_push_back_never_brings_anybody_forward() -> None:
    pace = Gcra(per_second=1)
    pace.push_back(10.0)
    pace.push_back(5.0)
    assert pace.held(0.0) == 10.0
