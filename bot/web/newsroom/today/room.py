"""The page that the newsroom opens with: what needs doing today, and what goes out by itself."""

from collections.abc import Sequence

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
from digests.newsroom.standing import Act
from digests.newsroom.today import Agenda, agenda


def routes(made_of: Parts) -> Sequence[Gated]:
    """Today, and how the house is doing."""
    looking = Looking(made_of)

    async def today(request: Request, caller: Caller) -> Response:
        here = parts(request)
        config, now = here.settings.config, here.clock()
        found = await here.database.aread(_agenda, caller, here)
        grave = () if not caller.standing.admin else _grave(looking)
        _ = words(caller.language).gettext
        return frame.show(
            request,
            caller,
            "today/page",
            title=_("Good to see you, {name}").format(name=caller.person.name.split(" ")[0]),
            agenda=found,
            grave=grave,
            coming=coming(config.schedules, config.company.timezone, now),
            adds=caller.standing.anywhere(Act.EDIT),
            number_of=lambda number: format_decimal(number, locale=caller.language),
            when=lambda at: moments.moment(at, caller.zone, caller.language),
            titled=lambda item: item.title.get(caller.language) or next(iter(item.title.values()), item.id),
        )

    return (room("", today, needs=SIGNED_IN), *health.routes(looking))


def _agenda(connection: Connection, caller: Caller, here: Parts) -> Agenda:
    return agenda(connection, caller.standing, here.clock(), own=here.settings.config.newsroom.own_approval)


def _grave(looking: Looking) -> tuple[object, ...]:
    found = looking.glance()
    return found.grave if found else ()
