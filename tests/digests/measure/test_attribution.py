"""Whose a conversion is: by last, first or all clicks, within the window, and never more or less than one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.ledger.model import Verdict
from digests.measure.attribution import (
    SKEW,
    WHOLE,
    Attribution,
    Click,
    Credit,
    Decision,
    Reason,
    State,
    attribute,
    decide,
    shared,
    valued,
)
from tests.factories import NOW

DAY = timedelta(days=1)
WINDOW = timedelta(days=30)
CLICK = Click("c", NOW - DAY, "harbour", "linkedin")
EARLIER = Click("b", NOW - 2 * DAY, "bridge", "x")
FIRST = Click("a", NOW - 3 * DAY, "tunnel", "bluesky")


def decided(click: Click | None, *others: Click, by: Attribution = Attribution.LAST, waiting: bool = False) -> Decision:
    return decide(NOW, click, others, WINDOW, by, waiting=waiting)


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (Attribution.LAST, [("c", WHOLE)]),
        (Attribution.FIRST, [("a", WHOLE)]),
        (Attribution.LINEAR, [("a", 333334), ("b", 333333), ("c", 333333)]),
    ],
)
def test_a_conversion_belongs_to_the_clicks_that_the_goal_says(
    by: Attribution, expected: list[tuple[str, int]]
) -> None:
    found = decided(CLICK, EARLIER, FIRST, by=by)
    assert found.state is State.ATTRIBUTED
    assert [(credit.click_id, credit.millionths) for credit in found.credits] == expected


def test_a_click_out_of_the_window_or_after_the_last_leads_to_nothing() -> None:
    old = replace(FIRST, at=NOW - WINDOW - timedelta(seconds=1))
    later = replace(EARLIER, at=CLICK.at + timedelta(seconds=1))
    assert [one.click_id for one in decided(CLICK, old, later, by=Attribution.LINEAR).credits] == ["c"]


@pytest.mark.parametrize("other", [Verdict.DOUBTFUL, Verdict.PREVIEW, Verdict.MACHINE, Verdict.SELF])
def test_only_a_persons_click_leads_to_anything(other: Verdict) -> None:
    robot = replace(EARLIER, verdict=other)
    assert [one.click_id for one in decided(CLICK, robot, by=Attribution.FIRST).credits] == ["c"]
    assert decided(replace(CLICK, verdict=other)) == Decision(State.UNATTRIBUTED, Reason.NOT_HUMAN)


def test_a_click_that_is_still_watched_is_waited_for() -> None:
    open_ = replace(CLICK, final=False)
    assert decided(open_) == Decision(State.PARKED, Reason.NOT_FINAL)
    assert [one.click_id for one in decided(CLICK, replace(FIRST, final=False), by=Attribution.FIRST).credits] == ["c"]


def test_a_click_that_nobody_knows_is_waited_for_and_then_given_up() -> None:
    assert decided(None, waiting=True) == Decision(State.PARKED, Reason.NO_CLICK)
    assert decided(None) == Decision(State.UNATTRIBUTED, Reason.NO_CLICK)


def test_the_window_ends_to_the_second() -> None:
    at_the_end = replace(CLICK, at=NOW - WINDOW)
    assert decided(at_the_end).state is State.ATTRIBUTED
    assert decided(replace(at_the_end, at=NOW - WINDOW - timedelta(seconds=1))).reason is Reason.LATE


def test_what_happened_before_its_click_was_not_led_to_by_it() -> None:
    assert decided(replace(CLICK, at=NOW + SKEW)).state is State.ATTRIBUTED
    assert decided(replace(CLICK, at=NOW + SKEW + timedelta(seconds=1))).reason is Reason.BEFORE


def test_a_click_that_is_named_twice_counts_once() -> None:
    assert len(decided(CLICK, CLICK, by=Attribution.LINEAR).credits) == 1


def test_a_value_is_shared_out_to_the_smallest_unit() -> None:
    found = valued(decided(CLICK, EARLIER, FIRST, by=Attribution.LINEAR), 1000)
    assert [credit.minor for credit in found.credits] == [334, 333, 333]
    assert valued(Decision(State.PARKED), 1000) == Decision(State.PARKED)
    assert valued(decided(CLICK), None).credits == (Credit("harbour", "linkedin", "c"),)


@given(
    st.lists(st.integers(0, 60 * 86400), max_size=8),
    st.integers(0, 40 * 86400),
    st.sampled_from(Attribution),
    st.integers(0, 10**15),
)
def test_parts_always_make_up_one_conversion_and_its_whole_value(
    ages: list[int], age: int, by: Attribution, minor: int
) -> None:
    others = [Click(str(number), NOW - timedelta(seconds=one), "i", "x") for number, one in enumerate(ages)]
    found = valued(decided(replace(CLICK, at=NOW - timedelta(seconds=age)), *others, by=by), minor)
    if found.state is State.ATTRIBUTED:
        assert sum(one.millionths for one in found.credits) == WHOLE
        assert sum(one.minor or 0 for one in found.credits) == minor
        assert age <= WINDOW.total_seconds()
    else:
        assert found.credits == ()


@given(st.integers(0, 10**15), st.integers(1, 40))
def test_a_whole_is_shared_as_evenly_as_can_be(whole: int, among: int) -> None:
    parts = shared(whole, among)
    assert sum(parts) == whole
    assert max(parts) - min(parts) <= 1


def test_nobody_is_attributed_what_no_click_led_to() -> None:
    assert attribute([CLICK], Attribution.LAST) == (Credit("harbour", "linkedin", "c"),)
