"""Small crowds and shelves for tests."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from digests.content.model import Item
from digests.people.model import Person
from digests.relevance.choose import Chosen, choose
from digests.relevance.columns import Crowd, Shelf
from digests.relevance.exclusion import Exclusion
from digests.relevance.holding import HeldOut
from digests.relevance.model import Choice, Weights
from digests.relevance.past import CompanyPast, Past
from digests.relevance.pick import seed
from digests.relevance.reasons import Explainer
from digests.relevance.score import COMPONENTS, Scored, score
from tests.factories import KEY, NOW, item

CERTAIN = Weights(exploration=0)


def plain(name: str, **fields: Any) -> Item:
    """An item about nothing, that anybody may have."""
    return item(**({"id": name, "topics": (), "approved_at": NOW} | fields))


def scored(
    items: Sequence[Item],
    people: Sequence[Person],
    pasts: Sequence[Past] | None = None,
    weights: Weights = CERTAIN,
    *,
    company: CompanyPast | None = None,
    barred: Sequence[Exclusion] | None = None,
    room: int = 5,
    fields: Mapping[str, Sequence[str]] | None = None,
) -> Scored:
    """The batch of these people and items."""
    past = company or CompanyPast()
    shelf = Shelf.of(items, past, NOW)
    crowd = Crowd.of(
        shelf,
        people,
        pasts or [Past()] * len(people),
        barred=barred or [Exclusion.NONE] * len(people),
        room=[room] * len(people),
        language="en",
    )
    return score(shelf, crowd, weights, past.lifts, fields or {})


def chosen(batch: Scored, period: str = "2026-W48") -> Chosen:
    """What is picked for the batch."""
    people, rate = batch.crowd.people, batch.weights.hold_out
    held_out = HeldOut.of(KEY, rate, people, (one.id for one in batch.shelf.items)) if rate else None
    return choose(batch, seed(KEY, "weekly", period, (one.id for one in people)), held_out)


def choices(batch: Scored, row: int = 0, period: str = "2026-W48") -> tuple[Choice, ...]:
    """One person's choices."""
    return chosen(batch, period).of(row, Explainer(batch))


def components(batch: Scored, row: int = 0) -> list[dict[str, float]]:
    """Each item's components for one person, whether it is picked or not."""
    items = np.arange(len(batch.shelf.items))
    found = batch.components(np.full(len(items), row), items)
    return [
        {name: round(value, 3) for name, value in zip(COMPONENTS, line, strict=True) if value}
        for line in found.tolist()
    ]


def rules(batch: Scored, row: int = 0) -> list[str]:
    """Each item's rule for one person."""
    return [Exclusion(rule).words for rule in batch.rules[row].tolist()]
