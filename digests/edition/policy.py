"""What the company decided, as values that a digest is made by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

from digests.config import Config, PrivacyMode
from digests.people.ladder import Steps
from digests.people.model import ChannelName, Rung
from digests.programme.quiet import Quiet, periods
from digests.relevance.model import Weights


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything from configuration that decides what is in a digest."""

    weights: Weights
    steps: Steps
    near: Mapping[str, Sequence[str]]  # department: topics near its work
    language: str  # for whoever lists none
    timezone: str
    catalogues: tuple[str, ...]  # languages that a digest's own words exist in
    channels: tuple[ChannelName, ...]  # those that are on
    mode: PrivacyMode
    modes: Mapping[str, PrivacyMode] = field(default_factory=dict)  # by country
    disclosure: str = ""
    share_hour: int | None = None  # suggested to whoever has no habit yet
    quiet: tuple[Quiet, ...] = ()
    min_days: int = 0  # between two digests of anybody, whatever they chose themselves
    k: int = 1  # a department of fewer people has no habits of its own: they would tell of a person

    @classmethod
    def of(cls, config: Config, catalogues: Sequence[str], channels: Sequence[ChannelName]) -> "Policy":
        """The policy of a configuration, where these catalogues and channels are there."""
        ladder = config.ladder
        return cls(
            weights=Weights(**{one.name: getattr(config.relevance, one.name) for one in fields(Weights)}),
            steps=Steps(
                items={rung: getattr(ladder, f"{rung}_items") for rung in Rung},
                regular_shares=ladder.regular_shares,
                champion_shares=ladder.champion_shares,
            ),
            near=config.relevance.fields,
            language=config.company.language,
            timezone=config.company.timezone,
            catalogues=tuple(catalogues),
            channels=tuple(channels),
            mode=config.privacy.mode,
            modes=config.privacy.countries,
            disclosure=config.content.disclosure,
            share_hour=ladder.share_hour,
            quiet=periods(config),
            min_days=config.caps.min_days,
            k=config.privacy.k,
        )

    @property
    def protects_somebody(self) -> bool:
        """Whether there may be people who are shown in groups only."""
        return {self.mode, *self.modes.values()} != {"open"}

    def mode_in(self, country: str) -> PrivacyMode:
        """The privacy mode that holds for people of a country."""
        return self.modes.get(country, self.mode)
