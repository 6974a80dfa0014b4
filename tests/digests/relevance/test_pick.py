"""Ranking, chance and hold-outs, and the odds that are written down."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digests.content.model import Audience, Priority, Rule
from digests.people.model import Preferences
from digests.relevance.holding import HeldOut, held_out_people, quarter
from digests.relevance.model import Choice, Weights
from digests.relevance.pick import HELD_OUT, seed, uniform
from digests.relevance.reasons import Explainer
from tests.digests.relevance.crowds import CERTAIN, choices, chosen, plain, scored
from tests.factories import KEY, NOW, person

HIGH = Priority.HIGH
QUARTER = timedelta(days=92)
MANY = [person(id=f"p{number:05}") for number in range(4000)]


def names(picked: tuple[Choice, ...]) -> list[str]:
    return [choice.item_id for choice in picked]


def test_the_best_items_come_first_as_many_as_there_is_room_for() -> None:
    items = [plain("low", priority=Priority.LOW), plain("high", priority=HIGH), plain("normal"), plain("other")]
    batch = scored(items, [person()], room=3)
    assert names(choices(batch)) == ["high", "normal", "other"]
    assert [choice.position for choice in choices(batch)] == [1, 2, 3]


def test_each_person_has_their_own_room() -> None:
    batch = scored([plain("a"), plain("b")], [person(), person(id="p2")])
    batch.crowd.room[:] = [2, 0]
    found = chosen(batch)
    assert [len(found.of(row, Explainer(batch))) for row in (0, 1)] == [2, 0]


def test_what_a_rule_leaves_out_is_never_picked() -> None:
    only_sweden = Audience((Rule((("country", ("SE",)),)),))
    items = [plain("a", audience=only_sweden, priority=HIGH), plain("b")]
    assert names(choices(scored(items, [person()]))) == ["b"]


def test_a_second_item_on_a_topic_gives_way_to_another_topic() -> None:
    items = [
        plain("tea", topics=("ports",), owner="a", priority=HIGH),
        plain("more-tea", topics=("ports",), owner="b", priority=HIGH),
        plain("gin", topics=("sustainability",), owner="c", priority=HIGH, title={"en": "Gin"}),
    ]
    found = choices(scored(items, [person()]))
    assert names(found) == ["tea", "gin", "more-tea"]
    assert [choice.components.get("variety", 0) for choice in found] == [0, 0, -0.6]


def test_a_second_item_of_a_desk_gives_way_to_another_desk() -> None:
    items = [plain("a", owner="hr", priority=HIGH), plain("b", owner="hr"), plain("c", owner="csr")]
    found = choices(scored(items, [person()]))
    assert names(found) == ["a", "c", "b"]
    assert found[2].components["variety"] == -0.3


def test_a_score_is_what_its_components_add_up_to_variety_included() -> None:
    items = [plain("a", topics=("ports",)), plain("b", topics=("ports",)), plain("c", topics=("ports",))]
    for choice in choices(scored(items, [person()])):
        assert choice.score == pytest.approx(sum(choice.components.values()), abs=0.001)


def test_without_exploration_the_best_is_certain() -> None:
    found = choices(scored([plain("a"), plain("b")], [person()]))
    assert [choice.probability for choice in found] == [1, 1]


def test_the_odds_written_down_are_those_of_the_draw() -> None:
    weights = Weights(exploration=0.4, variety=0)
    batch = scored(
        [plain("a", priority=HIGH), plain("b"), plain("c", priority=Priority.LOW)], MANY, weights=weights, room=1
    )
    found = chosen(batch)
    drawn: Counter[str] = Counter()
    for row in range(len(MANY)):
        (choice,) = found.of(row, Explainer(batch))
        drawn[choice.item_id] += 1
        assert choice.probability == pytest.approx(0.6 + 0.4 / 3 if choice.item_id == "a" else 0.4 / 3, abs=1e-5)
    assert drawn["a"] / len(MANY) == pytest.approx(0.6 + 0.4 / 3, abs=0.03)
    assert drawn["c"] / len(MANY) == pytest.approx(0.4 / 3, abs=0.03)


def test_odds_are_given_the_earlier_picks_and_add_up_over_every_order() -> None:
    """With exploration e over 3 items, the 6 orders' odds are products of conditional ones, and their sum is 1."""
    weights = Weights(exploration=0.5, variety=0)
    batch = scored([plain("a", priority=HIGH), plain("b"), plain("c", priority=Priority.LOW)], MANY, weights=weights)
    found, orders = chosen(batch), {}
    for row in range(len(MANY)):
        picked = found.of(row, Explainer(batch))
        orders[tuple(names(picked))] = np.prod([choice.probability for choice in picked])
    assert len(orders) == 6
    assert sum(orders.values()) == pytest.approx(1, abs=0.0001)
    assert orders["a", "b", "c"] == pytest.approx(float(Fraction(4, 6) * Fraction(3, 4)), abs=0.0001)


