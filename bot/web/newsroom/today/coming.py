"""When the next digests go out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from digests.config.programme import ScheduleSection
from digests.edition import plan
from digests.edition.model import Schedule

AHEAD = (timedelta(days=8), timedelta(days=400))  # most rhythms' next slot lies within the first, any within the last


@dataclass(frozen=True, slots=True)
class Coming:
    """The next slot of a schedule, by the company's clocks."""

    schedule: str
    at: datetime


def coming(sections: Iterable[ScheduleSection], timezone: str, now: datetime) -> list[Coming]:
    """The next slot of each schedule that is on, the earliest first."""
    return sorted(_each(sections, timezone, now), key=lambda one: (one.at, one.schedule))


def _each(sections: Iterable[ScheduleSection], timezone: str, now: datetime) -> Iterator[Coming]:
    for section in sections:
        if not section.on:
            continue
        schedule = Schedule(section.name, section.cron, timedelta(0), since=section.since)
        ahead = (plan.slots(schedule, timezone, now, now + far) for far in AHEAD)
        slot = next((found[0] for found in ahead if found), None)
        if slot is not None:
            yield Coming(section.name, slot.at)
