"""One tap out: a page for people, RFC 8058 for mail programs."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.rendering.view import Addresses
from bot.web.opened import open_delivery
from bot.web.pages import page
from bot.web.parts import parts
from digests.people.preferences import resume
from digests.people.store import load_preferences, save_preferences


def routes() -> list[Route]:
    """The page and its button."""
    return [Route("/u/{token}", unsubscribe, methods=["GET", "POST"])]


async def unsubscribe(request: Request) -> Response:
    """GET shows a page and changes nothing; POST stops the digests, without cookies, and `undo` starts them again."""
    opened = await open_delivery(request)
    stopped = opened.person.preferences.stopped
    if request.method == "POST":
        form = await request.form()
        stopped = not form.get("undo")
        found = parts(request)
        await found.database.awrite(_save, opened.person.id, found.clock(), stopped=stopped)
    return page(
        request,
        "unsubscribe",
        opened.language,
        stopped=stopped,
        preferences=Addresses("", opened.token).preferences,
    )


def _save(connection: Connection, person_id: str, now: datetime, *, stopped: bool) -> None:
    chosen = load_preferences(connection, person_id)
    save_preferences(connection, person_id, replace(chosen, stopped=True) if stopped else resume(chosen), now)
