"""An item's way where people are protected."""

import itertools
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from digests.content.model import Audience, Item, Rule
from digests.edition import estimate
from digests.edition.build import Batch, World, weigh
from digests.edition.explain import Fate, Step, Way, fates
from digests.people.model import Person, Preferences
from digests.relevance.columns import Shelf
from digests.relevance.model import Weights
from digests.relevance.past import CompanyPast, Past
from tests.digests.edition.company import PERIOD, POLICY, WEEKLY
from tests.digests.relevance.crowds import plain
from tests.factories import KEY, NOW, person

K = 8
LOST: list[Fate] = [("", ""), ("reachable", "unreachable"), ("eligible", "stopped"), ("eligible", "language"),
                    ("picked", "no room")]  # fmt: skip
TEA = Audience((Rule((("interest", ("tea",)),)),))
DANES = Audience((Rule((("country", ("DK",)),)),))


@given(st.lists(st.sampled_from(LOST), min_size=1, max_size=120), st.data())
def test_every_number_is_a_multiple_of_k_and_all_add_up(fated: list[Fate], data: st.DataObject) -> None:
    people = [person(id=f"p{number}") for number in range(len(fated))]
    found = {one.id: fate for one, fate in zip(people, fated, strict=True)}
    inside = frozenset(data.draw(st.sets(st.sampled_from([one.id for one in people]))))
    sent = data.draw(st.dictionaries(st.sampled_from(["sent", "failed"]), st.integers(0, 200)))
    way = estimate.steps(estimate.in_crowds(people, KEY, K), inside, found, sent, K)
    numbers = [step.people for step in way] + [count for step in way for count in step.lost.values()]
    assert all(number >= 0 and number % K == 0 for number in numbers)
    for before, after in itertools.pairwise(way):
        assert before.people - after.people == sum(after.lost.values())


def test_the_way_of_many_is_told_as_it_is() -> None:
    people = [person(id=f"p{number}") for number in range(96)]
    found = {one.id: LOST[0 if number < 48 else 1 if number < 64 else 2] for number, one in enumerate(people)}
    everybody = frozenset(found)
    assert estimate.steps(estimate.in_crowds(people, KEY, K), everybody, found, {"sent": 33, "failed": 8}, K) == [
        Step("audience", 96),
        Step("reachable", 80, {"unreachable": 16}),
        Step("eligible", 48, {"stopped": 32}),
        Step("picked", 48),
        Step("delivered", 32, {"failed": 8, "no digest yet": 8}),
    ]


def test_of_fewer_than_k_people_nothing_is_told() -> None:
    people = [person(id=f"p{number}") for number in range(7)]
    way = estimate.steps(
        estimate.in_crowds(people, KEY, K), frozenset({"p1"}), {one.id: ("", "") for one in people}, {"sent": 7}, K
    )
    assert way == [Step(name, 0) for name in ("audience", "reachable", "eligible", "picked", "delivered")]


def _way(people: list[Person], asked: Audience) -> list[Step]:
    """As `why --item` works it out."""
    item: Item = plain("tea", audience=asked)
    shelf = Shelf.of([item], CompanyPast(), NOW)
    policy = replace(POLICY, weights=Weights(exploration=0))
    world, schedule = estimate.for_everybody(
        World(policy, {"tea": item}, shelf, CompanyPast()), replace(WEEKLY, audience=DANES), "tea", NOW
    )
    batch = Batch(world, schedule, PERIOD, tuple(range(len(people))), tuple(people), (Past(),) * len(people), {})
    weighed = weigh(batch, KEY, NOW)
    found = dict(fates(weighed, world.items["tea"], schedule.audience))
    inside = estimate.included(item, replace(WEEKLY, audience=DANES), people)
    exact = Way(world.items["tea"], schedule.audience)
    exact.add(weighed)
    assert exact.steps({}, 1)[0].people == len(people)
    return estimate.steps(estimate.in_crowds(people, KEY, K), inside, found, {}, K)


def _colleagues(**one: object) -> list[Person]:
    """64 in Sales who like tea, of whom one may be otherwise."""
    people = [person(id=f"p{number}", department="Sales", interests=("tea",)) for number in range(64)]
    return [replace(people[0], **one), *people[1:]]  # type: ignore[arg-type]


def test_asking_with_and_without_a_person_does_not_tell_whether_they_stopped() -> None:
    """The attack that rounding alone would fall to: audiences are grown person by person past every multiple of k."""

    def asked(people: list[Person], count: int) -> list[Step]:
        return _way(people, Audience((Rule((("person", tuple(f"p{number}" for number in range(count))),)),)))

    first, second = _colleagues(preferences=Preferences(stopped=True)), _colleagues()
    crowd = next(crowd for crowd in estimate.in_crowds(first, KEY, K) if "p0" in crowd)
    second = [replace(one, preferences=Preferences(stopped=one.id == crowd[1])) for one in second]
    assert crowd[0] == "p0"
    assert [asked(first, count) for count in range(1, 20)] == [asked(second, count) for count in range(1, 20)]


def test_what_somebody_chose_for_themselves_is_not_asked() -> None:
    chosen = _colleagues(preferences=Preferences(topics=("knitting",)))
    assert _way(chosen, TEA)[0] == _way(_colleagues(), TEA)[0]
    knitting = Audience((Rule((("interest", ("knitting",)),)),))
    assert _way(chosen, knitting)[0].people == 0


def test_who_the_schedule_is_not_for_is_not_in_the_audience() -> None:
    swedes = [replace(one, country="SE") if number < 32 else one for number, one in enumerate(_colleagues())]
    assert _way(swedes, Audience())[0] == Step("audience", 32, {"audience": 32})
