"""What several groupings show together gives nobody away."""

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from digests.measure.disclosure import hidden, showable
from digests.measure.partition import hidden_across, safe

Cells = dict[tuple[str, ...], int]

K = 3
_people = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.sampled_from("12")), max_size=13)


def _cells(people: list[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    return {groups: people.count(groups) for groups in people}


def _rank(rows: list[list[int]]) -> int:
    """By elimination in whole numbers, as one does by hand."""
    rows, rank = [list(row) for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        at = next((place for place in range(rank, len(rows)) if rows[place][column]), None)
        if at is None:
            continue
        rows[rank], rows[at] = rows[at], rows[rank]
        for place in range(rank + 1, len(rows)):
            factor, lead = rows[place][column], rows[rank][column]
            rows[place] = [lead * value - factor * other for value, other in zip(rows[place], rows[rank], strict=True)]
        rank += 1
    return rank


def _told(people: list[tuple[str, ...]], out: tuple[frozenset[str], ...]) -> list[list[int]]:
    """For each figure that is shown or follows from the total, which people it is about."""
    figures = []
    for grouping, gone in enumerate(out):
        names = {groups[grouping] for groups in people}
        figures += [[int(groups[grouping] == name) for groups in people] for name in sorted(names - gone)]
        figures.append([int(groups[grouping] in gone) for groups in people])
    return figures


def _found_out(people: list[tuple[str, ...]], out: tuple[frozenset[str], ...], k: int) -> bool:
    """Whether some combination of what is told is about fewer than k people: then the others do not see it."""
    figures = _told(people, out)
    full = _rank(figures)
    for left_out in combinations(range(len(people)), min(k - 1, len(people))):
        rest = [[value for place, value in enumerate(figure) if place not in left_out] for figure in figures]
        if _rank(rest) < full:
            return True
    return False


@given(_people)
@settings(max_examples=150, deadline=None)
def test_no_combination_of_what_is_shown_is_about_fewer_than_k(people: list[tuple[str, ...]]) -> None:
    if people and showable(len(people), K):
        out = hidden_across(_cells(people), K)
        assert len(out) == 3
        assert not _found_out(people, out, K)


@given(_people)
@settings(max_examples=150, deadline=None)
def test_the_first_grouping_is_hidden_as_if_it_stood_alone(people: list[tuple[str, ...]]) -> None:
    sizes = {name: sum(groups[0] == name for groups in people) for name in {groups[0] for groups in people}}
    if people:
        assert hidden_across(_cells(people), K)[0] == hidden(sizes, K)


@given(_people, st.integers(2, 5))
@settings(max_examples=150, deadline=None)
def test_what_is_called_safe_is_safe(people: list[tuple[str, ...]], k: int) -> None:
    if people and safe(_cells(people), k):
        assert not _found_out(people, (frozenset(),) * 3, k)


def test_nothing_more_is_hidden_where_every_cell_is_large() -> None:
    cells: Cells = dict.fromkeys(product(("Sales", "Legal"), ("DK", "SE"), ("reader", "regular")), 20)
    assert hidden_across(cells, 8) == (frozenset(),) * 3


def test_a_country_that_is_a_department_but_for_one_person_is_hidden() -> None:
    cells: Cells = {("Sales", "DK"): 20, ("Sales", "SE"): 1, ("Legal", "SE"): 20}
    assert hidden_across(cells, 8)[1] == {"DK", "SE"}


def test_a_country_that_is_exactly_a_department_may_be_shown() -> None:
    cells: Cells = {("Sales", "DK"): 20, ("Legal", "SE"): 20}
    assert hidden_across(cells, 8) == (frozenset(), frozenset())


def test_two_departments_that_are_a_country_but_for_one_person_hide_it() -> None:
    cells: Cells = {("Sales", "DK"): 20, ("Legal", "DK"): 20, ("HR", "DK"): 1, ("HR", "SE"): 20, ("IT", "SE"): 20}
    assert hidden_across(cells, 8)[1] == {"DK", "SE"}


def test_a_hidden_department_is_not_shown_again_as_a_country() -> None:
    cells: Cells = {("Sales", "DK"): 20, ("Legal", "NO"): 4, ("HR", "SE"): 20}
    assert hidden_across(cells, 8)[0] == {"Legal", "HR"}
    assert "NO" in hidden_across(cells, 8)[1]


def test_of_nobody_nothing_is_hidden() -> None:
    assert hidden_across({}, 8) == ()