def test_chance_gives_itself_as_the_first_reason() -> None:
    weights = Weights(exploration=1)
    batch = scored([plain("a", priority=HIGH), plain("b"), plain("c")], MANY[:200], weights=weights, room=1)
    found = chosen(batch)
    picked = [found.of(row, Explainer(batch))[0] for row in range(200)]
    assert {choice.item_id for choice in picked} == {"a", "b", "c"}
    assert all((choice.reasons[0].code == "explore") == (choice.item_id != "a") for choice in picked)


def test_a_preview_shows_what_the_send_will() -> None:
    weights = Weights(exploration=0.9, hold_out=0.3)
    items = [plain(f"i{number}") for number in range(20)]
    crowd = scored(items, MANY[:50], weights=weights)
    alone = scored(items, MANY[17:18], weights=weights)
    assert chosen(crowd).of(17, Explainer(crowd)) == choices(alone)
    assert choices(alone, period="2026-W49") != choices(alone)


def test_nobody_can_guess_a_draw_without_the_key() -> None:
    assert seed(KEY, "weekly", "2026-W48", ["p1"]) != seed(KEY[::-1], "weekly", "2026-W48", ["p1"])
    assert len(set(seed(KEY, "weekly", "2026-W48", ["p1", "p2", "p3"]).tolist())) == 3
    assert seed(KEY, "weekly", "2026-W48", []).shape == (0,)


def test_draws_are_even_and_independent() -> None:
    seeds = seed(KEY, "weekly", "2026-W48", (one.id for one in MANY))
    first, second = uniform(seeds, 0), uniform(seeds, 1)
    assert first.min() >= 0
    assert first.max() < 1
    assert np.histogram(first, 10, (0, 1))[0].min() > 330
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.05


def test_a_held_out_item_is_logged_with_the_place_it_lost_and_the_place_is_filled() -> None:
    weights = Weights(exploration=0, hold_out=0.5, variety=0)
    items = [plain(f"i{number:02}") for number in range(30)]
    batch = scored(items, MANY[:300], weights=weights, room=3)
    found, held = chosen(batch), 0
    for row in range(300):
        picked = found.of(row, Explainer(batch))
        kept = [choice for choice in picked if not choice.held_out]
        out = {choice.position: choice.item_id for choice in picked if choice.held_out}
        held += len(out)
        assert [choice.position for choice in kept] == [1, 2, 3]
        assert all(place % HELD_OUT in {1, 2, 3} and (place - HELD_OUT in {0, 1, 2, 3} or place - HELD_OUT in out)
                   for place in out)  # fmt: skip
        assert names(picked[:3])[0] == "i00" or out[HELD_OUT + 1] == "i00"
        assert len({choice.item_id for choice in picked}) == len(picked)
        assert all(choice.hold_out == 0.5 and 0 < choice.probability <= 1 for choice in picked)
    assert 0.45 < held / (900 + held) < 0.55  # of what would have been picked, whatever filled its place included


def test_whoever_is_held_out_of_an_item_stays_so_in_every_edition() -> None:
    weights = Weights(exploration=0.3, hold_out=0.2)
    batch = scored([plain(f"i{number}") for number in range(8)], MANY[:400], weights=weights, room=4)
    weeks = [chosen(batch, f"2026-W{week}") for week in range(40, 46)]
    pairs = [
        {(row, one.item_id): one.held_out for row in range(400) for one in week.of(row, Explainer(batch))}
        for week in weeks
    ]
    assert any(pairs[0].values())
    for later in pairs[1:]:
        assert all(pairs[0].get(pair, held) == held for pair, held in later.items())


