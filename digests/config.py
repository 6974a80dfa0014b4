"""What stands in config.toml: every section with its keys, defaults and limits."""

import re
from datetime import timedelta
from decimal import Decimal
from ipaddress import ip_address
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from digests.errors import SettingsError
from digests.money import Money, money

PrivacyMode = Literal["works_council", "team", "open"]
WEBHOOK_SECRET = "BUDSTIKKE_WEBHOOK_SECRET_"  # noqa: S105 - the beginning of a variable's name
MOST_WINDOW = timedelta(days=400)  # from a click to a conversion


def _without_slash(address: str) -> str:
    if not address.startswith(("https://", "http://")):
        raise ValueError("an address starts with https:// (or http:// on your own machine)")
    return address.rstrip("/")


def _host(domain: str) -> str:
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?", domain.lower()):
        raise ValueError("a domain is a host such as go.example.com, without https:// and without a path")
    return domain.lower()


Address = Annotated[str, AfterValidator(_without_slash)]
Domain = Annotated[str, AfterValidator(_host)]


def _ip(written: str) -> str:
    try:
        return str(ip_address(written))
    except ValueError:
        raise ValueError(f"{written!r} is no IP address such as 203.0.113.7 or 2001:db8::7") from None


IpAddress = Annotated[str, AfterValidator(_ip)]


class Section(BaseModel):
    """A table of config.toml; a key that is not known is an error, because it is most likely misspelt."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Server(Section):
    """The web."""

    public_url: Address
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)


class Links(Section):
    """Short links, on a host of their own."""

    base_url: Address
    domains: list[Domain] = []  # further hosts that links answer on, each for links alone
    addresses: list[IpAddress] = []  # IP addresses of those hosts, for `doctor`; empty: those of public_url's host
    utm_source: str = "budstikke"
    utm_medium: str = "employee"
    utm_campaign: str = "{item}"  # {item}, {network}, {desk}, {goal} and {text} are filled in
    utm_content: str = ""  # the same; empty: not told
    settle_minutes: int = Field(10, ge=0, le=120)


class Company(Section):
    """What people read about the sender."""

    name: str = "Our company"
    language: str = "en"  # for whoever has none
    timezone: str = "Europe/Copenhagen"  # for whoever has none
    accent: str = Field("#0b5fff", pattern="^#[0-9a-fA-F]{6}$")
    holidays: bool = True  # move a digest past the public holidays of the person's country


class Mail(Section):
    """Mail's sender and how hard the relay may be pressed. The relay itself is SMTP_URL."""

    sender: str = Field("Budstikke <budstikke@example.com>", alias="from")
    reply_to: str = ""
    connections: int = Field(16, ge=1, le=64)
    per_connection: int = Field(500, ge=1)  # messages before a connection is made anew
    per_second: float = Field(0, ge=0)  # 0: as fast as the relay takes them
    per_domain_second: float = Field(0, ge=0)  # 0: no limit per recipient domain
    timeout_seconds: float = Field(30, gt=0)
    in_doubt: Literal["leave", "resend"] = "leave"


class Slack(Section):
    """Slack; tokens stand in the environment."""

    api_url: Address = "https://slack.com/api"
    workspaces: list[Annotated[str, Field(pattern="^[TE][A-Z0-9]{1,30}$")]] = []  # which may install; others are refused
    mode: Literal["auto", "http", "socket"] = "auto"  # how presses come in; auto: as the secrets that are there allow
    per_minute: int = Field(200, ge=1)
    connections: int = Field(4, ge=1, le=32)
    timeout_seconds: float = Field(20, gt=0)


class Teams(Section):
    """Microsoft Teams; the app's registration stands in the environment."""

    login_url: Address = "https://login.microsoftonline.com"
    service_url: Address = "https://smba.trafficmanager.net/teams"
    per_second: float = Field(5, gt=0)
    connections: int = Field(2, ge=1, le=32)
    timeout_seconds: float = Field(20, gt=0)


class Delivery(Section):
    """Which channels are used and how trying again goes."""

    channels: list[Literal["slack", "teams", "email", "preview"]] = []  # empty: those that have secrets, else preview
    preview_folder: str = "var/preview"
    tries: int = Field(6, ge=1, le=20)  # per channel
    backoff_seconds: float = Field(30, gt=0)  # doubled at each try, with jitter
    runner: Literal["auto", "embedded"] = "auto"


class PeopleSection(Section):
    """The directory."""

    attributes: list[str] = []  # further columns to keep, for audiences
    max_leave_share: float = Field(0.2, ge=0, le=1)  # `--leave` refuses to mark more than this share as left


