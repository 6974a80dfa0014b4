"""Hours that count: those of working days, where somebody lives."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

IsHoliday = Callable[[str, date], bool]  # of a country, on a day

SATURDAY = 5
_DAY = timedelta(days=1)
_LONGEST = 400  # days looked at, beyond any row of days off


def after(start: datetime, hours: float, zone: ZoneInfo, country: str, is_holiday: IsHoliday) -> datetime:
    """The moment, in UTC, by which so many hours of Mondays to Fridays have passed that are no public holidays.

    A working day counts from midnight to midnight: 24 hours from Friday at noon end on Monday at noon.
    """
    at, left = start.astimezone(UTC), timedelta(hours=hours)
    for _ in range(_LONGEST):
        day = at.astimezone(zone).date()
        midnight = datetime.combine(day + _DAY, time(), zone).astimezone(UTC)
        if day.weekday() < SATURDAY and not is_holiday(country, day):
            if midnight - at >= left:
                return at + left
            left -= midnight - at
        at = midnight
    return at
