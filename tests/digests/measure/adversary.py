"""Somebody who knows where everybody works, and reads a report's JSON with pencil and paper.

They write down one equation for each figure about people that is shown, and look for any that is about fewer than k:
first by algebra alone, whatever the figures are, then by what the figures leave possible.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

Cell = tuple[str, ...]  # department, country and rung


@dataclass(frozen=True, slots=True)
class Equation:
    """So many of the people in these cells took part."""

    cells: frozenset[Cell]
    involved: int


def equations(report: Mapping[str, Any], people: Mapping[Cell, int]) -> list[Equation]:
    """What the JSON says about how many took part, by whom it is about; `people` are all active ones."""
    found = []
    if report["overall"]["involved"] is not None:
        found.append(Equation(frozenset(people), report["overall"]["involved"]))
    for column, groups in enumerate((report["departments"], report["countries"], report["ladder"]["steps"])):
        for group in groups:
            cells = frozenset(cell for cell in people if cell[column] == group["name"])
            if group["involvement"] is not None and cells:
                size = sum(people[cell] for cell in cells)
                found.append(Equation(cells, round(group["involvement"] * size)))
    return found


def isolated(shown: Sequence[Collection[Cell]], sizes: Mapping[Cell, int], k: int) -> list[frozenset[Cell]]:
    """Sets of fewer than k people about whom some combination of the shown sums says something, and about nobody else.

    `sizes` are the people of each cell who may have done something at all.
    """
    cells = [cell for cell, size in sizes.items() if size]
    matrix = [[int(cell in group) for cell in cells] for group in shown]
    whole = rank(matrix)
    return [
        few
        for few in _few(cells, sizes, k)
        if rank([[value for cell, value in zip(cells, row, strict=True) if cell not in few] for row in matrix]) < whole
    ]


def _few(cells: Sequence[Cell], sizes: Mapping[Cell, int], k: int) -> Iterator[frozenset[Cell]]:
    """Every set of cells with fewer than k people between them that could take in no other."""
    small = [cell for cell in cells if sizes[cell] < k]
    for number in range(1, min(len(small), k - 1) + 1):
        for some in combinations(small, number):
            left = k - 1 - sum(sizes[cell] for cell in some)
            if left >= 0 and all(cell in some or sizes[cell] > left for cell in small):
                yield frozenset(some)


def rank(matrix: Sequence[Sequence[int]]) -> int:
    """How many rows are independent of one another."""
    rows = [[Fraction(value) for value in row] for row in matrix]
    found = 0
    for column in range(len(rows[0]) if rows else 0):
        lead = next((row for row in rows[found:] if row[column]), None)
        if lead is None:
            continue
        rows.remove(lead)
        rows.insert(found, lead)
        for other in rows[found + 1 :]:
            factor = other[column] / lead[column]
            other[:] = [a - factor * b for a, b in zip(other, lead, strict=True)]
        found += 1
    return found


def possible(shown: Sequence[Equation], sizes: Mapping[Cell, int]) -> dict[Cell, frozenset[int]]:
    """How many of each cell may have taken part, by every figure that is shown together."""
    cells = [cell for cell, size in sizes.items() if size]
    goal = tuple(one.involved for one in shown)
    steps = [tuple(int(cell in one.cells) for one in shown) for cell in cells]
    ahead: list[set[tuple[int, ...]]] = [{(0,) * len(goal)}]
    for cell, step in zip(cells, steps, strict=True):
        ahead.append({_plus(sums, step, n, goal) for sums in ahead[-1] for n in range(sizes[cell] + 1)} - {()})
    alive = {goal} & ahead[-1]
    found: dict[Cell, frozenset[int]] = {}
    for place in reversed(range(len(cells))):
        step, values, before = steps[place], set(), set()
        for sums in ahead[place]:
            for n in range(sizes[cells[place]] + 1):
                if _plus(sums, step, n, goal) in alive:
                    values.add(n)
                    before.add(sums)
        found[cells[place]], alive = frozenset(values), before
    return found


def _plus(sums: tuple[int, ...], step: tuple[int, ...], n: int, goal: tuple[int, ...]) -> tuple[int, ...]:
    """The sums with n more of a cell; empty when that is more than any figure allows."""
    made = tuple(a + n * b for a, b in zip(sums, step, strict=True))
    return made if all(a <= b for a, b in zip(made, goal, strict=True)) else ()
