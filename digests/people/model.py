"""A person of the directory and what they chose."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ChannelName(StrEnum):
    """Where a digest can arrive."""

    SLACK = "slack"
    TEAMS = "teams"
    EMAIL = "email"
    PREVIEW = "preview"


class Rung(StrEnum):
    """Where a person stands on the ladder."""

    NEWCOMER = "newcomer"
    READER = "reader"
    FIRST_SHARE = "first_share"
    REGULAR = "regular"
    CHAMPION = "champion"


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person chose; None or empty means "as the company has it"."""

    channel: ChannelName | None = None
    weekday: int | None = None  # 0 Monday .. 6 Sunday
    hour: int | None = None  # 0..23, the person's own time
    items: int | None = None  # 1..5 items in a digest
    networks: tuple[str, ...] = ()
    topics: tuple[str, ...] | None = None  # replaces the directory's interests
    languages: tuple[str, ...] = ()
    min_days: int = 0  # frequency cap: days between two digests of any schedule
    paused_until: datetime | None = None
    untracked: bool = False  # objects to tracking and keeps the digest
    stopped: bool = False
    mastodon: str = ""  # own server, a bare host name
    named: bool = False  # said yes to figures by name; counts where the mode is team


@dataclass(frozen=True, slots=True)
class Person:
    """An employee. `id` is the directory's stable key; everything but `id` and `name` may be empty."""

    id: str
    name: str
    email: str = ""
    department: str = ""
    title: str = ""
    country: str = ""  # ISO 3166, upper case
    languages: tuple[str, ...] = ()  # BCP 47, best first
    timezone: str = ""  # IANA
    interests: tuple[str, ...] = ()
    slack_id: str = ""
    teams_id: str = ""
    roles: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)  # columns that configuration names
    left_at: datetime | None = None
    welcomed_at: datetime | None = None  # when they were told what this is
    preferences: Preferences = Preferences()

    @property
    def reachable(self) -> bool:
        """Whether any address is known."""
        return bool(self.email or self.slack_id or self.teams_id)

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics this person chose, else those of the directory."""
        return self.interests if self.preferences.topics is None else self.preferences.topics

    @property
    def spoken(self) -> tuple[str, ...]:
        """Languages this person reads, best first: chosen, else the directory's."""
        return self.preferences.languages or self.languages

    @property
    def first_name(self) -> str:
        """The word to greet with."""
        return self.name.split()[0] if self.name.split() else self.name
