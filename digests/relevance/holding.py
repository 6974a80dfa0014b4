"""Who is held out of what, so that it can be seen what would have come without it: by keyed hash, for as long as asked.

A person who is held out of an item stays so in every later edition, and a preview knows it as well as the send. Nobody
without the key can tell who is. Whoever objects to tracking is held out of nothing: nothing could be learnt from it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from digests.people.model import Person
from digests.relevance.columns import Counts, Floats, Mask
from digests.relevance.pick import Seeds, seed, uniform

PERSON_HELD_OUT = "held out this quarter"
_ITEMS, _PEOPLE = "items held out", "people held out"  # no schedule has a name with spaces


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Items that would be held out of the people of a batch."""

    chance: Floats  # people: the probability with which an item is held out of them
    people: Seeds
    items: Seeds

    @classmethod
    def of(cls, key: bytes, rate: float, people: Sequence[Person], items: Iterable[str]) -> "HeldOut":
        """At this rate, for these people and items in their order."""
        return cls(
            np.array([0 if one.preferences.untracked else rate for one in people], dtype=np.float32),
            seed(key, _ITEMS, "", (one.id for one in people)),
            seed(key, _ITEMS, "", items),
        )

    def among(self, item: Counts) -> Mask:
        """Of one item per person (-1: none), those that are held out of that person."""
        held: Mask = np.zeros(len(item), dtype=np.bool_)
        rows = np.flatnonzero((item >= 0) & (self.chance > 0))
        held[rows] = uniform(self.people[rows] ^ self.items[item[rows]], 0) < self.chance[rows]
        return held


def quarter(at: datetime) -> str:
    """The quarter of a year in which somebody is held out, such as 2026-Q4."""
    return f"{at.year}-Q{(at.month + 2) // 3}"


def held_out_people(key: bytes, rate: float, people: Sequence[Person], at: datetime) -> NDArray[np.bool_]:
    """Which of these people get no digest at all in the quarter of `at`."""
    if not rate:
        return np.zeros(len(people), dtype=np.bool_)
    tracked = np.array([not one.preferences.untracked for one in people], dtype=np.bool_)
    drawn: Mask = uniform(seed(key, _PEOPLE, quarter(at), (one.id for one in people)), 0) < rate
    return drawn & tracked
