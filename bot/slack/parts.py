"""What everything that listens to Slack needs, in one value."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from digests.clock import Clock
from digests.db import Database
from digests.delivery.model import Parcel
from digests.people.model import Person
from digests.settings import Settings

Composing = Callable[[str, Person, datetime], tuple[Parcel | None, str]]


def nobody_composes(schedule: str, person: Person, at: datetime) -> tuple[None, str]:
    """What a service that only listens says of anybody's digest."""
    del schedule, person, at
    return None, "digests are put together by `budstikke serve`, and this is not it"


@dataclass(frozen=True, slots=True)
class Parts:
    """Settings, database and clock of a running service, and what somebody would get of a schedule at a moment."""

    settings: Settings
    database: Database
    clock: Clock
    composed: Composing = nobody_composes
