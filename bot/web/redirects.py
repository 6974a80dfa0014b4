"""Short links: `GET /<code>` on the links hosts, and `/l/<code>` everywhere.

What every follower of a link passes through is raw ASGI and reads each header once; pages are made the usual way.
"""

import os
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web import qr
from bot.web.beacon import PATHS
from bot.web.closed import closed
from bot.web.hits import Hits
from bot.web.pages import message
from bot.web.parts import Parts
from bot.web.targets import FRESH, Known, Targets, header
from bot.web.visitors import Visitors
from digests.errors import DatabaseError
from digests.ledger import arrivals
from digests.ledger.arrivals import Arrival, Moment
from digests.ledger.model import Request as Seen
from digests.ledger.verdict import VERSION, judge
from digests.sharing.links import landing
from digests.sharing.model import LinkState, Target

__all__ = ["FRESH", "RETRY", "Redirects", "Targets"]

RETRY = {"Retry-After": "5"}
_REDIRECT = [
    (b"cache-control", b"private, no-store"),
    (b"referrer-policy", b"no-referrer-when-downgrade"),
    (b"content-length", b"0"),
]
_CODE = re.compile(r"[0-9A-Za-z]{7,24}")
_OURS = {"healthz", "readyz", "metrics", "preview", "newsroom"}  # never a code
_BESIDE = {"/healthz", "/readyz"} | PATHS  # what a links host answers besides links: operators, and the company's sites
_EVER = datetime(2000, 1, 1, tzinfo=UTC)
_TICK = timedelta(milliseconds=1)  # hits that come within one write the same time
_NOBODY = (None, None, None, None)  # what is kept of who follows what was shared in private
_END = {"type": "http.response.body", "body": b""}

Page = Callable[[Request], Awaitable[Response]]


class Redirects:
    """Answers short links before the rest of the application sees them."""

    def __init__(self, app: ASGIApp, parts: Parts, targets: Targets, hits: Hits, visitors: Visitors) -> None:
        self._app = app
        self._parts = parts
        self._clock = parts.clock
        self._settle = parts.settle
        self._moment: tuple[datetime, Moment] | None = None
        self._targets = targets
        self._hits = hits
        self._visitors = visitors
        config = parts.settings.config
        newsroom = urlsplit(config.server.public_url).netloc.lower()
        base = urlsplit(config.links.base_url)
        self._base = config.links.base_url
        self._bases = {domain.encode(): f"{base.scheme}://{domain}" for domain in config.links.domains}
        self._prefixes: Mapping[bytes, str] = {
            **{domain.encode(): "/" for domain in config.links.domains},
            base.netloc.lower().encode(): f"{base.path}/",
        }
        self._alone = frozenset(host for host in self._prefixes if host != newsroom.encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A short link is answered here; everything else goes on, except on a host that is for links alone."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                self._hits.replay()
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").lower()
        code = self._code(scope["path"], self._prefixes.get(host))
        page: Page | None = None
        if not code:
            if host not in self._alone or scope["path"] in _BESIDE:
                await self._app(scope, receive, send)
                return
            page = _nothing
        elif "." in code:
            await (await self._picture(Request(scope, receive), code, host))(scope, receive, send)
        else:
            page = await self._follow(scope, headers, code, send)
        if page is not None:
            await (await page(Request(scope, receive)))(scope, receive, send)

    async def given_back(self) -> None:
        """Returns when the database has every hit that the journal took."""
        await self._hits.replay()

    def _code(self, path: str, prefix: str | None) -> str:
        """What stands where a code would, with the ending of a picture; empty: this is no address of a link."""
        if path.startswith("/l/"):
            code = path[3:]
        elif prefix is not None and path.startswith(prefix):
            code = path[len(prefix) :]
        else:
            return ""
        bare = code.removesuffix(".svg").removesuffix(".png") if "." in code else code
        return code if _CODE.fullmatch(bare) and bare not in _OURS else ""

    async def _follow(self, scope: Scope, headers: Mapping[bytes, bytes], code: str, send: Send) -> Page | None:
        """Answers the usual case; else the page that says why not."""
        method = scope["method"]
        if method not in {"GET", "HEAD"}:
            return _refused
        now = self._clock()
        known = self._targets.at_once(code, now)
        try:
            if known is None:
                known = await self._targets.find(code)
            target = known.target
            if target is None:
                return _nothing
            if target.state(now) is not LinkState.OPEN:
                return partial(closed, item_id=target.item_id)
            if self._visitors.day != now.date():
                await self._visitors.wake(now)
            hit_id, hit = self._hit(known, target, self._visitors.look(scope, headers, method, now), now)
            kept = await self._hits.add(hit)
        except DatabaseError:
            return _later
        if not kept:
            self._targets.forget(code)
            return partial(closed, item_id=target.item_id)
        location = known.location or header(landing(target, hit_id))
        await send({"type": "http.response.start", "status": 302, "headers": [*_REDIRECT, (b"location", location)]})
        await send(_END)
        return None

    def _hit(self, known: Known, target: Target, seen: Seen, now: datetime) -> tuple[str, Arrival]:
        """The hit's id, and the hit as it is written down."""
        moment = self._moment
        if moment is None or not timedelta() <= now - moment[0] < _TICK:
            moment = self._moment = now, arrivals.moment(now, self._settle)
        own = seen.visitor in target.own_visitors
        judgement, waits = _judged(seen.method, seen.agent, seen.lacks, seen.prefetch, own)
        sender = _NOBODY if known.private else (seen.agent, seen.referrer_host or None, seen.visitor, seen.origin)
        number = os.urandom(10).hex()
        written = arrivals.hit(
            moment[1], number, judgement, known.written, arrivals.written_sender(*sender), waits=waits
        )
        return moment[1].id + number, Arrival(written, now, target.item_id)

    async def _picture(self, request: Request, code: str, host: bytes) -> Response:
        """The link as a QR code; asking for it is no hit."""
        if request.method not in {"GET", "HEAD"}:
            return await _refused(request)
        bare, _, kind = code.partition(".")
        now = self._clock()
        try:
            target = (self._targets.at_once(bare, now) or await self._targets.find(bare)).target
        except DatabaseError:
            return await _later(request)
        if target is None:
            return await _nothing(request)
        if target.state(now) is not LinkState.OPEN:
            return await closed(request, target.item_id)
        return qr.picture(f"{self._bases.get(host, self._base)}/{bare}", kind)


@lru_cache(maxsize=4096)
def _judged(
    method: str,
    agent: str,
    lacks: tuple[str, ...],
    prefetch: bool,  # noqa: FBT001 - what is remembered is found sooner by place than by name
    own: bool,  # noqa: FBT001
) -> tuple[str, bool]:
    """What the request alone says, as it is written down, and whether it waits: the same whenever it comes."""
    found = judge(Seen(method, agent, prefetch=prefetch, lacks=lacks), _EVER, timedelta(0), own=own)
    return arrivals.written_judgement(found.verdict, found.rules, VERSION), found.settles_at is not None


async def _nothing(request: Request) -> Response:
    return message(
        request,
        404,
        "This link leads nowhere",
        "It may have been cut short on the way. Ask whoever shared it for the whole address.",
    )


async def _refused(request: Request) -> Response:
    response = message(request, 405, "This link can only be opened", "Nothing can be sent to it.")
    response.headers["Allow"] = "GET, HEAD"
    return response


async def _later(request: Request) -> Response:
    response = message(
        request, 503, "One moment, please", "This cannot be answered right now. Try again in a few seconds."
    )
    response.headers.update(RETRY)
    return response
