"""When the schedules of the programme fire next, by the company's clock."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from digests.config import Config, duration
from digests.content import audience
from digests.edition import plan
from digests.edition.model import Schedule, Slot

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """A week from Monday on, by the company's clock, and the slots that are still to come in it."""

    monday: date
    slots: tuple[Slot, ...]


def schedules(config: Config) -> tuple[Schedule, ...]:
    """The schedules that are on, as values."""
    return tuple(
        Schedule(
            name=section.name,
            cron=section.cron,
            lateness=duration(section.lateness),
            audience=audience.read(section.audience),
            items=min(section.items, config.caps.items),
            on=section.on,
            since=section.since,
        )
        for section in config.schedules
        if section.on
    )


def weeks(config: Config, now: datetime, number: int) -> list[Week]:
    """This week and the following ones."""
    zone = ZoneInfo(config.company.timezone)
    today = now.astimezone(zone).date()
    first = today - timedelta(days=today.weekday())
    mondays = [first + place * WEEK for place in range(number + 1)]
    starts = [datetime.combine(day, time(), zone) for day in mondays]
    found = [slot for one in schedules(config) for slot in plan.slots(one, config.company.timezone, now, starts[-1])]
    return [
        Week(monday, tuple(sorted((slot for slot in found if start <= slot.at < end), key=lambda slot: slot.at)))
        for monday, (start, end) in zip(mondays[:-1], pairwise(starts), strict=True)
    ]
