"""Companies made up by chance, in which it is known what an offer brings."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import erfc, log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digests.measure.difference import Units

Chance = np.random.Generator
Numbers = NDArray[Any]  # of whole numbers, of figures, or of yes and no
Make = Callable[[Chance], Units]


@dataclass(frozen=True, slots=True)
class Simulated:
    """A company, and the difference that an offer makes in it."""

    make: Make
    truth: float


def units(person: Numbers, item: Numbers, offered: Numbers, chance: Numbers | float, outcome: Numbers) -> Units:
    """A row each."""
    one = np.ones(len(person))
    return Units(person.astype(np.intp), item.astype(np.intp), offered > 0, chance * one, outcome.astype(float), one)


def poisson(
    chance: Chance, *, people: int, digests: int, items: int, rate: float, without: float, effect: float
) -> Units:
    """Clicks come one by one: so many without the item, and so many through it."""
    person = np.repeat(np.arange(people), digests)
    offered = chance.random(len(person)) >= rate
    clicks = chance.poisson(without, len(person)) + offered * chance.poisson(effect, len(person))
    return units(person, chance.integers(0, items, len(person)), offered, rate, clicks)


def heavy(chance: Chance, *, people: int, brings: bool) -> Units:
    """One share in ten is followed, by a number of people with a heavy tail."""
    person = np.repeat(np.arange(people), 3)
    offered = chance.random(len(person)) >= HEAVY_RATE
    clicks = _followed(chance, len(person)) + (offered * _followed(chance, len(person)) if brings else 0)
    return units(person, chance.integers(0, 6, len(person)), offered, HEAVY_RATE, clicks)


def _followed(chance: Chance, number: int) -> Numbers:
    return (chance.random(number) < FOLLOWED) * np.floor(1 + chance.lognormal(0, SPREAD, number))


def regulars(chance: Chance, *, effect: float) -> Units:
    """A tenth of the people bring nearly all; each has two items in ten weeks that run into each other."""
    people, weeks, both = 300, 10, 2
    eager = np.where(chance.random(people) < EAGER, 1.0, IDLE)
    person = np.repeat(np.arange(people), weeks * both)
    offered = chance.random(len(person)) >= REGULAR_RATE
    gamma = chance.gamma(1, 1, people * weeks)
    mine = chance.poisson(np.repeat(eager, weeks) * gamma).astype(float)
    brought = offered * chance.poisson(eager[person] * effect)
    mine += np.bincount(np.repeat(np.arange(people * weeks), both), brought)
    by_week = mine.reshape(people, weeks)
    by_week[:, 1:] += 0.5 * by_week[:, :-1]
    outcome = np.repeat(by_week.ravel(), both)
    return units(person, chance.integers(0, 6, len(person)), offered, REGULAR_RATE, outcome)


def scattered(chance: Chance, *, effect: float) -> Units:
    """Seven hundred items of very different worth, each offered to a few."""
    person = np.repeat(np.arange(1500), 3)
    item = chance.integers(0, 700, len(person))
    worth = chance.gamma(1, 1, 700)[item]
    offered = chance.random(len(person)) >= 0.2
    clicks = chance.poisson(0.05 + 0.08 * worth) + offered * chance.poisson(effect * worth)
    return units(person, item, offered, 0.2, clicks)


def changed(chance: Chance, *, effect: float) -> Units:
    """Half way more is held out than before, and clicks come three times as often for other reasons."""
    person = np.repeat(np.arange(1500), 4)
    late = np.tile([False, False, True, True], 1500)
    rate = np.where(late, 0.3, 0.1)
    offered = chance.random(len(person)) >= rate
    clicks = chance.poisson(np.where(late, 0.3, 0.1)) + offered * chance.poisson(effect, len(person))
    return units(person, chance.integers(0, 5, len(person)), offered, rate, clicks)


HEAVY_RATE, FOLLOWED, SPREAD = 0.2, 0.1, 1.1
REGULAR_RATE, EAGER, IDLE = 0.2, 0.1, 0.03


def _followers() -> float:
    """The mean of floor(1 + lognormal): 1 and, for every whole number from 1 up, the odds of reaching it."""
    return 1 + sum(erfc(log(number) / SPREAD / sqrt(2)) / 2 for number in range(1, 20_000))


def companies() -> dict[str, Simulated]:
    """Every company that the interval is tried on."""
    rare = partial(poisson, people=1500, digests=4, items=8, rate=0.15, without=0.08)
    few = partial(poisson, people=1500, digests=2, items=2, rate=0.2, without=0.08)
    each = EAGER + (1 - EAGER) * IDLE
    return {
        "rare clicks, no effect": Simulated(partial(rare, effect=0), 0),
        "rare clicks, some effect": Simulated(partial(rare, effect=0.05), 0.05),
        "few items, some effect": Simulated(partial(few, effect=0.06), 0.06),
        "heavy tail, no effect": Simulated(partial(heavy, people=1500, brings=False), 0),
        "heavy tail, some effect": Simulated(partial(heavy, people=1500, brings=True), FOLLOWED * _followers()),
        "few bring all, no effect": Simulated(partial(regulars, effect=0), 0),
        "few bring all, some effect": Simulated(partial(regulars, effect=0.5), 0.5 * each),
        "many items, some effect": Simulated(partial(scattered, effect=0.08), 0.08),
        "another rate half way, some effect": Simulated(partial(changed, effect=0.1), 0.1),
    }
