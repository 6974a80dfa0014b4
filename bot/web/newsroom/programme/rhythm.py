"""When a schedule comes, as people choose it: days and a time, a day of the month, or a line of cron."""

from dataclasses import dataclass
from datetime import time

from babel.dates import format_time, get_day_names
from babel.lists import format_list

from bot.rendering.words import words
from digests.edition import cron
from digests.errors import SettingsError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKDAYS = DAYS[:5]
WEEK, MONTH, OWN = "week", "month", "cron"
MONTHS = 12
EVERY_DAY = 31  # of a month
EARLY = frozenset(range(1, 29))  # days that every month has


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A choice; what belongs to another kind is kept beside it as a proposal."""

    kind: str = WEEK
    days: tuple[str, ...] = ("tue",)
    day: int = 1
    at: time = time(9)
    line: str = ""

    @property
    def cron(self) -> str:
        """The line of cron."""
        if self.kind == WEEK:
            return f"{self.at.minute} {self.at.hour} * * {'*' if len(self.days) == len(DAYS) else ','.join(self.days)}"
        if self.kind == MONTH:
            return f"{self.at.minute} {self.at.hour} {self.day} * *"
        return " ".join(self.line.split())


def rhythm(line: str) -> Rhythm:
    """The choice that comes to a line of cron; SettingsError where it is none."""
    found = cron.read(line)
    if len(found.times) == 1 and len(found.months) == MONTHS:
        days = tuple(DAYS[day] for day in sorted(found.weekdays))
        if found.any_day and len(found.days) == EVERY_DAY:
            return Rhythm(WEEK, days, at=found.times[0], line=line)
        if found.any_weekday and len(days) == len(DAYS) and found.days < EARLY and len(found.days) == 1:
            return Rhythm(MONTH, day=next(iter(found.days)), at=found.times[0], line=line)
    return Rhythm(OWN, at=found.times[0], line=line)


def same(one: str, other: str) -> bool:
    """Whether two lines come to the same choice."""
    try:
        return rhythm(one).cron == rhythm(other).cron
    except SettingsError:
        return False


def weekdays(language: str) -> list[tuple[str, str]]:
    """The days of the week with their names."""
    names = get_day_names("wide", locale=language)
    return [(day, names[number][:1].upper() + names[number][1:]) for number, day in enumerate(DAYS)]


def told(line: str, language: str) -> str:
    """When it comes, in words."""
    _ = words(language).gettext
    try:
        found = rhythm(line)
    except SettingsError:
        return line
    at = format_time(found.at, "short", locale=language)
    if found.kind == MONTH:
        return _("Day {day} of each month at {time}").format(day=found.day, time=at)
    if found.kind == OWN:
        return _("By its own timetable: {cron}").format(cron=line)
    if len(found.days) == len(DAYS):
        return _("Every day at {time}").format(time=at)
    if found.days == WORKDAYS:
        return _("Monday to Friday at {time}").format(time=at)
    names = dict(weekdays(language))
    first, *others = (names[day] for day in found.days)
    spoken = [first, *(one.lower() if language == "da" else one for one in others)]
    listed = format_list(spoken, locale=language)
    return _("{days} at {time}").format(days=listed, time=at)
