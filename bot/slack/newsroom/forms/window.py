"""From when until when an item may be offered: days and times of whoever fills it in."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from babel.dates import format_date, format_skeleton, format_time

from bot.rendering.words import words
from bot.slack.newsroom.forms.part import Filled, Part, Value
from bot.slack.newsroom.ground import Ground
from bot.slack.newsroom.kept import Kept
from bot.slack.newsroom.typed import Typed
from digests.content.model import Item

MIDNIGHT = time()
DAY = timedelta(days=1)


class Window:
    """Two days, each with a time if wanted; a last day alone counts through its end, as in files."""

    name = "window"

    def title(self, language: str) -> str:
        """What the form is called."""
        return words(language).gettext("When")

    def parts(self, item: Item, ground: Ground, kept: Kept) -> list[Part]:
        """Day and time of both ends."""
        del kept
        _ = words(ground.language).gettext
        zone = ground.zone.key
        begins, ends = _split(item.publish, ground, end=False), _split(item.expires, ground, end=True)
        at = _("In the time zone {zone}. Left out: from the beginning of that day.").format(zone=zone)
        until = _("In the time zone {zone}. Left out: through the end of that day.").format(zone=zone)
        return [
            _day("publish_date", _("Offered from"), begins[0], ground, _("Left out: at once.")),
            _hour("publish_time", _("From what time"), begins[1], ground, at),
            _day("expires_date", _("Offered until"), ends[0], ground, _("Left out: no end.")),
            _hour("expires_time", _("Until what time"), ends[1], ground, until),
        ]

    def read(self, typed: Typed, item: Item, ground: Ground, kept: Kept) -> Filled:
        """Both ends as moments; a time needs its day."""
        del kept
        said = words(ground.language).gettext("Choose the day, too.")
        wrong = {
            f"{name}_date": said
            for name in ("publish", "expires")
            if typed.time(f"{name}_time") and not typed.date(f"{name}_date")
        }
        publish = _moment(typed.date("publish_date"), typed.time("publish_time"), ground, end=False)
        expires = _moment(typed.date("expires_date"), typed.time("expires_time"), ground, end=True)
        return Filled(replace(item, publish=publish, expires=expires), wrong)


def shown(at: datetime | None, ground: Ground, *, end: bool) -> str:
    """A moment in words, in the person's zone; empty when there is none."""
    day, hour = _split(at, ground, end=end)
    if day is None:
        return ""
    said = format_date(day, "long", locale=ground.language)
    return said if hour is None else f"{said}, {format_time(hour, 'short', locale=ground.language)}"


def day(at: datetime | None, ground: Ground, now: datetime, *, end: bool) -> str:
    """The day of a moment as short as it can be said, with its year where that is not this one; empty for none."""
    found, _ = _split(at, ground, end=end)
    if found is None:
        return ""
    skeleton = "MMMd" if found.year == now.astimezone(ground.zone).year else "yMMMd"
    return str(format_skeleton(skeleton, found, locale=ground.language))


def _split(at: datetime | None, ground: Ground, *, end: bool) -> tuple[date | None, time | None]:
    """The day and, where it is not the day's own edge, the time."""
    if at is None:
        return None, None
    local = at.astimezone(ground.zone)
    if local.time() != MIDNIGHT:
        return local.date(), local.time().replace(second=0, microsecond=0)
    return local.date() - (DAY if end else timedelta()), None


def _moment(day: date | None, hour: time | None, ground: Ground, *, end: bool) -> datetime | None:
    if day is None:
        return None
    try:
        whole = day + DAY if end and hour is None else day
        return datetime.combine(whole, hour or MIDNIGHT, ground.zone).astimezone(UTC)
    except OverflowError:
        return None


def _day(name: str, label: str, day: date | None, ground: Ground, hint: str) -> Part:
    element: Value = {"type": "datepicker", "action_id": name}
    if day is None:
        return Part(name, label, "", element, hint)
    said = format_date(day, "long", locale=ground.language)
    return Part(name, label, said, element | {"initial_date": day.isoformat()}, hint)


def _hour(name: str, label: str, hour: time | None, ground: Ground, hint: str) -> Part:
    element: Value = {"type": "timepicker", "action_id": name}
    if hour is None:
        return Part(name, label, "", element, hint)
    said = format_time(hour, "short", locale=ground.language)
    return Part(name, label, said, element | {"initial_time": hour.strftime("%H:%M")}, hint)


WINDOW = Window()
