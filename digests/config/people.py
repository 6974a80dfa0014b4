"""What people's digests are made by, and what is known of them: privacy, scores and the ladder."""

from typing import Literal, Self

from pydantic import Field, model_validator

from digests.config.written import Section

PrivacyMode = Literal["works_council", "team", "open"]


class Keep(Section):
    """How many days single kinds live with their people; 0 is `privacy.raw_days`, and none lives longer."""

    reads: int = Field(0, ge=0)
    taps: int = Field(0, ge=0)  # and copied texts, confirmations and "not for me"
    hits: int = Field(0, ge=0)
    conversions: int = Field(0, ge=0)  # the id of an application or sign-up
    events: int = Field(0, ge=0)  # what webhooks tell, where people may be named
    audit: int = Field(365, ge=1)  # who looked at what: the one kind that may outlive the facts

    def days(self, raw_days: int) -> dict[str, int]:
        """Every kind with its days."""
        return {name: days or raw_days for name, days in self}


class Privacy(Section):
    """Who may see what, and for how long it lives."""

    mode: PrivacyMode = "works_council"
    k: int = Field(8, ge=3)
    countries: dict[str, PrivacyMode] = Field({})
    raw_days: int = Field(90, ge=1)
    leaver_days: int = Field(30, ge=1)
    contact: str = ""  # whom to ask about this, shown in the preferences
    keep: Keep = Keep()

    @model_validator(mode="after")
    def _together(self) -> Self:
        """A fact that outlived its delivery would have lost its person with it."""
        for name, days in self.keep.days(self.raw_days).items():
            if name != "audit" and days > self.raw_days:
                raise ValueError(f"keep.{name} is longer than raw_days ({self.raw_days}): raise that, or lower this")
        return self


class Relevance(Section):
    """Weights of a score's components."""

    interest: float = 3.0
    department: float = 1.5
    taken_up: float = 1.0
    colleagues: float = 0.8
    freshness: float = 1.0
    priority: float = 1.0
    fairness: float = 0.5
    language: float = 0.5
    variety: float = 0.6
    exploration: float = Field(0.05, ge=0, le=1)
    least: float = 0.5
    hold_out: float = Field(0.0, ge=0, le=0.5)
    hold_out_people: float = Field(0.0, ge=0, le=0.5)
    hold_out_days: int = Field(14, ge=1, le=60)
    fields: dict[str, list[str]] = Field({})  # department = topics near its work


class Ladder(Section):
    """Items in a digest at each rung, and what it takes to stand there."""

    newcomer_items: int = Field(2, ge=1, le=5)
    reader_items: int = Field(3, ge=1, le=5)
    first_share_items: int = Field(3, ge=1, le=5)
    regular_items: int = Field(4, ge=1, le=5)
    champion_items: int = Field(5, ge=1, le=5)
    regular_shares: int = Field(3, ge=2)  # shares in 90 days
    champion_shares: int = Field(10, ge=3)
    share_hour: int = Field(8, ge=0, le=23)  # suggested until a person or their department has a habit
