"""What an item is worth to a person, and which rule leaves it out."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digests.content.model import Audience, Item, ItemState, Kind, Priority, Rule
from digests.people.model import Person, Preferences
from digests.relevance.exclusion import Exclusion
from digests.relevance.fit import language_in
from digests.relevance.matching import included
from digests.relevance.model import Weights
from digests.relevance.past import CompanyPast, Past
from tests.digests.relevance.crowds import components, plain, rules, scored
from tests.factories import NOW, person

SAILOR = person(interests=("Ports", "ships"), department="Harbour")


def only(items: list[Item], one: Person = SAILOR, past: Past | None = None, **more: object) -> list[dict[str, float]]:
    return components(scored(items, [one], [past or Past()], **more))  # type: ignore[arg-type]


def test_interest_counts_half_for_a_shared_topic_and_three_quarters_for_two() -> None:
    found = only(
        [plain("a", topics=("ports",)), plain("b", topics=("ports", "Ships", "tea")), plain("c", topics=("tea",))]
    )
    assert [line.get("interest", 0) for line in found] == [1.5, 2.25, 0]


def test_chosen_topics_replace_the_directorys_interests() -> None:
    chosen = person(preferences=Preferences(topics=("tea",)))
    assert "interest" not in only([plain("a", topics=("ports",))], chosen)[0]


def test_what_a_person_took_up_before_counts_by_topic() -> None:
    found = only([plain("a", topics=("tea",)), plain("b", topics=("gin",))], past=Past(topics={"tea": 2, "rum": 4}))
    assert [line.get("taken_up", 0) for line in found] == [0.75, 0]


def test_what_untracked_people_did_counts_for_nothing() -> None:
    past = Past(topics={"tea": 2})
    untracked = person(preferences=Preferences(untracked=True, topics=("tea",)))
    found = only([plain("a", topics=("tea",))], untracked, past)
    assert "taken_up" not in found[0]
    assert found[0]["interest"] == 1.5


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"topics": ("quays",)}, 1.5),
        ({"topics": ("harbour",)}, 1.5),
        ({"topics": ("tea",)}, 0),
        ({"audience": Audience((Rule((("department", ("HARBOUR", "Sales")),)),))}, 1.5),
        ({"audience": Audience((Rule((("country", ("DK",)),)),))}, 0),
    ],
)
def test_an_item_is_near_a_department_by_its_topics_or_its_audience(fields: dict[str, object], expected: float) -> None:
    found = only([plain("a", **fields)], fields={"harbour": ["Quays", "boats"]})
    assert found[0].get("department", 0) == expected


def test_what_a_department_takes_up_lifts_an_item_and_what_it_leaves_lowers_it() -> None:
    lifts = {"Harbour": {"tea": 0.4, "gin": -0.4, "rum": 1.0}}
    items = [plain("a", topics=("tea",)), plain("b", topics=("gin",)), plain("c", topics=("tea", "gin"))]
    found = only(items, company=CompanyPast(lifts=lifts))
    assert [line.get("department", 0) for line in found] == [0.3, -0.3, 0]


def test_an_item_is_half_as_fresh_after_two_weeks_and_without_a_date_old() -> None:
    items = [
        plain("a", publish=NOW),
        plain("b", publish=NOW - timedelta(days=14)),
        plain("c", approved_at=NOW - timedelta(days=28)),
        plain("d", approved_at=None),
    ]
    assert [line.get("freshness", 0) for line in only(items)] == [1, 0.5, 0.25, 0]


def test_priority_lifts_and_lowers() -> None:
    found = only([plain(priority, priority=priority) for priority in Priority])
    assert [line.get("priority", 0) for line in found] == [-1, 0, 1]


def test_colleagues_count_from_five_up_and_a_hundred_are_as_good_as_a_thousand() -> None:
    names = ("none", "four", "ten", "hundred", "thousand")
    past = CompanyPast(colleagues={"four": 4, "ten": 10, "hundred": 100, "thousand": 1000})
    found = only([plain(name) for name in names], company=past)
    assert [line.get("colleagues", 0) for line in found] == [0, 0, 0.4, 0.8, 0.8]


def test_a_desk_that_had_less_than_its_share_lately_comes_forward() -> None:
    items = [plain("a", owner="hr"), plain("b", owner="comms")]
    found = only(items, company=CompanyPast(desks={"comms": 9, "hr": 1}))
    assert [line["fairness"] for line in found] == [0.4, -0.222]
    assert all("fairness" not in line for line in only(items))


def test_the_readers_best_language_counts_most() -> None:
    titles = ({"da": "Te"}, {"en": "Tea"}, {"en-GB": "Tea", "da-DK": "Te"})
    found = only([plain(f"i{number}", title=title) for number, title in enumerate(titles)])
    assert [line["language"] for line in found] == [0.5, 0.25, 0.5]


def test_who_lists_no_language_reads_the_companys() -> None:
    batch = scored([plain("a", title={"da": "Te"}), plain("b", title={"en": "Tea"})], [person(languages=())])
    assert rules(batch) == ["language", "none"]


@pytest.mark.parametrize(
    ("written", "spoken", "expected"),
    [
        (["en", "da"], "da-DK", "da"),
        (["da-DK"], "da", "da-DK"),
        (["pt-BR", "pt"], "pt", "pt"),
        (["pt", "pt-BR"], "PT-br", "pt-BR"),
        (["en"], "da", ""),
    ],
)
def test_a_language_is_understood_with_and_without_its_region(written: list[str], spoken: str, expected: str) -> None:
    assert language_in(written, spoken) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "none"),
        ({"state": ItemState.DRAFT}, "state"),
        ({"state": ItemState.WITHDRAWN, "expires": NOW}, "state"),
        ({"publish": NOW + timedelta(seconds=1)}, "not yet published"),
        ({"publish": NOW}, "none"),
        ({"expires": NOW}, "expired"),
        ({"audience": Audience((Rule((("country", ("SE",)),)),))}, "audience"),
        ({"title": {"sv": "Te"}}, "language"),
        ({"networks": ("xing",)}, "network"),
        ({"networks": ("xing",), "kind": Kind.POST}, "none"),
        ({"networks": ()}, "none"),
        ({"priority": Priority.LOW}, "below least score"),
        ({"id": "had"}, "offered before"),
        ({"id": "no"}, "declined"),
        ({"id": "no", "title": {"sv": "Te"}}, "language"),
    ],
)
def test_a_rule_leaves_an_item_out(fields: dict[str, Any], expected: str) -> None:
    picky = person(preferences=Preferences(networks=("x", "linkedin", "gone")))
    past = Past(offered=frozenset({"had", "other"}), declined=frozenset({"no"}))
    batch = scored(
        [plain("a", topics=("tea",)), plain(**({"name": "b"} | fields))], [picky], [past], Weights(least=0.6)
    )
    assert rules(batch)[1] == expected


def test_who_gets_no_digest_at_all_has_every_item_left_out_for_it() -> None:
    batch = scored([plain("a"), plain("b")], [person(), person(id="p2")], barred=[Exclusion.PAUSED, Exclusion.NONE])
    assert rules(batch) == ["paused", "paused"]
    assert rules(batch, 1) == ["none", "none"]


def test_a_score_is_the_sum_of_its_components() -> None:
    items = [plain("a", topics=("ports", "tea"), priority=Priority.HIGH), plain("b", owner="hr"), plain("c")]
    company = CompanyPast({"Harbour": {"tea": 0.5}}, {"a": 40}, {"hr": 3, "comms": 1})
    people, pasts = [person(), SAILOR], [Past(), Past(topics={"tea": 1})]
    batch = scored(items, people, pasts, company=company)
    for row in range(2):
        sums = [sum(line.values()) for line in components(batch, row)]
        assert batch.scores[row] == pytest.approx(sums, abs=0.005)
    assert batch.scores.dtype == np.float32


def test_an_empty_queue_and_an_empty_batch_are_scored_too() -> None:
    assert scored([], [person()]).scores.shape == (1, 0)
    assert scored([plain("a")], []).scores.shape == (0, 1)


VALUES = st.sampled_from(["", "DK", "dk", "Sales", "tea", "Tea", "da", "x"])
KEYS = st.sampled_from(["department", "country", "interest", "language", "title", "role", "person", "site"])
RULES = st.lists(st.tuples(KEYS, st.lists(VALUES, max_size=2).map(tuple)), max_size=3).map(lambda k: Rule(tuple(k)))
AUDIENCES = st.builds(Audience, st.lists(RULES, max_size=2).map(tuple), st.lists(RULES, max_size=2).map(tuple))
PEOPLE = st.builds(
    Person,
    id=VALUES, name=st.just("N"), department=VALUES, title=VALUES, country=VALUES,
    languages=st.lists(VALUES, max_size=2).map(tuple),
    interests=st.lists(VALUES, max_size=2).map(tuple),
    roles=st.lists(VALUES, max_size=2).map(tuple),
    attributes=st.dictionaries(st.just("site"), VALUES),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(AUDIENCES, max_size=4), st.lists(PEOPLE, max_size=5))
def test_columns_include_exactly_the_people_whom_an_audience_includes(
    audiences: list[Audience], people: list[Person]
) -> None:
    expected = [[audience.includes(one) for audience in audiences] for one in people]
    assert included(audiences, people).tolist() == expected
