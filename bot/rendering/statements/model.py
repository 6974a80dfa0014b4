"""A printed document: headings, sentences, lists and tables, without any form."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from digests.config import Config

EVENT_DAYS = 30  # events are cleared after this, whatever came of them; bot.jobs.webhooks says so too


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, and what stands under it."""

    heading: str
    sentences: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What is printed."""

    language: str
    title: str
    intro: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class GoalPractice:
    """What a goal's landing page learns."""

    title: str
    identifier: str  # none, item or click
    window: str


@dataclass(frozen=True, slots=True)
class Practice:
    """How this installation is configured, as far as it concerns people."""

    company: str
    mode: str
    k: int
    raw_days: int
    leaver_days: int
    keep: Mapping[str, int]  # days by kind
    contact: str = ""
    countries: Mapping[str, str] = field(default_factory=dict)  # a mode of their own
    attributes: tuple[str, ...] = ()  # further columns of the directory
    channels: tuple[str, ...] = ()
    goals: tuple[GoalPractice, ...] = ()
    webhooks: tuple[str, ...] = ()
    hold_out: float = 0.0
    hold_out_people: float = 0.0
    public_host: str = ""
    links_host: str = ""

    @classmethod
    def of(cls, config: Config, channels: tuple[str, ...], language: str) -> "Practice":
        """The practice that config.toml sets."""
        privacy = config.privacy
        keep = privacy.keep.days(privacy.raw_days)
        return cls(
            company=config.company.name,
            mode=privacy.mode,
            k=privacy.k,
            raw_days=privacy.raw_days,
            leaver_days=privacy.leaver_days,
            keep=keep | {"events": min(keep["events"], EVENT_DAYS)},
            contact=privacy.contact,
            countries=dict(sorted(privacy.countries.items())),
            attributes=tuple(config.people.attributes),
            channels=channels,
            goals=tuple(
                GoalPractice(goal.title.get(language, goal.name), goal.identifier, goal.window) for goal in config.goals
            ),
            webhooks=tuple(webhook.name for webhook in config.webhooks),
            hold_out=config.relevance.hold_out,
            hold_out_people=config.relevance.hold_out_people,
            public_host=config.server.public_url,
            links_host=config.links.base_url,
        )

    @property
    def modes(self) -> tuple[str, ...]:
        """Every mode that holds for somebody, the company's first."""
        return tuple(dict.fromkeys((self.mode, *self.countries.values())))
