"""How this installation is doing: what `budstikke doctor` says, for admins."""

from starlette.requests import Request
from starlette.responses import Response

from bot.rendering import moments
from bot.rendering.words import N_, words
from bot.web.newsroom import frame
from bot.web.newsroom.gate import ADMIN, Caller, Gated, room
from bot.web.newsroom.health.looking import Looking

LOOKED = frame.says("health.looked", N_("Looked at everything again."))


def routes(looking: Looking) -> list[Gated]:
    """The page, and its button."""

    async def page(request: Request, caller: Caller) -> Response:
        found = looking.glance()
        at = moments.moment(looking.at, caller.zone, caller.language) if looking.at else ""
        title = words(caller.language).gettext("Health")
        return frame.show(request, caller, "health/page", title=title, found=found, at=at)

    async def look(_request: Request, _caller: Caller) -> Response:
        await looking.look()
        return frame.go("/health", LOOKED)

    return [
        room("/health", page, needs=ADMIN),
        room("/health", look, methods=("POST",), needs=ADMIN),
    ]
