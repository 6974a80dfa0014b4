"""Conversions that pages report themselves, by script or pixel: never verified, bounded, from allowed hosts alone."""

import hashlib
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.rendering.templates import TEMPLATES
from bot.web import json_body
from bot.web.limits import Limits
from bot.web.parts import parts
from bot.web.problems import ProblemError, problem
from bot.web.visitors import Visitors
from digests.errors import DatabaseError
from digests.ledger.model import NOBODY
from digests.ledger.verdict import judge
from digests.measure import conversions
from digests.measure.claims import Source, read
from digests.measure.conversions import Status
from digests.measure.goals import Goals, configured, named

PATHS = frozenset({"/c.js", "/c", "/c.gif"})
MOST_BYTES = 4096
TOLD = (
    "external_id",
    "goal",
    "click_id",
    "earlier_click_ids",
    "item_id",
    "network",
)  # a page tells no value and no time
PIXEL = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
_STATIC = {
    "Cache-Control": "public, max-age=3600",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_FRESH = _STATIC | {"Cache-Control": "no-store"}
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@dataclass
class Beacon:
    """The addresses that the company's own sites call from their pages."""

    visitors: Visitors
    limits: Limits = field(default_factory=Limits)

    def routes(self) -> list[Route]:
        """The script, what it posts to, and the pixel."""
        return [
            Route("/c.js", self.script, methods=["GET"]),
            Route("/c", self.posted, methods=["POST", "OPTIONS"]),
            Route("/c.gif", self.pixel, methods=["GET"]),
        ]

    @cached_property
    def _script(self) -> bytes:
        return (TEMPLATES / "web/conversion.js").read_bytes()

    async def script(self, request: Request) -> Response:
        """The script, as it stands in templates/web."""
        tag = f'"{hashlib.sha256(self._script).hexdigest()[:16]}"'
        headers = _STATIC | {"ETag": tag}
        if request.headers.get("if-none-match") == tag:
            return Response(None, 304, headers)
        return Response(self._script, headers=headers, media_type="text/javascript")

    async def posted(self, request: Request) -> Response:
        """What the script tells; 204 when it was taken in, or known already."""
        goals = named(configured(parts(request).settings.config))
        origin = request.headers.get("origin", "")
        if not any(goal.allows(_host(origin)) for goal in goals.values()):
            return problem(
                403, "Pages of this host may not report conversions: add it to the goal's sites in config.toml."
            )
        cors = {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
        if request.method == "OPTIONS":
            asked = {"Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": "Content-Type"}
            return Response(None, 204, cors | asked | {"Access-Control-Max-Age": "3600"})
        try:
            told = await json_body.read(request, MOST_BYTES)
            status, why = await self._take(request, told, goals, origin, Source.SCRIPT)
        except ProblemError as error:
            return problem(error.status, str(error), cors)
        except DatabaseError:
            return problem(503, "This cannot be done right now. Try again in a few seconds.", cors)
        return Response(None, 204, cors | _FRESH) if status == HTTPStatus.NO_CONTENT else problem(status, why, cors)

    async def pixel(self, request: Request) -> Response:
        """A dot, whatever became of what its address tells: goal, item, network, click, id."""
        query = request.query_params
        told: dict[str, object] = {
            "goal": query.get("goal"),
            "item_id": query.get("item"),
            "network": query.get("network"),
            "click_id": query.get("click"),
            "external_id": query.get("id") or query.get("click") or secrets.token_hex(16),
        }
        goals = named(configured(parts(request).settings.config))
        with suppress(DatabaseError):  # a dot all the same: nobody reads what an image answers
            await self._take(request, told, goals, request.headers.get("referer", ""), Source.PIXEL)
        return Response(PIXEL, headers=_FRESH, media_type="image/gif")

    async def _take(self, request: Request, told: object, goals: Goals, page: str, source: Source) -> tuple[int, str]:
        """A status and, where it was not taken in, why."""
        made_of = parts(request)
        now = made_of.clock()
        if not self.limits.allows(request.client.host if request.client else "", now):
            return 429, "Too many conversions were reported within a minute."
        seen = await self.visitors.seen(request, request.method, now)
        asked = replace(seen, lacks=())  # a script's call and an image are no visits: only what it names itself counts
        if judge(asked, now, made_of.settle).verdict in NOBODY:
            return 204, ""
        raw = {name: told[name] for name in TOLD if name in told} if isinstance(told, Mapping) else told
        claim = read(raw, goals, now, source)
        goal = goals.get(claim.goal)
        if goal is not None and not goal.allows(_host(page)):
            return 403, f"Pages of this host may not report {goal.name}: add it to the goal's sites in config.toml."
        (outcome,) = await made_of.database.awrite(conversions.take, [claim], goals, now)
        return (422, outcome.why) if outcome.status is Status.REFUSED else (204, "")


def _host(address: str) -> str:
    """The host of a page that came over https, or from this machine; else nothing."""
    try:
        parted = urlsplit(address)
        host = (parted.hostname or "").rstrip(".")
    except ValueError:
        return ""
    return host if parted.scheme == "https" or (parted.scheme == "http" and host in _LOOPBACK) else ""
