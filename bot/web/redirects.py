"""Short links: `GET /<code>` on the links host, and `/l/<code>` everywhere."""

import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.hits import Hits
from bot.web.pages import message
from bot.web.parts import Parts
from bot.web.visitors import Visitors
from digests.errors import DatabaseError
from digests.ledger.model import Fact, FactKind
from digests.ledger.verdict import VERSION, judge
from digests.networks import NETWORKS
from digests.sharing.links import resolve
from digests.sharing.model import LinkState, Target

FRESH = timedelta(
    seconds=5
)  # how long a target is good without asking again; a withdrawal is felt at once, by the hit that is not kept
MOST = 50_000  # targets kept in memory
RETRY = {"Retry-After": "5"}
PRIVATE = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer-when-downgrade"}
_CODE = re.compile(r"[0-9A-Za-z]{7,24}")
_OURS = {"healthz", "readyz", "metrics", "preview", "newsroom"}


@dataclass(slots=True)
class _Known:
    target: Target | None
    at: datetime


class Targets:
    """Code to target in memory; what is older than five seconds is asked for again, and serves while nobody answers."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._known: dict[str, _Known] = {}

    async def find(self, code: str, now: datetime) -> Target | None:
        """Where the code leads; DatabaseError when that is not known and cannot be asked."""
        known = self._known.get(code)
        if known is not None and abs(now - known.at) < FRESH:
            return known.target
        try:
            target = await self._parts.database.aread(resolve, code, self._parts.utm, now)
        except DatabaseError:
            if known is None:
                raise
            return known.target
        if len(self._known) >= MOST:
            self._known.pop(next(iter(self._known)))
        self._known[code] = _Known(target, now)
        return target

    def forget(self, code: str) -> None:
        """A link was just minted or pressed: what is known of it is old."""
        self._known.pop(code, None)


class Redirects:
    """Answers short links before the rest of the application sees them."""

    def __init__(self, app: ASGIApp, parts: Parts, targets: Targets, hits: Hits, visitors: Visitors) -> None:
        self._app = app
        self._parts = parts
        self._targets = targets
        self._hits = hits
        self._visitors = visitors
        base = urlsplit(parts.settings.config.links.base_url)
        self._host = base.netloc.lower()
        self._prefix = f"{base.path}/"
        self._alone = self._host != urlsplit(parts.settings.config.server.public_url).netloc.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A short link is answered here; everything else goes on, except on a host that is for links alone."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        here = self._is_links_host(scope)
        code = self._code(scope["path"], here=here)
        if code:
            answer: Callable[[Request], Awaitable[Response]] = self._redirect
            if scope["method"] not in {"GET", "HEAD"}:
                answer = self._refuse
        elif here and self._alone and scope["path"].strip("/") not in _OURS:
            answer = self._nothing
        else:
            await self._app(scope, receive, send)
            return
        request = Request({**scope, "path_params": {"code": code}}, receive)
        response = await answer(request)
        await response(scope, receive, send)

    def _is_links_host(self, scope: Scope) -> bool:
        host = next((value for name, value in scope["headers"] if name == b"host"), b"")
        return str(host.decode("latin-1")).lower() == self._host

    def _code(self, path: str, *, here: bool) -> str:
        if path.startswith("/l/"):
            code = path.removeprefix("/l/")
        elif here and path.startswith(self._prefix):
            code = path.removeprefix(self._prefix)
        else:
            return ""
        return code if _CODE.fullmatch(code) and code not in _OURS else ""

    async def _redirect(self, request: Request) -> Response:
        now = self._parts.clock()
        try:
            target = await self._targets.find(request.path_params["code"], now)
        except DatabaseError:
            return _later(request)
        if target is None:
            return await self._nothing(request)
        if target.state(now) is not LinkState.OPEN:
            return gone(request)
        try:
            kept = await self._hits.add(await self._hit(request, target, now))
        except DatabaseError:
            return _later(request)
        if not kept:
            self._targets.forget(target.code)
            return gone(request)
        return RedirectResponse(target.url, 302, PRIVATE)

    async def _hit(self, request: Request, target: Target, now: datetime) -> Fact:
        seen = await self._visitors.seen(request, request.method, now)
        judged = judge(seen, now, self._parts.settle, own=seen.visitor in target.own_visitors)
        private = NETWORKS[target.network].private
        return Fact(
            id=secrets.token_hex(16),
            kind=FactKind.HIT,
            at=now,
            verdict=judged.verdict,
            rules=judged.rules,
            rule_version=VERSION,
            settles_at=judged.settles_at,
            delivery_id=target.delivery_id,
            person_id=target.person_id,
            department=target.department,
            item_id=target.item_id,
            network=target.network,
            code=target.code,
            agent=None if private else seen.agent,
            referrer_host=None if private else seen.referrer_host or None,
            visitor=None if private else seen.visitor,
        )

    async def _nothing(self, request: Request) -> Response:
        return message(
            request,
            404,
            "This link leads nowhere",
            "It may have been cut short on the way. Ask whoever shared it for the whole address.",
        )

    async def _refuse(self, request: Request) -> Response:
        response = message(request, 405, "This link can only be opened", "Nothing can be sent to it.")
        response.headers["Allow"] = "GET, HEAD"
        return response


def gone(request: Request, language: str = "") -> Response:
    """What was shared is not there any more."""
    return message(
        request,
        410,
        "This is no longer available",
        "The page behind this link was taken back or its time is over. Nothing is wrong with your device.",
        language,
    )


def _later(request: Request) -> Response:
    response = message(
        request, 503, "One moment, please", "This cannot be answered right now. Try again in a few seconds."
    )
    response.headers.update(RETRY)
    return response