class Content(Section):
    """The queue."""

    domains: list[str] = []  # hosts that items may lead to, with their subdomains; empty: any
    languages: list[str] = ["en"]  # each item should have these
    desks: list[str] = []  # owners that are known; empty: any
    disclosure: str = ""  # hashtag for items that name none


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
    countries: dict[str, PrivacyMode] = {}
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
    fields: dict[str, list[str]] = {}  # department = topics near its work


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


class ScheduleSection(Section):
    """One digest: when it comes and for whom."""

    name: str = Field(pattern="^[a-z0-9][a-z0-9-]*$")
    cron: str
    lateness: str = "12h"
    audience: dict[str, list[dict[str, list[str]]]] = {}
    items: int = Field(5, ge=1, le=5)
    title: dict[str, str] = {}  # per language, in place of the usual one


class ReportSection(Section):
    """The weekly report to whoever communicates, on every place that is named."""

    weekly: str = ""  # cron, in the time zone below; empty: none is sent
    timezone: str = ""  # the company's
    lateness: str = "2d"
    language: str = ""  # the company's
    channel: str = ""  # in Slack: an id, or "#name"
    teams: str = ""  # the id of a conversation
    mail: list[str] = []


class Goal(Section):
    """A business goal that a click can lead to, and what a conversion is worth."""

    name: str = Field(pattern="^[a-z0-9][a-z0-9_-]*$", max_length=80)
    title: dict[str, str] = {}
    kind: Literal["application", "sign-up", "booking", "download", "contact", "purchase", "donation", "other"] = "other"
    value: Decimal | None = None  # of one conversion that names none, in the currency's own unit
    currency: str = ""  # ISO 4217
    window: str = "30d"  # from a click to the conversion
    identifier: Literal["none", "item", "click"] = "item"
    attribution: Literal["last", "first", "linear"] = "last"
    sites: list[str] = []  # hosts that may report it by script or pixel, subdomains included; empty: content.domains

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
        if not timedelta() < _length(self.window) <= MOST_WINDOW:
            raise ValueError('window is at least a second and at most 400 days, such as window = "30d"')
        return self


def _length(text: str) -> timedelta:
    try:
        return duration(text)
    except (SettingsError, OverflowError):
        raise ValueError(f'{text!r} is not a length of time: write one such as "30d" or "12h"') from None


def _whole_address(address: str) -> str:
    _without_slash(address)
    return address


class Webhook(Section):
    """A system of yours that is told of events; its secret stands in BUDSTIKKE_WEBHOOK_SECRET_<NAME>."""

    name: str = Field(pattern="^[a-z0-9][a-z0-9-]*$", max_length=60)
    url: Annotated[str, AfterValidator(_whole_address)]
    events: list[Literal["click.human", "conversion", "share.confirmed"]] = []  # empty: every kind

    @property
    def variable(self) -> str:
        """Where its secret stands in the environment."""
        return WEBHOOK_SECRET + self.name.upper().replace("-", "_")


class Http(Section):
    """What is fetched from outside, and sent there."""

    allow_hosts: list[str] = []  # on your own network: all others must have a public address


class Config(Section):
    """All of config.toml."""

    server: Server
    links: Links
    company: Company = Company()
    email: Mail = Mail()
    slack: Slack = Slack()
    teams: Teams = Teams()
    delivery: Delivery = Delivery()
    people: PeopleSection = PeopleSection()
    content: Content = Content()
    privacy: Privacy = Privacy()
    relevance: Relevance = Relevance()
    ladder: Ladder = Ladder()
    report: ReportSection = ReportSection()
    schedules: list[ScheduleSection] = Field(min_length=1)
    goals: list[Goal] = []
    webhooks: list[Webhook] = []
    http: Http = Http()

    @model_validator(mode="after")
    def _apart(self) -> Self:
        """Whoever follows a link carries no cookie of the newsroom's."""
        newsroom = urlsplit(self.server.public_url).hostname
        if newsroom in {domain.partition(":")[0] for domain in self.links.domains}:
            raise ValueError(f"links.domains: {newsroom} is the newsroom's (server.public_url): name others")
        return self

    @field_validator("webhooks", "goals")
    @classmethod
    def _told_apart(cls, named: list[Any]) -> list[Any]:
        if len({one.name for one in named}) < len(named):
            raise ValueError("two of them have the same name")
        return named


_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def duration(text: str) -> timedelta:
    """`90m`, `12h`, `2d` as a length of time."""
    number, unit = text.strip()[:-1], text.strip()[-1:]
    if unit not in _UNITS or not number.isdigit():
        raise SettingsError(f"{text!r} is not a length of time: write a number and s, m, h or d, such as 12h.")
    return timedelta(**{_UNITS[unit]: int(number)})
