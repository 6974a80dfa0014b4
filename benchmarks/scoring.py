"""Scoring 25,000 people against 300 items: the five best for each, with their odds and reasons."""

import statistics
import time
from collections.abc import Iterator

from benchmarks.data import DEPARTMENTS, NOW, TOPICS, items, people
from benchmarks.report import figure
from digests.content.model import Item
from digests.people.model import Person
from digests.relevance.choose import Chosen, choose
from digests.relevance.columns import Crowd, Shelf
from digests.relevance.exclusion import Exclusion
from digests.relevance.model import Weights
from digests.relevance.past import CompanyPast, Past
from digests.relevance.pick import seed
from digests.relevance.reasons import Explainer
from digests.relevance.score import score

PEOPLE, ITEMS, PICKS, BATCH, RUNS = 25_000, 300, 5, 2500, 5
KEY = b"a key for benchmarks, 32 bytes long"
FIELDS = {department: TOPICS[number : number + 2] for number, department in enumerate(DEPARTMENTS)}
LIFTS = {
    department: {topic: (row * 7 + column * 3) % 11 / 10 - 0.5 for column, topic in enumerate(TOPICS)}
    for row, department in enumerate(DEPARTMENTS)
}
COMPANY = CompanyPast(
    lifts=LIFTS,
    colleagues={f"item-{number:04}": number for number in range(0, ITEMS, 3)},
    desks={"comms": 900, "marketing": 500, "hr": 300, "csr": 40},
)


def main() -> None:
    """Prints the median of several runs, from values to columns of picks; the first run warms up and does not count."""
    staff, shelf = people(PEOPLE), items(ITEMS)
    pasts = [_past(number) for number in range(PEOPLE)]
    seconds = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        picks = sum(len(chosen.item) for chosen in _scored(staff, shelf, pasts))
        seconds.append(time.perf_counter() - start)
    start = time.perf_counter()
    made = _values(next(_scored(staff[:BATCH], shelf, pasts)))
    print(f"# {picks} picks in columns; {made} as values with all they say: {time.perf_counter() - start:.3f} s")
    figure("scoring_seconds", statistics.median(seconds[1:]), "s", 0.5, 0.25, "lower")


def _scored(staff: list[Person], shelf_items: list[Item], pasts: list[Past]) -> Iterator[Chosen]:
    shelf = Shelf.of(shelf_items, COMPANY, NOW)
    for first in range(0, len(staff), BATCH):
        batch = staff[first : first + BATCH]
        crowd = Crowd.of(
            shelf,
            batch,
            pasts[first : first + BATCH],
            barred=[Exclusion.NONE] * len(batch),
            room=[PICKS] * len(batch),
            language="en",
        )
        scored = score(shelf, crowd, Weights(), COMPANY.lifts, FIELDS)
        yield choose(scored, seed(KEY, "weekly", "2026-W48", (person.id for person in batch)))


def _past(number: int) -> Past:
    """Every second person has a past: items offered, and topics taken up."""
    if number % 2:
        return Past()
    offered = frozenset(f"item-{(number * 31 + step * 17) % ITEMS:04}" for step in range(20))
    return Past(offered=offered, topics={TOPICS[number % len(TOPICS)]: 2, TOPICS[number // 3 % len(TOPICS)]: 1})


def _values(chosen: Chosen) -> int:
    explainer = Explainer(chosen.scored)
    return sum(len(chosen.of(row, explainer)) for row in range(len(chosen.scored.crowd.people)))


if __name__ == "__main__":
    main()
