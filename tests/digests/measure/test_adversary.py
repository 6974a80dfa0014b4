"""Whatever a report shows, and however its figures are combined, nothing is about fewer than k people."""

import json
import random
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from bot.rendering.report.files import as_json
from digests.db import Database
from digests.ledger.model import FactKind
from digests.measure.disclosure import Rules, showable
from digests.measure.frame import load_frame
from digests.measure.partition import hidden_across
from digests.measure.report import report
from digests.measure.span import Span
from tests.digests.measure.adversary import Cell, Equation, equations, isolated, possible, rank
from tests.digests.measure.world import SENT, world
from tests.factories import NOW

PLACES = [(d, c, r) for d in ("Sales", "Legal", "IT", "HR") for c in ("DK", "SE", "DE") for r in ("reader", "regular")]
worlds = st.dictionaries(st.sampled_from(PLACES), st.integers(1, 14), max_size=9)


def _shown(cells: Mapping[Cell, int], k: int) -> list[frozenset[Cell]]:
    """The groups whose figures a report would show, and everybody."""
    out = hidden_across(cells, k)
    found = [frozenset(cells)] if showable(sum(cells.values()), k) else []
    for column, gone in enumerate(out):
        names = {cell[column] for cell in cells} - gone
        found += [frozenset(cell for cell in cells if cell[column] == name) for name in names]
    return found


@given(worlds, st.integers(3, 8))
def test_no_combination_of_shown_groups_is_about_fewer_than_k(cells: dict[Cell, int], k: int) -> None:
    if showable(sum(cells.values()), k):
        assert isolated(_shown(cells, k), cells, k) == []


def _company(connection: Connection, seed: int) -> None:
    """A few dozen people in uneven groups, some of whom were sent something, and some of whom did something."""
    chance, made, number = random.Random(seed), world(connection), 0  # noqa: S311 - nobody is fooled by a test
    for department, size in zip(("Sales", "Legal", "IT", "HR"), chance.sample(range(2, 16), 4), strict=True):
        for _ in range(size):
            number += 1
            country = chance.choice(("DK", "DK", "DK", "SE", "DE"))
            who = made.person(f"p{number:03}", department, country=country)
            if chance.random() < 0.9:
                items = chance.sample(("harbour", "bridge", "ferry"), 2)
                sent = made.sent(who, *items, department=department, country=country)
                for item in items:
                    if chance.random() < 0.35:
                        made.did(FactKind.TAP, item, sent, person_id=who, department=department, network="linkedin")


def _read(connection: Connection, k: int) -> tuple[dict[str, Any], dict[Cell, int], dict[Cell, int], dict[Cell, int]]:
    """The JSON; and by cell the active people, those who were sent something, and those who took part."""
    rules, begin = Rules(k=k), SENT.replace(hour=0)
    told = json.loads(as_json(report(connection, begin, NOW, rules, begin)))
    everybody, concerned, involved = Counter[Cell](), Counter[Cell](), Counter[Cell]()
    for cell in load_frame(connection, Span(begin, NOW), rules).cells:
        name = (cell.department, cell.country, cell.rung)
        everybody[name] += cell.people
        concerned[name] += cell.people * cell.concerned
        involved[name] += cell.involved
    return told, dict(everybody), dict(concerned), dict(involved)


@pytest.mark.parametrize("seed", range(6))
def test_a_reader_of_the_json_learns_nothing_about_fewer_than_k(database: Database, seed: int) -> None:
    database.write(_company, seed)
    k = (5, 8)[seed % 2]
    told, everybody, concerned, involved = database.read(_read, k)
    shown = equations(told, everybody)
    assert shown, "a report that shows nothing proves nothing"
    for one in shown:  # the equations are what the report says
        assert one.involved == sum(involved[cell] for cell in one.cells)
    assert isolated([one.cells for one in shown], concerned, k) == []
    left = possible(shown, concerned)
    assert all(involved[cell] in values for cell, values in left.items())
    certain = {cell: min(values) for cell, values in left.items() if len(values) == 1}
    at_an_end = sum(concerned[cell] for cell, number in certain.items() if number in (0, concerned[cell]))
    assert at_an_end == 0 or at_an_end >= k  # "nobody" or "everybody" of k people or more may be said
    assert all(concerned[cell] >= k for cell, number in certain.items() if number not in (0, concerned[cell]))


@pytest.mark.parametrize("seed", range(6))
def test_what_is_hidden_has_no_figure_anywhere_in_the_json(database: Database, seed: int) -> None:
    database.write(_company, seed)
    told, *_ = database.read(_read, 8)
    for item in told["items"]:
        if item["hidden"]:
            figures = {name: item[name] for name in ("read", "tapped", "shared", "involved", "confirmed", "evidenced")}
            assert set(figures.values()) == {None}
            assert set(item["clicks"].values()) == {None}
            assert item["texts"] == []
    for group in (*told["departments"], *told["countries"], *told["ladder"]["steps"]):
        assert (group["involvement"] is None) == group["hidden"]


@pytest.mark.parametrize("seed", range(4))
def test_the_json_names_nobody(database: Database, seed: int) -> None:
    database.write(_company, seed)
    told, *_ = database.read(_read, 8)
    written = json.dumps(told)
    assert "p001" not in written
    assert "example.com" not in written


def test_the_adversary_finds_what_subtraction_gives_away() -> None:
    """What would be wrong if only the small group itself were hidden."""
    cells: dict[Cell, int] = {("Sales", "DK", "reader"): 20, ("Legal", "DK", "reader"): 3}
    everybody, sales = frozenset(cells), frozenset({("Sales", "DK", "reader")})
    assert isolated([everybody, sales], cells, 8) == [frozenset({("Legal", "DK", "reader")})]
    assert isolated([everybody], cells, 8) == []


def test_the_adversary_finds_what_two_groupings_give_away_together() -> None:
    """Department less country is three people, although each group is large."""
    sales, swedes, legal = ("Sales", "DK", "r"), ("Sales", "SE", "r"), ("Legal", "DK", "r")
    cells: dict[Cell, int] = {sales: 20, swedes: 3, legal: 20}
    groups = [frozenset({sales, swedes}), frozenset(cells), frozenset({sales, legal})]
    assert isolated(groups, cells, 8)


def test_the_adversary_finds_what_the_figures_leave_no_doubt_of() -> None:
    cells: dict[Cell, int] = {("Sales", "DK", "r"): 20, ("Legal", "DK", "r"): 3}
    left = possible([Equation(frozenset(cells), 23)], cells)
    assert left == {("Sales", "DK", "r"): {20}, ("Legal", "DK", "r"): {3}}
    assert possible([Equation(frozenset(cells), 4)], cells)[("Legal", "DK", "r")] == {0, 1, 2, 3}


def test_rank_counts_independent_rows() -> None:
    assert (rank([]), rank([[0, 0]]), rank([[1, 1], [2, 2]]), rank([[1, 0], [1, 1], [0, 1]])) == (0, 0, 1, 2)
