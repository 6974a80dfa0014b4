"""The programme at a glance: each part with what holds, and the way to change it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from babel.dates import format_date
from starlette.requests import Request
from starlette.responses import Response

from bot.rendering import moments
from bot.rendering.reached import reached
from bot.rendering.words import words
from bot.web.newsroom import frame
from bot.web.newsroom.gate import Caller
from bot.web.newsroom.programme import rhythm
from bot.web.newsroom.programme.desk import Desk, Loading
from bot.web.newsroom.programme.fields import KINDS, RUNGS, length
from digests.config import QuietSection, ScheduleSection, duration
from digests.content import audience
from digests.edition import plan
from digests.edition.model import Schedule
from digests.errors import SettingsError
from digests.programme.effective import differences
from digests.programme.model import Part, Piece
from digests.programme.quiet import periods


@dataclass(frozen=True, slots=True)
class Row:
    """A piece in its list; `state` and its tone stand in a chip."""

    piece: Piece
    label: str
    told: tuple[str, ...]
    state: str = ""
    tone: str = ""
    press: tuple[str, str] | None = None  # what one press does, and its words
    differs: bool = False


async def show(load: Loading, request: Request, caller: Caller) -> Response:
    """Everything on one page."""
    desk = await load.desk(request, caller)
    return frame.show(
        request,
        caller,
        "programme/overview",
        title=words(caller.language).gettext("Programme"),
        desk=desk,
        schedules=list(_schedules(desk)),
        quiet=list(_quiet(desk)),
        goals=list(_goals(desk)),
        topics=[_topic(desk, one.name, one.title) for one in desk.config.topics],
        departments=[
            Row(piece, desk.department(piece.name), (", ".join(map(desk.topic, near)),), differs=desk.differs(piece))
            for name, near in desk.config.relevance.fields.items()
            if (piece := Piece(Part.FIELDS, name))
        ],
        caps=_caps(desk),
        ladder=_ladder(desk),
        welcome=desk.config.welcome.words,
        languages=desk.ground.languages,
        different=len(differences(desk.here.settings.file, desk.config)),
    )


def _schedules(desk: Desk) -> Iterator[Row]:
    said = words(desk.language)
    for section in desk.config.schedules:
        most = min(section.items, desk.config.caps.items)
        told = [rhythm.told(section.cron, desk.language), _whom(desk, section)]
        told.append(said.ngettext("At most {n} item", "At most {n} items", most).format(n=most))
        upcoming = _upcoming(desk, section)
        if section.on and upcoming:
            told.append(said.gettext("Next: {moment}").format(moment=upcoming))
        yield Row(
            piece=(piece := Piece(Part.SCHEDULES, section.name)),
            label=desk.title(section.title, section.name),
            told=tuple(told),
            state=said.gettext("Turned on") if section.on else said.gettext("Turned off"),
            tone="approved" if section.on else "withdrawn",
            press=("off", said.gettext("Turn off")) if section.on else ("on", said.gettext("Turn on")),
            differs=desk.differs(piece),
        )


def _whom(desk: Desk, section: ScheduleSection) -> str:
    meant = audience.read(section.audience)
    number = reached(desk.reach(meant), desk.language)
    everybody = words(desk.language).gettext("Everybody") if not section.audience else ""
    return f"{everybody}: {number[:1].lower()}{number[1:]}" if everybody else number


def _upcoming(desk: Desk, section: ScheduleSection) -> str:
    """The next time in the company's zone, within a year; empty where it never comes."""
    zone = desk.config.company.timezone
    try:
        schedule = Schedule(section.name, section.cron, duration(section.lateness), since=section.since)
        for days in (8, 40, 400):
            slots = plan.slots(schedule, zone, desk.now, desk.now + duration(f"{days}d"))
            if slots:
                return moments.moment(slots[0].at, ZoneInfo(zone), desk.language)
    except SettingsError:
        return ""
    return ""


def _quiet(desk: Desk) -> Iterator[Row]:
    _ = words(desk.language).gettext
    sections = {one.name: one for one in desk.config.quiet}
    for period in periods(desk.config):
        section, piece = sections[period.name], Piece(Part.QUIET, period.name)
        days = _("{first} to {last}").format(first=_day(section.since, desk), last=_day(section.until, desk))
        over, now = period.until <= desk.now, period.since <= desk.now < period.until
        state = _("Over") if over else _("Quiet now") if now else _("To come")
        tone = "withdrawn" if over else "in_review" if now else ""
        told = tuple(one for one in (days, _silent(section, desk), section.why) if one)
        yield Row(piece, period.name.replace("-", " ").capitalize(), told, state, tone, differs=desk.differs(piece))


def _silent(section: QuietSection, desk: Desk) -> str:
    _ = words(desk.language).gettext
    if not section.desks and not section.topics:
        return _("Nothing at all goes out")
    named = [*section.desks, *map(desk.topic, section.topics)]
    return _("Nothing of {these} goes out").format(these=", ".join(named))


def _goals(desk: Desk) -> Iterator[Row]:
    _ = words(desk.language).gettext
    for goal in desk.config.goals:
        piece, told = Piece(Part.GOALS, goal.name), [_(KINDS[goal.kind])]
        if goal.value is not None:
            told.append(_("worth {value} {currency}").format(value=goal.value, currency=goal.currency))
        told.append(_("up to {time} after a click").format(time=length(goal.window, desk.language)))
        yield Row(piece, desk.title(goal.title, goal.name), tuple(told), differs=desk.differs(piece))


def _topic(desk: Desk, name: str, titles: dict[str, str]) -> Row:
    piece = Piece(Part.TOPICS, name)
    return Row(piece, desk.topic(name), tuple(dict.fromkeys((name, *titles.values()))), differs=desk.differs(piece))


def _caps(desk: Desk) -> list[str]:
    said, caps = words(desk.language), desk.config.caps
    days = said.ngettext("At least {n} day between two digests", "At least {n} days between two digests", caps.min_days)
    often = days.format(n=caps.min_days) if caps.min_days else said.gettext("As often as the schedules come")
    return [often, said.ngettext("At most {n} item", "At most {n} items", caps.items).format(n=caps.items)]


def _ladder(desk: Desk) -> list[tuple[str, int]]:
    _ = words(desk.language).gettext
    return [(_(label), getattr(desk.config.ladder, name)) for name, label in RUNGS.items()]


def _day(day: date, desk: Desk) -> str:
    return format_date(day, "medium", locale=desk.language)
