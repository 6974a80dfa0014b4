"""The days that a report is about, as they stand in its address."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.datastructures import QueryParams

from bot.rendering.words import N_
from digests.errors import InputError

DAY = timedelta(days=1)
USUAL = 28  # days
PRESETS = {7: N_("7 days"), 28: N_("4 weeks"), 91: N_("13 weeks"), 364: N_("52 weeks")}
FIRST_YEAR, LAST_YEAR = 2000, 9000


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last one, both included, by the company's clocks; perhaps beside the days before."""

    first: date
    last: date
    zone: ZoneInfo
    compared: bool = False

    @property
    def since(self) -> datetime:
        """When the first day begins."""
        return datetime.combine(self.first, datetime.min.time(), self.zone)

    @property
    def until(self) -> datetime:
        """When the last day is over."""
        return datetime.combine(self.last + DAY, datetime.min.time(), self.zone)

    @property
    def days(self) -> int:
        """How many days that are."""
        return (self.last - self.first).days + 1

    @property
    def query(self) -> str:
        """The period as it stands in an address."""
        chosen = {"since": self.first.isoformat(), "until": self.last.isoformat()}
        return urlencode(chosen | ({"compared": "yes"} if self.compared else {}))


def usual(now: datetime, zone: ZoneInfo, days: int = USUAL) -> Period:
    """So many days, today the last of them."""
    today = now.astimezone(zone).date()
    return Period(today - (days - 1) * DAY, today, zone)


def asked_for(query: QueryParams, now: datetime, zone: ZoneInfo) -> Period:
    """The period of an address; InputError, in English, where it is none."""
    normal = usual(now, zone)
    last = _day(query.get("until", ""), normal.last)
    first = _day(query.get("since", ""), last - (USUAL - 1) * DAY)
    if first > last:
        raise InputError(N_("The first day lies after the last one: turn them round."))
    return Period(first, last, zone, compared=query.get("compared") == "yes")


def _day(given: str, otherwise: date) -> date:
    if not given:
        return otherwise
    try:
        found = date.fromisoformat(given)
    except ValueError:
        raise InputError(N_("This is not a day: choose one, or write it as 2026-11-24.")) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise InputError(N_("This day is too far away: choose one between the years 2000 and 9000."))
    return found
