"""What is known of the past, as values: of one person, and of the company as a whole."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from digests.people.ladder import Habits, Standing

STRENGTH = 50.0  # offers that the company's rate weighs as much as, beside a department's own


@dataclass(frozen=True, slots=True)
class Past:
    """What one person was offered and did. Topics are folded to lower case."""

    standing: Standing = field(default_factory=Standing)
    offered: frozenset[str] = frozenset()  # items of sent digests
    declined: frozenset[str] = frozenset()  # items turned down
    topics: Mapping[str, int] = field(default_factory=dict)  # items read, tapped, copied or confirmed, by topic
    last_sent: datetime | None = None  # of any schedule; None: never

    def without_deeds(self) -> "Past":
        """The same person, had they done nothing: what was sent to them is the company's deed, and stays."""
        offered = self.offered | self.declined
        return Past(Standing(digests=self.standing.digests), offered, last_sent=self.last_sent)


@dataclass(frozen=True, slots=True)
class CompanyPast:
    """What everybody together was offered and did lately."""

    lifts: Mapping[str, Mapping[str, float]] = field(default_factory=dict)  # department, topic: see `lifts`
    colleagues: Mapping[str, int] = field(default_factory=dict)  # people who shared an item
    desks: Mapping[str, int] = field(default_factory=dict)  # offers of a desk's items
    habits: Mapping[str, Habits] = field(default_factory=dict)  # by department

    def of_departments(self, known: Collection[str]) -> "CompanyPast":
        """The same, with nothing told of other departments than these."""
        lifts_ = {name: lift for name, lift in self.lifts.items() if name in known}
        return replace(self, lifts=lifts_, habits={name: one for name, one in self.habits.items() if name in known})


def smoothed(taken: float, offered: float, rate: float) -> float:
    """A rate drawn towards `rate` where there is little data: (taken + s * rate) / (offered + s), s = STRENGTH.

    It is the posterior mean of a binomial rate under a Beta(s * rate, s * (1 - rate)) prior whose mean is estimated
    from the data (empirical Bayes): Gelman et al., Bayesian Data Analysis, 3rd edition, sections 2.4 and 5.1.
    """
    return (taken + STRENGTH * rate) / (offered + STRENGTH)


def lifts(offered: Mapping[tuple[str, str], int], taken: Mapping[tuple[str, str], int]) -> dict[str, dict[str, float]]:
    """How much more often a department takes a topic up than the company does: (r - c) / (r + c), from -1 to 1.

    Both mappings go from (department, topic) to counts; r is the department's smoothed rate and c the topic's, itself
    drawn towards the rate of all topics. Nothing offered, or as much taken up as everywhere: 0.
    """
    topic_offered, topic_taken = Counter[str](), Counter[str]()
    for (department, topic), count in offered.items():
        topic_offered[topic] += count
        topic_taken[topic] += taken.get((department, topic), 0)
    overall = (topic_taken.total() + 1) / (topic_offered.total() + 2)
    found: dict[str, dict[str, float]] = {}
    for (department, topic), count in offered.items():
        common = smoothed(topic_taken[topic], topic_offered[topic], overall)
        own = smoothed(taken.get((department, topic), 0), count, common)
        found.setdefault(department, {})[topic] = (own - common) / (own + common)
    return found
