"""Whoever reads the names beside the groups, and takes them away, learns nothing about fewer than k of the others."""

import json
import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from bot.rendering.report.files import as_json
from digests.db import Database
from digests.ledger.model import FactKind
from digests.measure import crowd, folk
from digests.measure.disclosure import Rules
from digests.measure.frame import Frame, load_frame
from digests.measure.report import report
from digests.measure.span import Reading, Span
from tests.digests.measure.adversary import Cell, Equation, equations, isolated, possible
from tests.digests.measure.world import SENT, world
from tests.factories import NOW

BEGIN = SENT.replace(hour=0)
PLACES = [(d, c, r) for d in ("Sales", "Legal", "IT", "HR") for c in ("DK", "SE") for r in ("reader", "regular")]
crowds = st.dictionaries(st.sampled_from(PLACES), st.tuples(st.integers(0, 12), st.integers(0, 4)), max_size=8)


@given(crowds, st.integers(3, 8))
def test_no_group_is_shown_whose_nameless_people_are_fewer_than_k(cells: dict[Cell, tuple[int, int]], k: int) -> None:
    """Of each cell some are nameless, some named: named ones are known one by one, and so stand for nobody."""
    rows = [
        crowd.Cell(cell[0], cell[1], cell[2], before="", protected=nameless, concerned=True, people=people, involved=0)
        for cell, both in cells.items()
        for nameless, people in zip((True, False), both, strict=True)
        if people
    ]
    frame = Frame(Reading(Span(BEGIN, NOW), None), k, rows)
    if not frame.shown:
        return
    told = folk.groups(frame, cleared=False)
    sizes = {cell: both[0] for cell, both in cells.items()}
    shown = [frozenset(cells)]
    for column, groups in enumerate((told.departments, told.countries, told.rungs)):
        shown += [frozenset(cell for cell in cells if cell[column] == one.name) for one in groups if not one.hidden]
    assert isolated(shown, sizes, k) == []


def _company(connection: Connection, seed: int) -> None:
    """A few dozen people under team, a third of whom said yes."""
    chance, made, number = random.Random(seed), world(connection), 0  # noqa: S311 - nobody is fooled by a test
    for department, size in zip(("Sales", "Legal", "IT", "HR"), chance.sample(range(6, 22), 4), strict=True):
        for _ in range(size):
            number += 1
            country = chance.choice(("DK", "DK", "SE"))
            who = made.person(f"p{number:03}", department, country=country)
            made.chose(who, named=chance.random() < 0.3, untracked=chance.random() < 0.1)
            fields: dict[str, Any] = {"department": department, "country": country, "privacy_mode": "team"}
            if chance.random() < 0.9:
                sent = made.sent(who, "harbour", *chance.sample(("bridge", "ferry"), 1), **fields)
                if chance.random() < 0.4:
                    made.did(FactKind.TAP, "harbour", sent, person_id=who, department=department, network="linkedin")


@pytest.mark.parametrize("seed", range(8))
def test_taking_the_named_off_every_figure_leaves_k_others_or_more(database: Database, seed: int) -> None:
    database.write(_company, seed)
    k, rules = (4, 8)[seed % 2], Rules("team", (4, 8)[seed % 2])

    def read(connection: Connection) -> tuple[str, Frame]:
        found = report(connection, BEGIN, NOW, rules, BEGIN, names=True)
        return as_json(found), load_frame(connection, Span(BEGIN, NOW), rules)

    written, frame = database.read(read)
    told = json.loads(written)
    everybody, nameless, did, known = Counter[Cell](), Counter[Cell](), Counter[Cell](), Counter[Cell]()
    for cell in frame.cells:
        name = (cell.department, cell.country, cell.rung)
        everybody[name] += cell.people
        nameless[name] += cell.people * (cell.protected and cell.concerned)
        did[name] += cell.involved * cell.protected
        known[name] += cell.involved * (not cell.protected)
    assert 0 < len(told["people"]) < sum(everybody.values())
    assert sum(known.values()) == sum(one["tapped"] > 0 for one in told["people"])
    shown = equations(told, dict(everybody))
    assert shown, "a report that shows nothing proves nothing"
    left = [Equation(one.cells, one.involved - sum(known[cell] for cell in one.cells)) for one in shown]
    assert all(one.involved == sum(did[cell] for cell in one.cells) for one in left)
    assert isolated([one.cells for one in left], dict(nameless), k) == []
    certain = {cell: min(of) for cell, of in possible(left, dict(nameless)).items() if len(of) == 1}
    at_an_end = sum(nameless[cell] for cell, number in certain.items() if number in (0, nameless[cell]))
    assert at_an_end == 0 or at_an_end >= k  # "nobody" or "everybody" of k people or more may be said
    assert all(nameless[cell] >= k for cell, number in certain.items() if number not in (0, nameless[cell]))
