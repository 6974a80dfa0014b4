"""From a batch of people and items to each person's choices, with their reasons and odds."""

from dataclasses import dataclass

import numpy as np

from digests.relevance.columns import Codes, Counts, Floats
from digests.relevance.holding import HeldOut
from digests.relevance.model import Choice
from digests.relevance.pick import HELD_OUT, Drawn, Seeds, pick
from digests.relevance.reasons import Explainer, weightiest
from digests.relevance.score import COMPONENTS, Scored


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen for a batch, still in columns: a row per pick, in order of person and position."""

    scored: Scored
    person: Counts
    item: Counts
    position: Counts
    probability: Floats
    components: Floats  # picks x COMPONENTS
    reasons: Codes  # picks x MOST
    start: Counts  # people and one more: where each person's picks begin
    hold_out: Floats  # people: the probability with which each of their picks was held out

    def of(self, row: int, explainer: Explainer) -> tuple[Choice, ...]:
        """One person's choices as values, the held-out ones last."""
        return tuple(self._choice(at, explainer) for at in range(self.start[row], self.start[row + 1]))

    def _choice(self, at: int, explainer: Explainer) -> Choice:
        number, position = int(self.item[at]), int(self.position[at])
        item = self.scored.shelf.items[number]
        components = self.components[at].tolist()
        return Choice(
            item_id=item.id,
            position=position,
            score=round(sum(components), 4),
            probability=round(float(self.probability[at]), 6),
            components={name: round(value, 4) for name, value in zip(COMPONENTS, components, strict=True) if value},
            reasons=explainer.reasons(self.reasons[at], int(self.person[at]), number),
            version=item.version,
            held_out=position > HELD_OUT,
            hold_out=round(float(self.hold_out[self.person[at]]), 6),
        )


def choose(scored: Scored, seeds: Seeds, held_out: HeldOut | None = None) -> Chosen:
    """The picks of everybody in the batch; positions close up where nothing was left to fill one."""
    picked = pick(scored, seeds, held_out)
    people, kept = len(scored.crowd.people), len(picked.kept)
    every = Drawn.beside((*picked.kept, *picked.held_out), people)
    position = (every.item >= 0).cumsum(axis=1)
    position[:, kept:] = np.array(picked.places, dtype=np.intp)
    rows, places = np.nonzero(every.item >= 0)
    items = every.item[rows, places]
    components = scored.components(rows, items)
    components[:, COMPONENTS.index("variety")] = -every.penalty[rows, places]
    return Chosen(
        scored=scored,
        person=rows,
        item=items,
        position=position[rows, places],
        probability=every.probability[rows, places],
        components=components,
        reasons=weightiest(scored, rows, items, components, every.explored[rows, places]),
        start=np.searchsorted(rows, np.arange(people + 1)),
        hold_out=np.zeros(people, dtype=np.float32) if held_out is None else held_out.chance,
    )
