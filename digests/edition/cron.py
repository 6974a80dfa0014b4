"""The five fields of a crontab line, read as crontab reads them: Sunday is 0, 7 or sun."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from digests.errors import SettingsError

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_WEEK = 7


@dataclass(frozen=True, slots=True)
class _Field:
    """One of the five; `names` count from `least`."""

    name: str
    least: int
    greatest: int
    names: tuple[str, ...] = ()


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of month", 1, 31),
    _Field("month", 1, 12, _MONTHS),
    _Field("day of week", 0, 7, _DAYS),
)


@dataclass(frozen=True, slots=True)
class Cron:
    """Which local times a line means. Weekdays count from Monday, 0, as Python's do."""

    times: tuple[time, ...]
    days: frozenset[int]  # of the month
    months: frozenset[int]
    weekdays: frozenset[int]
    any_day: bool  # the day of month is *
    any_weekday: bool

    def falls_on(self, day: date) -> bool:
        """Whether it fires on this day: as in crontab, one of two restricted day fields is enough."""
        if day.month not in self.months:
            return False
        if self.any_day or self.any_weekday:
            return day.day in self.days and day.weekday() in self.weekdays
        return day.day in self.days or day.weekday() in self.weekdays

    def between(self, first: date, last: date) -> Iterator[datetime]:
        """Naive local times in order, from the first day to the last, both included."""
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            if self.falls_on(day):
                yield from (datetime.combine(day, at) for at in self.times)


@cache
def read(line: str) -> Cron:
    """The line as a value; SettingsError names the field that cannot be read."""
    parts = line.lower().split()
    if len(parts) != len(_FIELDS):
        raise SettingsError(f"cron {line!r} needs five fields: minute, hour, day of month, month, day of week.")
    minutes, hours, days, months, weekdays = (
        _read(part, field, line) for part, field in zip(parts, _FIELDS, strict=True)
    )
    return Cron(
        times=tuple(time(hour, minute) for hour in sorted(hours) for minute in sorted(minutes)),
        days=days,
        months=months,
        weekdays=frozenset((weekday - 1) % _WEEK for weekday in weekdays),
        any_day=parts[2].startswith("*"),
        any_weekday=parts[4].startswith("*"),
    )


def _read(text: str, field: _Field, line: str) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        try:
            chosen = _range(part, field)
        except ValueError:
            chosen = range(0)
        if not chosen or chosen[0] < field.least or chosen[-1] > field.greatest:
            raise SettingsError(
                f"cron {line!r}: {part!r} is no {field.name}; write numbers from {field.least} to {field.greatest}."
            )
        found.update(chosen)
    return frozenset(found)


def _range(part: str, field: _Field) -> range:
    """The numbers that `*`, `3`, `3-5`, `*/2`, `3/2` or `3-9/2` stand for."""
    span, _, step = part.partition("/")
    low, dash, high = span.partition("-")
    if span == "*":
        return range(field.least, field.greatest + 1, int(step or 1))
    first = _number(low, field)
    last = _number(high, field) if dash else field.greatest if step else first
    if field.names is _DAYS and dash and last == 0:
        last = _WEEK  # fri-sun
    return range(first, last + 1, int(step or 1))


def _number(text: str, field: _Field) -> int:
    return field.names.index(text) + field.least if text in field.names else int(text)
