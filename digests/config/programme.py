"""What the programme is: schedules, goals, the weekly report, and who else is told."""

from datetime import timedelta
from decimal import Decimal
from typing import Literal, Self

from pydantic import AwareDatetime, Field, field_validator, model_validator

from digests.config.written import Section, WholeAddress, length
from digests.money import Money, money

WEBHOOK_SECRET = "BUDSTIKKE_WEBHOOK_SECRET_"  # noqa: S105 - the beginning of a variable's name
MOST_WINDOW = timedelta(days=400)  # from a click to a conversion
EXTRA = "extra"  # the schedule that "send next" opens editions of


class ScheduleSection(Section):
    """One digest: when it comes and for whom."""

    name: str = Field(pattern="^[a-z0-9][a-z0-9-]*$")
    cron: str
    lateness: str = "12h"
    audience: dict[str, list[dict[str, list[str]]]] = Field({})
    items: int = Field(5, ge=1, le=5)
    title: dict[str, str] = Field({})  # per language, in place of the usual one
    on: bool = True
    since: AwareDatetime | None = None  # no slot before this moment counts

    @field_validator("name")
    @classmethod
    def _not_ours(cls, name: str) -> str:
        if name == EXTRA:
            raise ValueError(f"{EXTRA!r} is what editions out of turn are called: name it otherwise")
        return name


class ReportSection(Section):
    """The weekly report to whoever communicates, on every place that is named."""

    weekly: str = ""  # cron, in the time zone below; empty: none is sent
    timezone: str = ""  # the company's
    lateness: str = "2d"
    language: str = ""  # the company's
    channel: str = ""  # in Slack: an id, or "#name"
    teams: str = ""  # the id of a conversation
    mail: list[str] = Field([])


class Goal(Section):
    """A business goal that a click can lead to, and what a conversion is worth."""

    name: str = Field(pattern="^[a-z0-9][a-z0-9_-]*$", max_length=80)
    title: dict[str, str] = Field({})
    kind: Literal["application", "sign-up", "booking", "download", "contact", "purchase", "donation", "other"] = "other"
    value: Decimal | None = None  # of one conversion that names none, in the currency's own unit
    currency: str = ""  # ISO 4217
    window: str = "30d"  # from a click to the conversion
    identifier: Literal["none", "item", "click"] = "item"
    attribution: Literal["last", "first", "linear"] = "last"
    sites: list[str] = Field(
        []
    )  # hosts that may report it by script or pixel, subdomains included; empty: content.domains

    @property
    def worth(self) -> Money | None:
        """What a conversion that names no value counts for."""
        return None if self.value is None else money(self.value, self.currency)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.value is not None and not self.currency:
            raise ValueError('value needs a currency beside it, such as currency = "DKK"')
        if self.currency:
            money(self.value or Decimal(0), self.currency)
        if not timedelta() < length(self.window) <= MOST_WINDOW:
            raise ValueError('window is at least a second and at most 400 days, such as window = "30d"')
        return self


class Webhook(Section):
    """A system of yours that is told of events; its secret stands in BUDSTIKKE_WEBHOOK_SECRET_<NAME>."""

    name: str = Field(pattern="^[a-z0-9][a-z0-9-]*$", max_length=60)
    url: WholeAddress
    events: list[Literal["click.human", "conversion", "share.confirmed"]] = Field([])  # empty: every kind

    @property
    def variable(self) -> str:
        """Where its secret stands in the environment."""
        return WEBHOOK_SECRET + self.name.upper().replace("-", "_")
