"""What comes before and after a session: where somebody wanted to go, their cookie, and forms that are ours."""

import re
import secrets
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.web.newsroom import gate
from bot.web.newsroom.signin import agents
from bot.web.parts import Parts
from digests.access import sessions
from digests.access.sessions import Patience
from digests.access.signin import ONWARD
from digests.config import duration
from digests.newsroom.entering import Door

START = "/newsroom"
MOST, FIELDS = 4_000, 20  # bytes and fields of a form
_OWN = re.compile(r"/newsroom(?:[/?][!-~]*)?")  # a page of ours, whatever a browser makes of odd signs


async def sent(request: Request) -> dict[str, str]:
    """The fields of a small form, the first of each name; TooMuchError where it is not small."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST:
            raise gate.TooMuchError
    try:
        fields = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=FIELDS)
    except ValueError as error:
        raise gate.TooMuchError from error
    return dict(reversed(fields))


def onward(wanted: object) -> str:
    """The page of ours that is wanted after signing in; the start where it is no such page."""
    if not isinstance(wanted, str) or len(wanted) > ONWARD or not _OWN.fullmatch(wanted) or "\\" in wanted:
        return START
    path = urlsplit(wanted).path
    return START if path.startswith((gate.SIGN_IN, "/newsroom/signout")) or "//" in path else wanted


def door(request: Request, found: Parts) -> Door:
    """What opening a session needs."""
    return Door(
        key=found.settings.key,
        secret=secrets.token_bytes(sessions.SECRET_BYTES),
        now=found.clock(),
        patience=patience(found),
        agent=agents.told(request.headers.get("user-agent", "")),
    )


def patience(found: Parts) -> Patience:
    """How long sessions live, by configuration."""
    newsroom = found.settings.config.newsroom
    return Patience(duration(newsroom.session_idle), duration(newsroom.session_longest))


def opened(found: Parts, cookie: str, there: str) -> Response:
    """On to the page that was wanted, with the session's cookie."""
    response = RedirectResponse(there, 303, {"Cache-Control": "no-store"})
    response.set_cookie(
        gate.cookie_name(found),
        cookie,
        max_age=int(patience(found).longest.total_seconds()),
        path="/",
        secure=gate.secure(found),
        httponly=True,
        samesite="lax",
    )
    return response


def closed(found: Parts, there: str) -> Response:
    """On to a page, without the session's cookie."""
    response = RedirectResponse(there, 303, {"Cache-Control": "no-store"})
    response.delete_cookie(gate.cookie_name(found), path="/", secure=gate.secure(found), httponly=True, samesite="lax")
    return response


def own(request: Request, found: Parts) -> bool:
    """Whether a form comes from a page of ours, so that no other site signs anybody in."""
    if site := request.headers.get("sec-fetch-site", ""):
        return site in ("same-origin", "none")  # Origin would be "null", as our pages send no referrer
    origin = request.headers.get("origin", "")
    if not origin:
        return True
    asked = urlsplit(origin)
    ours = urlsplit(found.settings.config.server.public_url)
    return (asked.scheme, asked.netloc) == (ours.scheme, ours.netloc) or asked.netloc == request.headers.get("host", "")