def test_people_are_held_out_of_one_item_whatever_another_one_did() -> None:
    held = HeldOut.of(KEY, 0.2, MANY, [f"i{number}" for number in range(12)])
    table = np.column_stack([held.among(np.full(len(MANY), number)) for number in range(12)])
    assert np.abs(table.mean(axis=0) - 0.2).max() < 0.03
    assert np.abs(np.corrcoef(table.T) - np.eye(12)).max() < 0.07
    assert table.sum(axis=1).var() == pytest.approx(12 * 0.2 * 0.8, rel=0.1)


def test_nobody_can_guess_who_is_held_out_without_the_key() -> None:
    mine, theirs = (HeldOut.of(key, 0.5, MANY, ["i"]).among(np.zeros(len(MANY), dtype=np.intp)) for key in (KEY, b"x"))
    assert 0.4 < (mine == theirs).mean() < 0.6


def test_nothing_is_held_out_of_whoever_objects_to_tracking() -> None:
    untracked = [replace(one, preferences=Preferences(untracked=True)) for one in MANY[:200]]
    batch = scored([plain("a"), plain("b")], untracked, weights=Weights(exploration=0, hold_out=0.5))
    found = chosen(batch)
    assert all(
        not choice.held_out and choice.hold_out == 0 for row in range(200) for choice in found.of(row, Explainer(batch))
    )
    assert not held_out_people(KEY, 0.5, untracked, NOW).any()


def test_people_are_held_out_for_a_quarter_and_others_in_the_next() -> None:
    now, late, then = (held_out_people(KEY, 0.1, MANY, at) for at in (NOW, NOW + timedelta(days=30), NOW + QUARTER))
    assert (now == late).all()
    assert 0.08 < now.mean() < 0.12
    assert 0.005 < (now & then).mean() < 0.02
    assert not held_out_people(KEY, 0, MANY, NOW).any()
    assert [quarter(datetime(2026, month, 1, tzinfo=UTC)) for month in (1, 3, 4, 12)] == [
        "2026-Q1", "2026-Q1", "2026-Q2", "2026-Q4",
    ]  # fmt: skip


def test_positions_close_up_when_nothing_is_left_to_fill_a_place() -> None:
    weights = Weights(exploration=0, hold_out=0.5, variety=0)
    batch = scored([plain("a"), plain("b"), plain("c")], MANY[:50], weights=weights, room=3)
    found = chosen(batch)
    for row in range(50):
        picked = found.of(row, Explainer(batch))
        kept = [choice.position for choice in picked if not choice.held_out]
        assert len(picked) == 3
        assert all(choice.position > HELD_OUT for choice in picked if choice.held_out)
        assert kept == list(range(1, len(kept) + 1))


@settings(max_examples=60, deadline=None)
@given(
    count=st.integers(0, 8),
    room=st.integers(0, 5),
    exploration=st.sampled_from([0.0, 0.3, 1.0]),
    hold_out=st.sampled_from([0.0, 0.4]),
    data=st.data(),
)
def test_nobody_gets_an_item_twice_or_one_that_a_rule_leaves_out(
    count: int, room: int, exploration: float, hold_out: float, data: st.DataObject
) -> None:
    titles = st.sampled_from([{"en": "Tea"}, {"sv": "Te"}])
    items = [plain(f"i{number}", title=data.draw(titles)) for number in range(count)]
    fine = {item.id for item in items if "en" in item.title}
    weights = Weights(exploration=exploration, hold_out=hold_out)
    batch = scored(items, MANY[:7], weights=weights, room=room)
    found = chosen(batch)
    for row in range(7):
        picked = found.of(row, Explainer(batch))
        assert len(set(names(picked))) == len(picked)
        assert set(names(picked)) <= fine
        assert len([choice for choice in picked if not choice.held_out]) <= room
        assert all(0 < choice.probability <= 1 for choice in picked)
        if not hold_out:
            assert len(picked) == min(room, len(fine))


def test_untracked_people_are_picked_for_by_department_and_chosen_interests() -> None:
    items = [plain("mine", topics=("tea",)), plain("theirs", topics=("boats",)), plain("none", priority=HIGH)]
    untracked = person(preferences=Preferences(untracked=True, topics=("tea",)))
    found = choices(scored(items, [untracked], fields={"Engineering": ["boats"]}, weights=CERTAIN))
    assert set(names(found)) == {"mine", "theirs", "none"}
    assert found[0].components["interest"] == 1.5
