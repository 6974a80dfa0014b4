"""When a schedule fires, which period that is, and when each person's digest is due."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digests.edition import cron
from digests.edition.model import Schedule, Slot
from digests.people.model import Person

_DAY = timedelta(days=1)
_WEEK = 7
_PATIENCE = 30  # holidays in a row, beyond any calendar

IsHoliday = Callable[[str, date], bool]  # of a country, on a day


def slots(schedule: Schedule, timezone: str, after: datetime, until: datetime) -> list[Slot]:
    """The slots of a time zone with after < at <= until, in order; none of a schedule that is off.

    A slot is a time on the wall, and there is one for each: when clocks go back, the first of the two hours has it;
    when they go forward over it, it comes as long after the hour before as on any other day.
    """
    if not schedule.on:
        return []
    zone = ZoneInfo(timezone)
    first, last = (moment.astimezone(zone).date() for moment in (after, until))
    found = []
    for local in cron.read(schedule.cron).between(first - _DAY, last + _DAY):
        at = local.replace(tzinfo=zone).astimezone(UTC)
        if after < at <= until and (schedule.since is None or schedule.since <= at):
            found.append(Slot(schedule.name, period(schedule, local), timezone, local, at))
    return found


def period(schedule: Schedule, local: datetime) -> str:
    """The stretch of time that one digest is for, so named that a schedule has one slot in each.

    2026-W48 for one weekday, 2026-11 for one day of the month, 2026-11-24 for one time a day, else 2026-11-24T09:00.
    """
    line = cron.read(schedule.cron)
    if len(line.times) > 1:
        return local.isoformat(timespec="minutes")
    if line.any_day and len(line.weekdays) == 1 and len(line.days) == _ALL_DAYS:
        year, week, _ = local.isocalendar()
        return f"{year}-W{week:02}"
    if line.any_weekday and len(line.days) == 1 and len(line.weekdays) == _WEEK:
        return f"{local:%Y-%m}"
    return local.date().isoformat()


_ALL_DAYS = 31


def due_at(slot: Slot, person: Person, is_holiday: IsHoliday) -> datetime:
    """The person's own weekday and hour within seven days from the slot, moved past their public holidays; in UTC."""
    chosen = person.preferences
    zone = ZoneInfo(person.timezone or slot.timezone)
    start = slot.at.astimezone(zone)
    at = start.time() if chosen.hour is None else time(chosen.hour)
    days = [start.date() + number * _DAY for number in range(_WEEK + 1)]
    day = next(
        day
        for day in days
        if (chosen.weekday is None or day.weekday() == chosen.weekday) and _moment(day, at, zone) >= slot.at
    )
    for _ in range(_PATIENCE):
        if not is_holiday(person.country, day):
            break
        day += _DAY
    return _moment(day, at, zone)


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
