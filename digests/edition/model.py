"""Schedules, slots, editions, and the digest that one person gets."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from digests.content.model import EVERYBODY, Audience, Item
from digests.people.model import Rung
from digests.relevance.model import Reason


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a digest comes, and for whom. `cron` has five fields and means local time."""

    name: str
    cron: str
    lateness: timedelta  # how long after it was due a digest is still worth sending
    audience: Audience = EVERYBODY
    items: int = 5  # at most
    on: bool = True  # off: the clock opens nothing
    since: datetime | None = None  # the moment before which it has no slot


@dataclass(frozen=True, slots=True)
class Slot:
    """One firing of a schedule in one time zone; `local` is naive wall-clock time and decides the period."""

    schedule: str
    period: str  # 2026-W48, 2026-11, 2026-11-24 or 2026-11-24T09:00, after the schedule's own rhythm
    timezone: str
    local: datetime
    at: datetime  # the same moment, aware, in UTC


class EditionState(StrEnum):
    """An edition is open until every delivery of it is settled."""

    OPEN = "open"
    COMPLETE = "complete"
    STOPPED = "stopped"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Edition:
    """A slot that was opened."""

    id: int
    schedule: str
    period: str
    timezone: str
    state: EditionState
    opened_at: datetime
    by_hand: bool = False  # `send` ignores personal hours


@dataclass(frozen=True, slots=True)
class Offer:
    """A network to share on, with the text this person is given for it (empty where the network or item has none)."""

    network: str
    text_key: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Pick:
    """An item chosen for a person; `position` counts from 1 and stands in every address of the pick."""

    position: int
    item: Item
    language: str  # of title, summary and texts
    reasons: tuple[Reason, ...]
    offers: tuple[Offer, ...]  # best network first; empty for a post
    colleagues: int = 0  # who shared it; shown from five up
    score: float = 0.0

    @property
    def title(self) -> str:
        """The title in the pick's language, else in any."""
        return self.item.title.get(self.language) or next(iter(self.item.title.values()), self.item.id)

    @property
    def summary(self) -> str:
        """The summary in the pick's language, else none."""
        return self.item.summary.get(self.language, "")


@dataclass(frozen=True, slots=True)
class Digest:
    """What one person gets for one period of one schedule, without any vendor's form."""

    delivery_id: int
    schedule: str
    period: str
    person_id: str
    first_name: str
    department: str
    language: str  # of the digest's own words
    timezone: str
    rung: Rung
    picks: tuple[Pick, ...]
    best_hour: int | None = None  # suggested time to share, in the person's zone
    first: bool = False  # the person's first digest, which explains itself
    composed_at: datetime | None = None
