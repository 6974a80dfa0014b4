"""What each item is worth to each person, by component, and which rule leaves it out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from digests.relevance.columns import Codes, Counts, Crowd, Floats, Mask, Shelf
from digests.relevance.exclusion import Exclusion
from digests.relevance.groups import Nearness, fluency, lacking_network, nearness
from digests.relevance.matching import included
from digests.relevance.model import Weights

COMPONENTS = (
    "interest", "department", "taken_up", "colleagues", "freshness", "priority", "fairness", "language", "variety",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scored:
    """People x items. A score is the sum of its components, which `components` gives for single pairs."""

    shelf: Shelf
    crowd: Crowd
    weights: Weights
    scores: Floats
    rules: Codes  # an Exclusion each; 0: eligible
    interest: Floats
    own: Floats  # active people x items: what the person took up
    near: Nearness
    tongue: Floats  # languages x items

    @property
    def eligible(self) -> Mask:
        """The pairs that no rule leaves out."""
        eligible: Mask = self.rules == Exclusion.NONE
        return eligible

    def components(self, rows: Counts, items: Counts) -> Floats:
        """Pairs x COMPONENTS, weighted; what variety takes off is known to the picking only, and 0 here."""
        weights, shelf, crowd = self.weights, self.shelf, self.crowd
        at = np.full(len(crowd.people), -1, dtype=np.intp)
        at[crowd.active] = np.arange(len(crowd.active))
        taken = np.zeros(len(rows), dtype=np.float32)
        did = at[rows] >= 0
        taken[did] = self.own[at[rows[did]], items[did]]
        columns = (
            weights.interest * self.interest[rows, items],
            weights.department * self.near.value[crowd.department[rows], items],
            weights.taken_up * taken,
            weights.colleagues * shelf.colleagues[items],
            weights.freshness * shelf.freshness[items],
            weights.priority * shelf.priority[items],
            weights.fairness * shelf.fairness[items],
            weights.language * self.tongue[crowd.spoken[rows], items],
            np.zeros(len(rows), dtype=np.float32),
        )
        return np.column_stack(columns).astype(np.float32)


def score(
    shelf: Shelf,
    crowd: Crowd,
    weights: Weights,
    lifts: Mapping[str, Mapping[str, float]],
    fields: Mapping[str, Sequence[str]],
) -> Scored:
    """Scores every pair of a batch in float32 and says which rule, if any, leaves it out.

    Shares of one topic count half, of two three quarters, and so on, both for interests and for topics taken up before.
    `lifts` and `fields` go from a department to topics: how much more it takes them up, and which are near its work.
    """
    near = nearness(shelf, crowd.departments, lifts, fields)
    tongue = fluency(shelf, crowd.tongues)
    interest = _shared(crowd.interested, shelf)
    own = _shared(crowd.taken, shelf)
    sure = (
        weights.colleagues * shelf.colleagues
        + weights.freshness * shelf.freshness
        + weights.priority * shelf.priority
        + weights.fairness * shelf.fairness
    ).astype(np.float32)
    scores = interest * np.float32(weights.interest)
    scores += (weights.department * near.value + sure).astype(np.float32)[crowd.department]
    scores += (weights.language * tongue).astype(np.float32)[crowd.spoken]
    scores[crowd.active] += np.float32(weights.taken_up) * own
    rules = exclusions(shelf, crowd, tongue)
    np.maximum(rules, (scores < weights.least) * np.uint8(Exclusion.BELOW_LEAST_SCORE), out=rules)
    return Scored(shelf, crowd, weights, scores, rules, interest, own, near, tongue)


def exclusions(shelf: Shelf, crowd: Crowd, tongue: Floats) -> Codes:
    """People x items: the greatest Exclusion that holds whatever the score, or 0."""
    audience = (~included(shelf.audiences, crowd.people)).astype(np.uint8) * np.uint8(Exclusion.AUDIENCE)
    found = np.ascontiguousarray(audience[:, shelf.audience_of])
    np.maximum(found, shelf.closed, out=found)
    language = (tongue == 0) * np.uint8(Exclusion.LANGUAGE)
    np.maximum(found, language[crowd.spoken], out=found)
    network = lacking_network(shelf, crowd.networks) * np.uint8(Exclusion.NETWORK)
    np.maximum(found, network[crowd.network], out=found)
    np.maximum(found, crowd.barred[:, None], out=found)
    for pairs, rule in ((crowd.offered, Exclusion.OFFERED_BEFORE), (crowd.declined, Exclusion.DECLINED)):
        found[pairs] = np.maximum(found[pairs], rule)
    return found


def _shared(has: Codes, shelf: Shelf) -> Floats:
    """People x items: 0 for no topic in common, then 1/2, 3/4, 7/8 ...; rows of bytes are added up, not floats."""
    by_topic = np.zeros((len(shelf.topics) + 1, len(has)), dtype=np.uint8)  # the last row is "no topic"
    by_topic[:-1] = has.T
    shared = by_topic[shelf.topics_of].sum(axis=1, dtype=np.uint16)
    worth = 1 - np.exp2(-np.arange(int(shared.max(initial=0)) + 1, dtype=np.float32))
    return worth.take(np.ascontiguousarray(shared.T))
