"""Why an item was picked: its weightiest components, in codes that a catalogue words."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from digests.relevance.columns import Codes, Counts, Floats, Mask
from digests.relevance.fit import short
from digests.relevance.model import Reason
from digests.relevance.score import COMPONENTS, Scored

MOST = 2  # reasons for one pick
CODES = ("explore", "interest", "department", "taken_up", "colleagues", "new", "priority", "language", "audience")
NO_MORE = len(CODES)
_COLUMN = {name: number for number, name in enumerate(COMPONENTS)}
_AIMED = 0.25  # what it weighs, as a reason, that an audience asks for the person


def weightiest(scored: Scored, rows: Counts, items: Counts, components: Floats, explored: Mask) -> Codes:
    """Pairs x MOST: numbers of CODES, the weightiest first; NO_MORE where there is nothing more to say.

    Chance comes first where it chose. Fairness between desks is the company's reason, not the person's: it is not told.
    """
    shelf, crowd = scored.shelf, scored.crowd
    foreign = np.array([short(tongue[0]) != short(crowd.language) for tongue in crowd.tongues], dtype=np.bool_)
    first = scored.tongue[crowd.spoken[rows], items] == 1
    aimed = np.array([bool(audience.any_of) for audience in shelf.audiences], dtype=np.bool_)
    weights = {
        "explore": np.where(explored, np.inf, 0),
        **{code: components[:, _COLUMN[code]] for code in CODES if code in _COLUMN},
        "new": np.where(shelf.new[items], components[:, _COLUMN["freshness"]], 0),
        "language": np.where(first & foreign[crowd.spoken[rows]], components[:, _COLUMN["language"]], 0),
        "audience": np.where(aimed[shelf.audience_of[items]], _AIMED, 0),
    }
    left = np.column_stack([weights[code] for code in CODES])
    found = np.empty((len(rows), MOST), dtype=np.uint8)
    pairs = np.arange(len(rows))
    for place in range(MOST):
        best = left.argmax(axis=1)
        found[:, place] = np.where(left[pairs, best] > 0, best, NO_MORE)
        left[pairs, best] = 0
    return found


@dataclass(frozen=True, slots=True)
class Explainer:
    """Puts the codes of a batch into reasons, with the topic, department or country that they speak of."""

    scored: Scored
    _made: dict[tuple[str, str], Reason] = field(default_factory=dict)

    def reasons(self, codes: Codes, row: int, item: int) -> tuple[Reason, ...]:
        """The reasons of one pair, in the order of its codes."""
        return tuple(self._reason(CODES[code], row, item) for code in codes.tolist() if code != NO_MORE)

    def _reason(self, code: str, row: int, item: int) -> Reason:
        explain = _EXPLAIN.get(code)
        found = explain(self.scored, row, item) if explain else (code, "")
        return self._made.setdefault(found, Reason(*found))


def _interest(scored: Scored, row: int, item: int) -> tuple[str, str]:
    return "interest", _first_topic(scored, scored.crowd.interested[row], item)


def _taken_up(scored: Scored, row: int, item: int) -> tuple[str, str]:
    at = int(np.searchsorted(scored.crowd.active, row))
    return "taken_up", _first_topic(scored, scored.crowd.taken[at], item)


def _department(scored: Scored, row: int, item: int) -> tuple[str, str]:
    at = scored.crowd.department[row]
    topic = int(scored.near.topic[at, item])
    if topic >= 0 and not scored.near.named[at, item]:
        return "field", _written(scored, item, topic)
    return "department", scored.crowd.departments[at]


def _audience(scored: Scored, row: int, item: int) -> tuple[str, str]:
    country = scored.crowd.people[row].country
    asked = {
        value.casefold()
        for rule in scored.shelf.items[item].audience.any_of
        for key, values in rule.keys
        for value in values
        if key == "country"
    }
    return ("country", country) if country.casefold() in asked else ("audience", "")


def _colleagues(scored: Scored, row: int, item: int) -> tuple[str, str]:  # noqa: ARG001
    return "colleagues", str(scored.shelf.sharers[item])


def _language(scored: Scored, row: int, item: int) -> tuple[str, str]:  # noqa: ARG001
    return "language", scored.crowd.tongues[scored.crowd.spoken[row]][0]


_EXPLAIN: dict[str, Callable[[Scored, int, int], tuple[str, str]]] = {
    "interest": _interest,
    "taken_up": _taken_up,
    "department": _department,
    "audience": _audience,
    "colleagues": _colleagues,
    "language": _language,
}


def _first_topic(scored: Scored, has: Codes, item: int) -> str:
    """The item's first topic, as its desk wrote it, among those that the person has."""
    return next(name for name in scored.shelf.items[item].topics if has[scored.shelf.topic_position[name.casefold()]])


def _written(scored: Scored, item: int, topic: int) -> str:
    folded = scored.shelf.topics[topic]
    return next(name for name in scored.shelf.items[item].topics if name.casefold() == folded)
