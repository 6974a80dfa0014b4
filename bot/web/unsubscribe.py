"""One tap out: a page for people, RFC 8058 for mail programs."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.rendering.view import Addresses
from bot.web.opened import open_delivery
from bot.web.pages import page
from bot.web.parts import parts
from digests.employee import quiet


def routes() -> list[Route]:
    """The page and its button."""
    return [Route("/u/{token}", unsubscribe, methods=["GET", "POST"])]


async def unsubscribe(request: Request) -> Response:
    """GET shows a page and changes nothing; POST stops the digests, without cookies, and `undo` starts them again."""
    opened = await open_delivery(request)
    stopped = opened.person.preferences.stopped
    if request.method == "POST":
        form = await request.form()
        found = parts(request)
        verb = quiet.resume if form.get("undo") else quiet.stop
        stopped = (await found.database.awrite(verb, opened.person.id, found.clock())).stopped
    return page(
        request,
        "unsubscribe",
        opened.language,
        stopped=stopped,
        preferences=Addresses("", opened.token).preferences,
        token=opened.token,
    )
