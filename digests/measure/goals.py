"""Goals: what counts in the end, as configuration names it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from digests.config import Config, duration
from digests.measure.attribution import Attribution
from digests.money import Money


@dataclass(frozen=True, slots=True)
class Goal:
    """A business event that a click can lead to; `worth` is what a conversion without a value counts for."""

    name: str
    title: Mapping[str, str] = field(default_factory=dict)
    kind: str = "other"
    worth: Money | None = None
    currency: str = ""  # of a value that names none
    window: timedelta = timedelta(days=30)  # from a click to the conversion
    attribution: Attribution = Attribution.LAST
    sites: tuple[str, ...] = ()  # hosts that may report it without a key, subdomains included

    def allows(self, host: str) -> bool:
        """Whether a page of this host may report the goal by script or pixel."""
        return any(host == site or host.endswith(f".{site}") for site in self.sites)


Goals = Mapping[str, Goal]


def named(goals: Iterable[Goal]) -> dict[str, Goal]:
    """Goals by name."""
    return {goal.name: goal for goal in goals}


def configured(config: Config) -> tuple[Goal, ...]:
    """The goals of config.toml, in their order."""
    return tuple(
        Goal(
            name=goal.name,
            title=goal.title,
            kind=goal.kind,
            worth=goal.worth,
            currency=goal.currency,
            window=duration(goal.window),
            attribution=Attribution(goal.attribution),
            sites=tuple(site.lower() for site in goal.sites or config.content.domains),
        )
        for goal in config.goals
    )
