"""The calendar: what goes out when to how many people, and where there is nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from bot.rendering.words import words
from bot.web.newsroom import frame
from bot.web.newsroom.gate import Caller, Gated, room
from bot.web.newsroom.queue.shown import Card, Eyes
from bot.web.parts import Parts, parts
from digests.newsroom import calendar as plan
from digests.newsroom.calendar import Calendar, Cell, House
from digests.newsroom.slots import Week, weeks
from digests.newsroom.standing import Act

WEEKS = (4, 8, 13)
MOST_GAPS = 12  # sentences; the table has them all


@dataclass(frozen=True, slots=True)
class Shown:
    """An item's cell in words; `kind` is how it looks."""

    kind: str
    said: str
    more: str = ""


def routes(_parts: Parts) -> Sequence[Gated]:
    """The one page."""
    return (room("/calendar", calendar, needs=Act.SEE_QUEUE),)


async def calendar(request: Request, caller: Caller) -> Response:
    """The weeks to come."""
    made_of = parts(request)
    query, now = request.query_params, made_of.clock()
    number = int(query.get("weeks", "")) if query.get("weeks", "") in map(str, WEEKS) else WEEKS[1]
    desks = caller.standing.desks_for(Act.SEE_QUEUE)
    desk = query.get("desk", "") if query.get("desk", "") in desks else ""
    written = query.get("page", "1")
    page = max(1, int(written)) if written.isascii() and written.isdigit() and len(written) < 5 else 1  # noqa: PLR2004
    coming = weeks(made_of.settings.config, now, number)
    found: Calendar = await made_of.database.aread(_calendar, caller, made_of, coming, desk, page)
    eyes = Eyes(caller.language, caller.zone, now)
    said = {name: value for name, value in (("desk", desk), ("weeks", query.get("weeks", ""))) if value}
    lines: list[tuple[Card, list[Shown]]] = [
        (eyes.card(line.item), [_cell(cell, eyes) for cell in line.cells]) for line in found.lines
    ]
    return frame.show(
        request,
        caller,
        "calendar/calendar",
        found=found,
        heads=[_head(week, eyes) for week in found.weeks],
        lines=lines,
        gaps=list(_gaps(found, caller.language))[:MOST_GAPS],
        desks=[("", words(caller.language).gettext("All")), *((one, one) for one in desks)],
        desk=desk,
        spans=[(str(one), _span(one, caller.language)) for one in WEEKS],
        span=str(number),
        scheduled=any(week.slots for week in coming),
        address=f"/newsroom/calendar?{urlencode([*said.items(), ('page', '')])}",
        edits=caller.standing.anywhere(Act.EDIT),
    )


def _calendar(  # noqa: PLR0917 - of whom, of what, and which part
    connection: Connection, caller: Caller, made_of: Parts, coming: list[Week], desk: str, page: int
) -> Calendar:
    house = House(made_of.settings.config, made_of.folk.roll(connection), made_of.settings.key)
    return plan.calendar(connection, caller.standing, house, coming, desk, page)


def _head(week: Week, eyes: Eyes) -> tuple[str, str, str]:
    """The week's number, its first day, and when digests go out in it."""
    _ = words(eyes.language).gettext
    number = _("Week {number}").format(number=week.monday.isocalendar().week)
    day = str(format_date(week.monday, "d MMM", locale=eyes.language))
    slots = [f"{slot.schedule} {format_skeleton('EHm', slot.local, locale=eyes.language)}" for slot in week.slots[:3]]
    return number, day, ", ".join(slots) + (" …" if len(week.slots) > len(slots) else "")


def _cell(cell: Cell, eyes: Eyes) -> Shown:
    _ = words(eyes.language).gettext
    if cell.people is not None and cell.first is not None:
        number = str(format_decimal(cell.people.people, locale=eyes.language))
        if cell.people.unit > 1:
            few = _("fewer than {number}").format(number=cell.people.unit)
            number = _("about {number}").format(number=number) if cell.people.people else few
        return Shown("first", number, str(format_skeleton("EdMMM", cell.first.local, locale=eyes.language)))
    if cell.quiet:
        return Shown("quiet", _("quiet"), cell.quiet)
    return Shown("on", _("still open")) if cell.on else Shown("", "")


def _gaps(found: Calendar, language: str) -> Iterator[str]:
    """Where there is nothing, week by week."""
    _ = words(language).gettext
    for place, week in enumerate(found.weeks):
        number = week.monday.isocalendar().week
        for supply in found.departments:
            if supply.items[place] == 0:
                yield _("Nothing for {department} in week {number}").format(department=supply.name, number=number)
        for supply in found.desks:
            if supply.items[place] == 0:
                yield _("Nothing from {desk} in week {number}").format(desk=supply.name, number=number)


def _span(number: int, language: str) -> str:
    return words(language).ngettext("{n} week", "{n} weeks", number).format(n=number)
