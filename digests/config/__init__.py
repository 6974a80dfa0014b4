"""What stands in config.toml: every section with its keys, defaults and limits."""

from typing import Any, Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from digests.config.channels import Delivery, Mail, Slack, Teams
from digests.config.house import Company, Content, Http, Links, Newsroom, PeopleSection, Server
from digests.config.people import Keep, Ladder, Privacy, PrivacyMode, Relevance
from digests.config.programme import EXTRA, WEBHOOK_SECRET, Goal, ReportSection, ScheduleSection, Webhook
from digests.config.shaping import Caps, QuietSection, TopicSection, Welcome
from digests.config.written import Section, duration

__all__ = [
    "EXTRA",
    "WEBHOOK_SECRET",
    "Caps",
    "Company",
    "Config",
    "Content",
    "Delivery",
    "Goal",
    "Http",
    "Keep",
    "Ladder",
    "Links",
    "Mail",
    "Newsroom",
    "PeopleSection",
    "Privacy",
    "PrivacyMode",
    "QuietSection",
    "Relevance",
    "ReportSection",
    "ScheduleSection",
    "Server",
    "Slack",
    "Teams",
    "TopicSection",
    "Webhook",
    "Welcome",
    "duration",
]


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
    newsroom: Newsroom = Newsroom()
    privacy: Privacy = Privacy()
    relevance: Relevance = Relevance()
    ladder: Ladder = Ladder()
    caps: Caps = Caps()
    welcome: Welcome = Welcome()
    report: ReportSection = ReportSection()
    schedules: list[ScheduleSection] = Field(min_length=1)
    goals: list[Goal] = Field([])
    topics: list[TopicSection] = Field([])
    quiet: list[QuietSection] = Field([])
    webhooks: list[Webhook] = Field([])
    http: Http = Http()

    @model_validator(mode="after")
    def _apart(self) -> Self:
        """Whoever follows a link carries no cookie of the newsroom's."""
        newsroom = urlsplit(self.server.public_url).hostname
        if newsroom in {domain.partition(":")[0] for domain in self.links.domains}:
            raise ValueError(f"links.domains: {newsroom} is the newsroom's (server.public_url): name others")
        return self

    @field_validator("webhooks", "goals", "topics", "quiet")
    @classmethod
    def _told_apart(cls, named: list[Any]) -> list[Any]:
        if len({one.name for one in named}) < len(named):
            raise ValueError("two of them have the same name")
        return named
