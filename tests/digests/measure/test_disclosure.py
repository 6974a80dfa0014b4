"""Nothing hidden can be worked out from what is shown."""

from hypothesis import given
from hypothesis import strategies as st

from digests.measure.disclosure import Rules, hidden, showable

K = 8
partitions = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 30), max_size=9)


def _subtractable(sizes: dict[str, int], out: frozenset[str]) -> int:
    """The people left when every shown group is taken off the total: the finest that shown figures give."""
    return sum(size for name, size in sizes.items() if name in out)


@given(partitions, st.integers(3, 12))
def test_no_group_under_k_is_shown(sizes: dict[str, int], k: int) -> None:
    assert all(showable(size, k) for name, size in sizes.items() if name not in hidden(sizes, k))


@given(partitions, st.integers(3, 12))
def test_subtracting_from_a_shown_total_says_nothing_about_fewer_than_k(sizes: dict[str, int], k: int) -> None:
    out = hidden(sizes, k)
    if out and showable(sum(sizes.values()), k):
        assert len(out) >= 2
        assert _subtractable(sizes, out) >= k


@given(partitions, st.integers(3, 12), st.data())
def test_every_hidden_group_could_have_had_another_figure(sizes: dict[str, int], k: int, data: st.DataObject) -> None:
    """One person's part moves from a hidden group to another hidden one, and the reader sees the same report."""
    out = sorted(hidden(sizes, k))
    if not out or not showable(sum(sizes.values()), k):
        return
    involved = {name: data.draw(st.integers(0, size), label=name) for name, size in sizes.items()}
    seen = sum(involved[name] for name in out)
    if seen in (0, _subtractable(sizes, frozenset(out))):
        return  # nobody or everybody of k people or more: a statement about all of them, which may be made
    for name in out:
        others = _subtractable(sizes, frozenset(out)) - sizes[name]
        least, most = max(0, seen - others), min(sizes[name], seen)
        assert least < most


@given(partitions, st.integers(3, 12))
def test_only_small_groups_and_at_most_one_other_are_hidden(sizes: dict[str, int], k: int) -> None:
    assert sum(sizes[name] >= k for name in hidden(sizes, k)) <= 1


def test_nothing_is_hidden_where_every_group_is_large() -> None:
    assert hidden({"Sales": 8, "Legal": 9}, K) == frozenset()


def test_a_single_small_group_takes_the_next_smallest_with_it() -> None:
    assert hidden({"Sales": 40, "Legal": 3, "HR": 9, "IT": 9}, K) == {"Legal", "HR"}


def test_two_small_groups_of_fewer_than_k_together_take_one_more() -> None:
    assert hidden({"Sales": 40, "Legal": 3, "HR": 4}, K) == {"Legal", "HR", "Sales"}


def test_two_small_groups_of_k_together_are_enough() -> None:
    assert hidden({"Sales": 40, "Legal": 3, "HR": 5}, K) == {"Legal", "HR"}


def test_groups_that_share_their_people_count_each_person_once() -> None:
    assert hidden({"one": 40, "two": 5, "three": 5}, K, together=5) == {"one", "two", "three"}
    assert hidden({"one": 40, "two": 5, "three": 5}, K, together=10) == {"two", "three"}


def test_a_single_small_group_is_hidden_even_with_nobody_to_hide_behind() -> None:
    assert hidden({"Legal": 3}, K) == {"Legal"}
    assert not showable(3, K)


def test_people_under_open_need_no_group_around_them() -> None:
    assert hidden({"Legal": 0, "Sales": 9}, K) == frozenset()


def test_a_country_can_differ_from_the_company_in_both_directions() -> None:
    rules = Rules("open", K, {"DE": "works_council", "DK": "open"})
    assert rules.protects("DE")
    assert not rules.protects("DK")
    assert rules.exceptions == ("DE",)
    strict = Rules("team", K, {"DE": "works_council", "DK": "open"})
    assert strict.protects("DE")
    assert strict.protects("SE")
    assert strict.exceptions == ("DK",)
