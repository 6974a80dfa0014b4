"""No question, and no number of questions, is about fewer than k people."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from digests.content.reach import crowds, shares, whole
from tests.factories import KEY

K = 8
FATES = ["picked", "language", "stopped", "unreachable"]
profiles = st.dictionaries(
    st.integers(0, 400).map("p{}".format),
    st.tuples(st.sampled_from(["Sales", "Legal", "IT", "Board"]), st.sampled_from(["DK", "SE"])),
    max_size=90,
)


@given(profiles, st.integers(3, 12))
def test_everybody_stands_in_one_crowd_of_k_or_more(people: dict[str, tuple[str, str]], k: int) -> None:
    found = crowds(people, KEY, k)
    assert all(len(crowd) >= k for crowd in found)
    assert sorted(person for crowd in found for person in crowd) == (sorted(people) if len(people) >= k else [])


@given(profiles, st.data())
def test_no_answer_changes_when_two_people_of_a_crowd_change_places(
    people: dict[str, tuple[str, str]], data: st.DataObject
) -> None:
    """Whoever asks, whatever and however often, cannot tell such two worlds apart: it is all about k people."""
    found = crowds(people, KEY, K)
    fates = {person: data.draw(st.sampled_from(FATES)) for person in people}
    swapped = dict(fates)
    for crowd in found:
        order = data.draw(st.permutations(crowd))
        swapped |= {person: fates[other] for person, other in zip(crowd, order, strict=True)}
    asked: set[str] = set()
    for person in data.draw(st.permutations(sorted(people))):  # audiences that differ by one person each
        asked.add(person)
        assert shares(found, asked, fates) == shares(found, asked, swapped)


@given(profiles, st.data())
def test_the_answer_for_everybody_is_exact(people: dict[str, tuple[str, str]], data: st.DataObject) -> None:
    fates = {person: data.draw(st.sampled_from(FATES)) for person in people}
    found = shares(crowds(people, KEY, K), people, fates)
    assert sum(found.values()) == (len(people) if len(people) >= K else 0)
    assert all(found[fate] == list(fates.values()).count(fate) for fate in found)


@given(profiles, st.data())
def test_every_answer_adds_up_to_its_audience(people: dict[str, tuple[str, str]], data: st.DataObject) -> None:
    found = crowds(people, KEY, K)
    asked = data.draw(st.sets(st.sampled_from(sorted(people)))) if people else set()
    fates = {person: data.draw(st.sampled_from(FATES)) for person in people}
    assert sum(shares(found, asked, fates).values()) == (len(asked) if found else 0)


def test_who_is_alike_stands_together() -> None:
    people = {f"p{number:03}": ("Sales" if number % 2 else "Legal", "DK") for number in range(100)}
    assert all(len({people[person] for person in crowd}) == 1 for crowd in crowds(people, KEY, K))


def test_a_small_department_is_joined_to_the_fewest_others() -> None:
    people = {f"s{number}": ("Sales",) for number in range(10)}
    people |= {f"i{number}": ("IT",) for number in range(9)} | {f"b{number}": ("Board",) for number in range(3)}
    sizes = {frozenset(people[person][0] for person in crowd): len(crowd) for crowd in crowds(people, KEY, K)}
    assert sizes == {frozenset({"Sales"}): 10, frozenset({"IT", "Board"}): 12}


def test_crowds_depend_on_the_key_and_on_nothing_that_changes() -> None:
    people = {f"p{number:03}": ("Sales",) for number in range(200)}
    assert crowds(people, KEY, K) == crowds(dict(reversed(people.items())), KEY, K)
    assert crowds(people, KEY, K) != crowds(people, b"another key", K)


def test_a_newcomer_leaves_most_crowds_as_they_were() -> None:
    people = {f"p{number:03}": ("Sales",) for number in range(200)}
    before, after = crowds(people, KEY, K), crowds(people | {"new": ("Sales",)}, KEY, K)
    assert len(set(before) - set(after)) == 1


def test_numbers_are_told_in_whole_ks() -> None:
    assert [whole(number, K) for number in (0, 7, 8, 15, Fraction(47, 3))] == [0, 0, 8, 8, 8]
