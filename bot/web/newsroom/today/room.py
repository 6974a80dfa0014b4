"""The page that the newsroom opens with: what needs doing today, and what goes out by itself."""

from collections.abc import Iterator, Sequence

from babel.numbers import format_decimal
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from bot.rendering import moments
from bot.rendering.words import words
from bot.web.newsroom import frame
from bot.web.newsroom.gate import SIGNED_IN, Caller, Gated, room
from bot.web.newsroom.health import room as health
from bot.web.newsroom.health.looking import Looking
from bot.web.newsroom.today.coming import coming
from bot.web.parts import Parts, parts
from digests.newsroom.calendar import House, Supply, departments
from digests.newsroom.slots import weeks
from digests.newsroom.standing import Act
from digests.newsroom.today import Agenda, agenda

AHEAD = 3  # weeks that are looked through for gaps
MOST_GAPS = 5


def routes(made_of: Parts) -> Sequence[Gated]:
    """Today, and how the house is doing."""
    looking = Looking(made_of)

    async def today(request: Request, caller: Caller) -> Response:
        here = parts(request)
        config, now = here.settings.config, here.clock()
        found, supply = await here.database.aread(_agenda, caller, here)
        grave = () if not caller.standing.admin else _grave(looking)
        _ = words(caller.language).gettext
        return frame.show(
            request,
            caller,
            "today/page",
            title=_("Good to see you, {name}").format(name=caller.person.name.split(" ")[0]),
            agenda=found,
            gaps=list(_gaps(supply, here, caller))[:MOST_GAPS],
            grave=grave,
            coming=coming(config.schedules, config.company.timezone, now),
            adds=caller.standing.anywhere(Act.EDIT),
            number_of=lambda number: format_decimal(number, locale=caller.language),
            when=lambda at: moments.moment(at, caller.zone, caller.language),
            titled=lambda item: item.title.get(caller.language) or next(iter(item.title.values()), item.id),
        )

    return (room("", today, needs=SIGNED_IN), *health.routes(looking))


def _agenda(connection: Connection, caller: Caller, here: Parts) -> tuple[Agenda, tuple[Supply, ...]]:
    """What waits for the caller, and what there is for each department in the next weeks."""
    config, now = here.settings.config, here.clock()
    found = agenda(connection, caller.standing, now, own=config.newsroom.own_approval)
    if not caller.standing.anywhere(Act.EDIT):
        return found, ()
    house = House(config, here.folk.roll(connection), here.settings.key)
    return found, departments(connection, house, weeks(config, now, AHEAD))


def _gaps(supply: Sequence[Supply], here: Parts, caller: Caller) -> Iterator[str]:
    """Where the next weeks have nothing for a department."""
    _ = words(caller.language).gettext
    for place, week in enumerate(weeks(here.settings.config, here.clock(), AHEAD)):
        number = week.monday.isocalendar().week
        for one in supply:
            if one.items[place] == 0:
                yield _("Nothing for {department} in week {number}").format(department=one.name, number=number)


def _grave(looking: Looking) -> tuple[object, ...]:
    found = looking.glance()
    return found.grave if found else ()
