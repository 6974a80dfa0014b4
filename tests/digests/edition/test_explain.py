"""Why: for one person, and for one item."""

from collections.abc import Sequence
from dataclasses import replace

from digests.content.model import Audience, Item, ItemState, Priority, Rule
from digests.edition.build import Batch, Weighed, World, weigh
from digests.edition.explain import Line, Step, Way, lines, together
from digests.people.model import Person, Preferences
from digests.relevance.columns import Shelf
from digests.relevance.model import Reason, Weights
from digests.relevance.past import CompanyPast, Past
from tests.digests.edition.company import PERIOD, POLICY, WEEKLY
from tests.digests.relevance.crowds import plain
from tests.factories import KEY, NOW, person

DANES = Audience((Rule((("country", ("DK",)),)),))


def weighed(
    items: Sequence[Item],
    people: Sequence[Person],
    pasts: Sequence[Past] | None = None,
    weights: Weights | None = None,
    audience: Audience | None = None,
) -> Weighed:
    policy = replace(POLICY, weights=weights or Weights(exploration=0))
    company = CompanyPast()
    world = World(policy, {item.id: item for item in items}, Shelf.of(items, company, NOW), company)
    schedule = replace(WEEKLY, audience=audience or Audience(), items=1)
    found = tuple(pasts or [Past()] * len(people))
    batch = Batch(world, schedule, PERIOD, tuple(range(len(people))), tuple(people), found, {})
    return weigh(batch, KEY, NOW)


ITEMS = [
    plain("draft", state=ItemState.DRAFT, priority=Priority.HIGH),
    plain("good"),
    plain("best", priority=Priority.HIGH, topics=("tea",)),
    plain("declined"),
]
PAST = Past(topics={"tea": 1}, declined=frozenset({"declined"}))


def test_every_item_is_told_with_score_and_rule_the_picks_first() -> None:
    found = lines(weighed(ITEMS, [person()], [PAST]), 0, deeds=True)
    assert [(line.item_id, line.picked, line.excluded_by) for line in found] == [
        ("best", True, None),
        ("draft", False, "state"),
        ("declined", False, "declined"),
        ("good", False, "no room"),
    ]
    assert found[0] == Line(
        "best",
        3.0,
        {"taken_up": 0.5, "freshness": 1, "priority": 1, "language": 0.5},
        (Reason("new"), Reason("priority")),
        picked=True,
        excluded_by=None,
    )


def test_without_deeds_nothing_shows_what_the_person_did() -> None:
    found = lines(weighed(ITEMS, [person()], [PAST], Weights(exploration=0, taken_up=9)), 0, deeds=False)
    best = found[0]
    assert best.picked
    assert best.components == {"freshness": 1, "priority": 1, "language": 0.5}
    assert best.score == 2.5
    assert best.reasons == (Reason("new"),)
    assert found[2].excluded_by == "offered before"


def test_a_held_out_item_is_told_as_such() -> None:
    found = lines(weighed(ITEMS[1:2], [person()], weights=Weights(exploration=0, hold_out=1)), 0, deeds=True)
    assert [(line.picked, line.excluded_by) for line in found] == [(False, "held out")]


def test_an_items_way_tells_where_its_people_went() -> None:
    people = [
        person(id="picked"),
        person(id="unreachable", email=""),
        person(id="swede", country="SE"),
        person(id="paused", preferences=Preferences(stopped=True)),
        person(id="finn", languages=("fi",)),
        person(id="had"),
        person(id="rival", interests=("gin",)),
    ]
    pasts = [Past()] * 5 + [Past(offered=frozenset({"tea"})), Past()]
    items = [plain("tea", audience=DANES), plain("gin", topics=("gin",), priority=Priority.LOW)]
    way = Way(items[0], Audience())
    way.add(weighed(items, people, pasts))
    assert way.steps({"sent": 1}, 1) == [
        Step("audience", 6, {"audience": 1}),
        Step("reachable", 5, {"unreachable": 1}),
        Step("eligible", 2, {"stopped": 1, "language": 1, "offered before": 1}),
        Step("picked", 1, {"no room": 1}),
        Step("delivered", 1, {}),
    ]


def test_batches_add_up_and_what_is_not_delivered_is_told_by_state() -> None:
    way = Way(ITEMS[1], Audience())
    for _ in range(2):
        way.add(weighed(ITEMS[1:2], [person(id=f"p{number}") for number in range(5)]))
    delivered = way.steps({"sent": 4, "failed": 1, "queued": 2}, 1)[-1]
    assert delivered == Step("delivered", 4, {"no digest yet": 3, "queued": 2, "failed": 1})


def test_held_out_people_are_lost_at_the_picking() -> None:
    way = Way(ITEMS[1], Audience())
    way.add(weighed(ITEMS[1:2], [person()], weights=Weights(exploration=0, hold_out=1)))
    assert way.steps({}, 1)[3:] == [Step("picked", 0, {"held out": 1}), Step("delivered", 0, {})]


def test_a_person_held_out_for_the_quarter_has_no_picks_and_each_says_why() -> None:
    nobody = Weights(exploration=0, hold_out_people=1)
    found = lines(weighed(ITEMS, [person()], weights=nobody), 0, deeds=True)
    assert [line.item_id for line in found if line.excluded_by == "held out this quarter"] == ["best"]
    assert not any(line.picked for line in found)
    way = Way(ITEMS[1], Audience())
    way.add(weighed(ITEMS[1:2], [person()], weights=nobody))
    assert way.steps({}, 1)[3] == Step("picked", 0, {"held out this quarter": 1})


def test_who_the_schedule_is_not_for_is_not_in_the_audience() -> None:
    sweden = Audience((Rule((("country", ("SE",)),)),))
    way = Way(ITEMS[1], sweden)
    way.add(weighed(ITEMS[1:2], [person()], audience=sweden))
    assert way.steps({}, 1)[0] == Step("audience", 0, {"audience": 1})


def test_reasons_of_a_few_people_are_told_together() -> None:
    assert together({"audience": 40, "declined": 3, "stopped": 4}, 8) == {"audience": 40, "other": 7}
    assert together({"declined": 3}, 1) == {"declined": 3}
    assert together({}, 8) == {}
