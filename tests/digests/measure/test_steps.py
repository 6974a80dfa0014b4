"""What to do next follows from the figures."""

from dataclasses import replace
from typing import Any

import pytest

from digests.measure.model import (
    Clicks,
    Concentration,
    GoalFigures,
    GroupFigures,
    ItemFigures,
    Overall,
    Report,
    Wording,
)
from digests.measure.steps import Gap, Step, StepKind, Supply, Way, narrow, steps
from tests.factories import NOW

FULL = Supply(open_items=9)


def an_item(name: str = "harbour", **fields: Any) -> ItemFigures:
    return ItemFigures(name, **({"offered": 200, "hidden": False, "involvement_active": 0.1} | fields))


def a_report(**fields: Any) -> Report:
    values: dict[str, Any] = {
        "since": NOW,
        "until": NOW,
        "items": (an_item(),),
        "overall": Overall(240, 63, 0.26),
        "departments": (),
        "k": 8,
        "pending": 0,
        "cleared": False,
    }
    return Report(**(values | fields))


def kinds(report: Report, supply: Supply = FULL) -> list[StepKind]:
    return [step.kind for step in steps(report, supply)]


def test_where_all_is_well_nothing_is_advised() -> None:
    assert steps(a_report(), FULL) == ()


def test_a_queue_that_runs_dry_comes_first() -> None:
    supply = Supply(open_items=2, gaps=(Gap("Sales", "DK", "da", 12),))
    assert steps(a_report(), supply) == (
        Step(StepKind.FILL_QUEUE, number=2),
        Step(StepKind.ADD_FOR_GROUP, "Sales", "DK", "da", 12),
    )


def test_the_largest_group_that_got_nothing_is_named_and_only_one() -> None:
    supply = replace(FULL, gaps=(Gap("Legal", "SE", "sv", 9), Gap("Sales", "DK", "da", 12)))
    assert steps(a_report(), supply) == (Step(StepKind.ADD_FOR_GROUP, "Sales", "DK", "da", 12),)


def test_an_audience_that_leaves_out_many_is_named() -> None:
    supply = replace(FULL, ways=(Way("harbour", 240, 60, 55),))
    assert steps(a_report(), supply) == (Step(StepKind.WIDEN_AUDIENCE, "harbour", number=200, of=240, lost=180),)


def test_a_language_that_many_do_not_read_is_named() -> None:
    supply = replace(FULL, ways=(Way("harbour", 240, 230, 100),))
    assert steps(a_report(), supply) == (Step(StepKind.TRANSLATE, "harbour", number=200, of=240, lost=130),)


def test_fewer_than_k_who_are_left_out_are_not_told() -> None:
    assert kinds(a_report(), replace(FULL, ways=(Way("harbour", 240, 233, 230),))) == []


def test_only_shown_items_that_reached_few_are_looked_at_the_narrowest_first() -> None:
    items = (an_item("a", offered=50), an_item("b", offered=9), an_item("c"), ItemFigures("d", 3))
    assert [item.id for item in narrow(a_report(items=items))] == ["b", "a"]


@pytest.mark.parametrize(
    ("goal", "clicks", "asked"),
    [
        (GoalFigures("application", conversions=0, unattributed=0), Clicks(human=60), True),
        (GoalFigures("application", conversions=0, unattributed=0), Clicks(human=40), False),
        (GoalFigures("application", conversions=0, unattributed=0), None, False),
        (GoalFigures("application", conversions=1), Clicks(human=60), False),
        (GoalFigures("application", conversions=0, unattributed=3), Clicks(human=60), False),
        (GoalFigures("application", hidden=True), Clicks(human=60), False),
    ],
)
def test_a_goal_that_nothing_reached_is_checked_once_many_followed_links(
    goal: GoalFigures, clicks: Clicks | None, *, asked: bool
) -> None:
    assert (StepKind.CHECK_GOAL in kinds(a_report(goals=(goal,), clicks=clicks))) is asked


@pytest.mark.parametrize(("read", "tapped", "asked"), [(30, 2, True), (30, 9, False), (10, 0, False)])
def test_an_item_that_is_read_and_not_shared_gets_other_words(read: int, tapped: int, *, asked: bool) -> None:
    found = kinds(a_report(items=(an_item(read=read, tapped=tapped),)))
    assert (StepKind.REWORD in found) is asked


def test_a_department_far_behind_is_asked() -> None:
    groups = (
        GroupFigures("Sales", 90, 0.1, hidden=False),
        GroupFigures("Engineering", 90, 0.3, hidden=False),
        GroupFigures("", 9, 0.0, hidden=False),
        GroupFigures("Legal", 4, None, hidden=True),
    )
    assert steps(a_report(departments=groups), FULL) == (Step(StepKind.REACH_OUT, "Sales", number=90, share=0.1),)


def test_where_nearly_nobody_takes_part_no_department_is_behind() -> None:
    groups = (GroupFigures("Sales", 90, 0.0, hidden=False),)
    assert kinds(a_report(overall=Overall(240, 5, 0.02), departments=groups)) == []
    assert kinds(a_report(overall=Overall(240, None, None), departments=groups)) == []


@pytest.mark.parametrize(("shares", "part", "asked"), [(40, 0.7, True), (40, 0.3, False), (9, 0.9, False)])
def test_a_few_who_give_most_shares_are_not_enough(shares: int, part: float, *, asked: bool) -> None:
    found = kinds(a_report(concentration=Concentration(people=12, shares=shares, part=part)))
    assert (StepKind.HELP_BEGINNERS in found) is asked


@pytest.mark.parametrize(
    ("given", "share", "asked"), [(50, 0.5, True), (50, 0.9, False), (5, 0.1, False), (50, None, False)]
)
def test_colleagues_who_say_the_same_need_more_texts(given: int, share: float | None, *, asked: bool) -> None:
    found = kinds(a_report(wording=Wording(given=given, rate=share)))
    assert (StepKind.ADD_TEXTS in found) is asked


def test_what_waits_for_approval_is_named() -> None:
    assert steps(a_report(), replace(FULL, waiting=3)) == (Step(StepKind.APPROVE, number=3),)


def test_an_item_above_the_benchmark_is_worth_another() -> None:
    items = (an_item("a", involvement_active=0.3), an_item("b", involvement_active=None))
    assert steps(a_report(items=items), FULL) == (Step(StepKind.REPEAT, "a", share=0.3),)


def test_without_items_nothing_is_repeated() -> None:
    assert kinds(a_report(items=())) == []


def test_there_are_two_steps_at_most() -> None:
    supply = Supply(open_items=0, waiting=3, gaps=(Gap("Sales", "DK", "da", 12),))
    assert len(steps(a_report(), supply)) == 2
