"""From when until when: a day and perhaps a time, in the zone of whoever fills in the form."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MIDNIGHT = time()
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Typed:
    """A day and a time as browsers write them; empty where there is none."""

    day: str = ""
    hour: str = ""


def split(at: datetime | None, zone: ZoneInfo, *, end: bool) -> Typed:
    """The day and, where it is not the day's own edge, the time; an end at midnight is the end of the day before."""
    if at is None:
        return Typed()
    local = at.astimezone(zone)
    if local.time() != MIDNIGHT:
        return Typed(local.date().isoformat(), f"{local:%H:%M}")
    return Typed((local.date() - (DAY if end else timedelta())).isoformat())


def moment(typed: Typed, zone: ZoneInfo, *, end: bool) -> datetime | None:
    """When that is; a last day without a time counts through its end. ValueError where it is no day or no time."""
    if not typed.day:
        return None
    day, hour = date.fromisoformat(typed.day), time.fromisoformat(typed.hour) if typed.hour else None
    try:
        whole = day + DAY if end and hour is None else day
        return datetime.combine(whole, hour or MIDNIGHT, zone).astimezone(UTC)
    except OverflowError:
        raise ValueError(typed.day) from None
