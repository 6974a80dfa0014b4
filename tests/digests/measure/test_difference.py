"""What an offer makes of difference, and whether the interval holds what it promises."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import sqrt
from typing import NamedTuple

import numpy as np
import pytest

from digests.measure.difference import ALONE, Estimate, Units, estimate, people
from digests.measure.uplift import ENOUGH
from tests.digests.measure.simulated import Simulated, companies

COMPANIES = companies()
RUNS = 1000


class Row(NamedTuple):
    """One line of a small table."""

    person: int
    item: int
    offered: bool
    chance: float
    outcome: float
    number: float = 1


def table(rows: Sequence[Row]) -> Units:
    person, item, offered, chance, outcome, number = (np.array(column) for column in zip(*rows, strict=True))
    return Units(person, item, offered, chance.astype(float), outcome.astype(float), number.astype(float))


def arms(offered: Sequence[float], held_out: Sequence[float], *, item: int = 0, chance: float = 0.5) -> list[Row]:
    start = 1000 * item
    outcomes = [(outcome, True) for outcome in offered] + [(outcome, False) for outcome in held_out]
    return [Row(start + number, item, arm, chance, outcome) for number, (outcome, arm) in enumerate(outcomes)]


def certain(units: Units) -> Estimate:
    found = estimate(units)
    assert found is not None
    return found


def coverage(company: Simulated, runs: int, bounds: Callable[[Units], Estimate | None], seed: int) -> tuple[float, int]:
    """Of those runs that have enough data, the share whose bounds hold the truth; and how many those are."""
    held = enough = 0
    for run in range(runs):
        units = company.make(np.random.default_rng([run, seed]))
        if people(units, offered=False) < ENOUGH:  # more are offered than held out
            continue
        found = bounds(units)
        assert found is not None
        enough += 1
        held += found.low <= company.truth <= found.high
    return held / enough, enough


@pytest.mark.parametrize("name", COMPANIES)
def test_the_interval_holds_the_truth_in_93_to_97_of_100_companies(name: str) -> None:
    share, enough = coverage(COMPANIES[name], RUNS, estimate, seed=20261123)
    assert enough >= 0.95 * RUNS
    assert 0.93 <= share <= 0.97, f"{name}: {share:.3f} of {enough}"


def _as_they_are(units: Units) -> Estimate:
    """The two arms side by side, whatever the chance was."""
    parts = [units.outcome[units.offered == arm] for arm in (True, False)]
    difference = parts[0].mean() - parts[1].mean()
    error = 1.96 * sqrt(sum(part.var(ddof=1) / len(part) for part in parts))
    return Estimate(difference, difference - error, difference + error)


def test_arms_compared_as_they_are_would_not_pass_where_the_rate_changed() -> None:
    share, _ = coverage(COMPANIES["another rate half way, some effect"], 200, _as_they_are, seed=20261123)
    assert share < 0.1


def test_an_interval_a_fifth_too_narrow_would_not_pass() -> None:
    def narrow(units: Units) -> Estimate:
        found = certain(units)
        low, high = (found.difference + 0.8 * (bound - found.difference) for bound in (found.low, found.high))
        return Estimate(found.difference, low, high)

    share, _ = coverage(COMPANIES["many items, some effect"], RUNS, narrow, seed=20261123)
    assert share < 0.93


def test_the_difference_of_one_item_is_that_of_the_means() -> None:
    found = certain(table(arms([1] * 10 + [3] * 10, [0] * 10 + [1] * 10)))
    assert found.difference == pytest.approx(2 - 0.5)
    assert found.low < found.difference < found.high


def test_items_count_by_how_much_was_drawn_on_them_and_not_by_how_they_differ() -> None:
    busy = arms([11] * 20, [10] * 20, item=0)
    calm = arms([4] * 20, [0] * 20, item=1)
    assert certain(table(busy + calm)).difference == pytest.approx(2.5)


def test_what_was_seldom_held_out_counts_as_much_for_every_offer() -> None:
    seldom = arms([3] * 90, [0] * 10, item=0, chance=0.1)
    often = arms([1] * 50, [0] * 50, item=1, chance=0.5)
    assert certain(table(seldom + often)).difference == pytest.approx(2)


def test_items_of_a_few_are_compared_together() -> None:
    rows = [row for item in range(12) for row in arms([2], [1], item=item)]
    assert certain(table(rows)).difference == pytest.approx(1)


def test_nothing_can_be_said_of_one_arm() -> None:
    assert estimate(table(arms([1] * 30, []))) is None
    assert estimate(table(arms([1] * 30, [], chance=0.1) + arms([], [1] * 30, chance=0.2))) is None


def test_people_who_are_all_alike_leave_no_doubt() -> None:
    assert certain(table(arms([2] * 20, [2] * 20))) == Estimate(0, 0, 0)


def test_people_without_any_outcome_can_be_counted_together() -> None:
    rng = np.random.default_rng(3)
    rows = [
        Row(person, int(rng.integers(0, 3)), bool(rng.random() > 0.2), 0.2, float(rng.poisson(2)) if person < 80 else 0)
        for person in range(900)
    ]
    counted = [row for row in rows if row.person < 80]
    for item in range(3):
        for offered in (True, False):
            number = sum(row.person >= 80 and (row.item, row.offered) == (item, offered) for row in rows)
            counted.append(Row(ALONE, item, offered, 0.2, 0, number))
    every, together = certain(table(rows)), certain(table(counted))
    assert (together.difference, together.low, together.high) == pytest.approx(
        (every.difference, every.low, every.high)
    )


def test_a_company_where_nobody_is_known_by_number_has_an_interval_too() -> None:
    rows = [Row(ALONE, 0, offered, 0.5, outcome, 30) for offered in (True, False) for outcome in (0, 1)]
    found = certain(table(rows))
    assert found.difference == pytest.approx(0)
    assert found.low == pytest.approx(-found.high)


def test_one_person_seen_ten_times_is_less_evidence_than_ten_people() -> None:
    rng = np.random.default_rng(4)
    mine = rng.poisson(1, 60)
    rows = [
        Row(person, 0, bool(offered), 0.5, float(mine[person] + offered * (person % 2)))
        for person in range(60)
        for offered in [rng.random() > 0.5]
        for _ in range(10)
    ]
    each = replace(table(rows), person=np.arange(len(rows)))
    wide, narrow = certain(table(rows)), certain(each)
    assert wide.difference == pytest.approx(narrow.difference)
    assert wide.high - wide.low > 2.5 * (narrow.high - narrow.low)


def test_one_who_brings_nearly_all_pulls_the_bounds_to_their_side() -> None:
    found = certain(table(arms([0] * 60, [0] * 39 + [40])))
    assert found.difference - found.low > 1.5 * (found.high - found.difference)
    swapped = certain(table(arms([0] * 39 + [40], [0] * 60)))
    assert (swapped.low, swapped.high) == pytest.approx((-found.high, -found.low))


def test_people_are_counted_once_and_only_when_something_came_of_them() -> None:
    units = table([Row(0, 0, True, 0.5, 1), Row(0, 1, True, 0.5, 2), Row(1, 0, True, 0.5, 0), Row(2, 0, False, 0.5, 1)])
    assert (people(units, offered=True), people(units, offered=False)) == (1, 1)
