"""What one person's acts amount to."""

import pytest

from digests.measure.involvement import Acts, Counts, Nameless, count, rate


def test_reading_alone_is_not_taking_part() -> None:
    assert not Acts(read=True).involved


@pytest.mark.parametrize("act", [Acts(tap=True), Acts(copy=True), Acts(confirm=True), Acts(clicked=True)])
def test_any_act_of_sharing_is_taking_part(act: Acts) -> None:
    assert act.involved


def test_a_tap_is_not_a_share() -> None:
    assert Acts(tap=True).tapped
    assert not Acts(tap=True, copy=True).shared


@pytest.mark.parametrize("evidence", [Acts(confirm=True), Acts(clicked=True)])
def test_a_share_is_confirmed_or_evidenced_and_implies_a_tap(evidence: Acts) -> None:
    assert evidence.shared
    assert evidence.tapped


def test_people_are_counted_by_what_they_did() -> None:
    done = [
        (Acts(read=True), 3),
        (Acts(read=True, tap=True), 2),
        (Acts(tap=True, clicked=True), 1),
        (Acts(copy=True), 1),
    ]
    expected = Counts(offered=20, read=5, tapped=3, shared=1, involved=4, copied=1, evidenced=1)
    assert count(20, 0, done, Nameless()) == expected


def test_people_who_object_to_tracking_count_without_a_name() -> None:
    nameless = Nameless(reads=2, taps=1, confirms=1, clicked=1)
    expected = Counts(offered=20, read=2, tapped=1, shared=1, involved=1, confirmed=1, evidenced=1)
    assert count(20, 5, [], nameless) == expected


def test_facts_without_a_name_never_count_as_more_people_than_there_are() -> None:
    nameless = Nameless(reads=9, taps=9, copies=9, confirms=9, clicked=9)
    expected = Counts(offered=20, read=2, tapped=2, shared=2, involved=2, copied=2, confirmed=2, evidenced=2)
    assert count(20, 2, [], nameless) == expected


def test_a_copy_without_a_name_is_taking_part_without_a_tap() -> None:
    assert count(20, 2, [], Nameless(copies=1)) == Counts(offered=20, involved=1, copied=1)


def test_a_share_of_nobody_is_nothing() -> None:
    assert rate(0, 0) == 0.0
    assert rate(1, 4) == 0.25
