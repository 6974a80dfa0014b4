"""Which items a person gets, in which order: the best ones, varied, with a little chance whose odds are known."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from digests.relevance.columns import Counts, Floats, Mask
from digests.relevance.model import Weights
from digests.relevance.score import Scored

Seeds = NDArray[np.uint64]
HELD_OUT = 100  # a held-out item has its place and this many, or a multiple where that place lost several
_DESK = 0.5  # what a desk's second item loses, as a share of what a topic's second item does

_EXPLORES, _WHICH, _DRAWS = range(3)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One position for every person; `item` is -1 where nothing was left or wanted."""

    item: Counts
    probability: Floats  # P(item here | earlier picks)
    explored: Mask  # chance put it here, not rank
    penalty: Floats  # what variety took off its score

    @classmethod
    def beside(cls, drawn: Sequence["Drawn"], people: int) -> "Drawn":
        """Several positions side by side: people x positions."""
        none = np.empty((people, 0))
        return cls(
            np.column_stack([none.astype(np.intp), *(one.item for one in drawn)]),
            np.column_stack([none.astype(np.float32), *(one.probability for one in drawn)]),
            np.column_stack([none.astype(np.bool_), *(one.explored for one in drawn)]),
            np.column_stack([none.astype(np.float32), *(one.penalty for one in drawn)]),
        )

    def where(self, kept: Mask, other: "Drawn") -> "Drawn":
        """This draw for the people of `kept`, the other one for the rest."""
        return Drawn(
            np.where(kept, self.item, other.item),
            np.where(kept, self.probability, other.probability),
            np.where(kept, self.explored, other.explored),
            np.where(kept, self.penalty, other.penalty),
        )

    def only(self, kept: Mask) -> "Drawn":
        """This draw for the people of `kept`, and nothing for the rest."""
        return Drawn(np.where(kept, self.item, -1), self.probability, self.explored, self.penalty)


@dataclass(frozen=True, slots=True)
class Picked:
    """The positions in order, and what was held out of them."""

    kept: tuple[Drawn, ...]
    held_out: tuple[Drawn, ...]
    places: tuple[
        int, ...
    ] = ()  # of what was held out: 103 for what would have stood third, 203 for what came after it


class Holding(Protocol):
    """Knows what is held out of whom."""

    def among(self, item: Counts) -> Mask:
        """Of one item per person (-1: none), those that are held out of that person."""
        ...


def pick(scored: Scored, seeds: Seeds, holding: Holding | None = None) -> Picked:
    """Ranks greedily for all people of the batch at once, position by position.

    With probability `exploration` a position is filled by an even draw among what is left, else by the best of it, so
    P(item) = (1 - exploration) * [it is the best] + exploration / left. What is held out is taken out afterwards, its
    place filled by going on in the same way, until something stands there that is not held out.
    """
    table = _Table(scored, seeds)
    most = min(int(scored.crowd.room.max(initial=0)), len(scored.shelf.items))
    kept = [table.draw(scored.crowd.room > position) for position in range(most)]
    if holding is None:
        return Picked(tuple(kept), ())
    held, places = [], []
    for position, first in enumerate(kept):
        place, drawn, out = HELD_OUT + position + 1, first, holding.among(first.item)
        while out.any():
            held.append(drawn.only(out))
            places.append(place)
            drawn = table.draw(out)
            kept[position] = drawn.where(out, kept[position])
            place, out = place + HELD_OUT, out & holding.among(drawn.item)
    return Picked(tuple(kept), tuple(held), tuple(places))


def seed(key: bytes, schedule: str, period: str, people: Iterable[str]) -> Seeds:
    """A number per person that nobody without the key can guess: the same for a preview and for the send."""
    start = hashlib.blake2b(f"{schedule}\0{period}\0".encode(), key=key[:64], digest_size=8)
    digests = []
    for person in people:
        one = start.copy()
        one.update(person.encode())
        digests.append(one.digest())
    return np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64)


def uniform(seeds: Seeds, number: int) -> NDArray[np.float64]:
    """The draw of that number for each seed, in [0, 1): SplitMix64 (Steele, Lea and Flood, OOPSLA 2014)."""
    mixed = seeds + np.uint64((number + 1) * 0x9E3779B97F4A7C15 % 2**64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) * 2.0**-53


class _Table:
    """What is left to pick from: scores less what variety takes off, -inf for whatever is out or picked already."""

    def __init__(self, scored: Scored, seeds: Seeds) -> None:
        self._seeds = seeds
        self._drawn = 0
        self._people = np.arange(len(scored.scores))
        self._exploration = scored.weights.exploration
        self._scores = scored.scores
        self._worth = np.where(scored.eligible, scored.scores, np.float32(-np.inf))
        self._left = scored.eligible.sum(axis=1)
        self._penalty = _penalty(scored, scored.weights)

    def draw(self, wanted: Mask) -> Drawn:
        """The next position of those who want one and for whom something is left."""
        number, self._drawn = self._drawn * _DRAWS, self._drawn + 1
        wanted = wanted & (self._left > 0)
        best = self._worth.argmax(axis=1)
        chance = wanted & (uniform(self._seeds, number + _EXPLORES) < self._exploration)
        item = best.copy()
        item[chance] = self._any(chance, uniform(self._seeds, number + _WHICH)[chance])
        share = self._exploration / np.maximum(self._left, 1)
        probability = np.where(item == best, 1 - self._exploration, 0) + share
        penalty = np.where(wanted, self._scores[self._people, item] - self._worth[self._people, item], 0)
        self._take(wanted, item)
        return Drawn(
            np.where(wanted, item, -1), probability.astype(np.float32), item != best, penalty.astype(np.float32)
        )

    def _any(self, rows: Mask, chance: NDArray[np.float64]) -> Counts:
        """One of what is left for each of these people, evenly."""
        left = self._worth[rows] > -np.inf
        wanted = (chance * self._left[rows]).astype(np.intp) + 1
        item: Counts = (left.cumsum(axis=1) == wanted[:, None]).argmax(axis=1)
        return item

    def _take(self, rows: Mask, item: Counts) -> None:
        """Takes the item away, and something off its kin."""
        everyone = bool(rows.all())
        if everyone:
            self._worth -= self._penalty[item]
        else:
            self._worth[rows] -= self._penalty[item[rows]]
        self._worth[self._people[rows], item[rows]] = -np.inf
        self._left -= rows


def _penalty(scored: Scored, weights: Weights) -> Floats:
    """Items x items: what one loses once the other is picked."""
    return (weights.variety * (scored.shelf.kin + _DESK * scored.shelf.siblings)).astype(np.float32)
