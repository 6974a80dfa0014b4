"""What a person says to an item besides sharing it: I read it, it is not for me."""

import secrets
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.web.hits import Hits
from bot.web.opened import open_pick
from bot.web.pages import HEADERS, page
from bot.web.parts import parts
from bot.web.share import url_of
from bot.web.visitors import Visitors
from digests.employee import acts
from digests.employee.model import Evidence
from digests.ledger.arrivals import arrival
from digests.ledger.model import FactKind
from digests.ledger.verdict import judge


@dataclass(frozen=True, slots=True)
class Answers:
    """The pages under /r and /n."""

    visitors: Visitors
    hits: Hits

    def routes(self) -> list[Route]:
        """Reading, and turning down."""
        return [
            Route("/r/{token}/{pick}", self.read, methods=["GET"]),
            Route("/n/{token}/{pick}", self.decline, methods=["GET", "POST"]),
        ]

    async def read(self, request: Request) -> Response:
        """Leads to the item; kept as a read, and classed like a hit."""
        picked = await open_pick(request)
        found = parts(request)
        now = found.clock()
        seen = await self.visitors.seen(request, request.method, now)
        judged = judge(seen, now, found.settle, delivered_at=picked.opened.sent_at)
        evidence = Evidence(judged, seen.agent, seen.visitor, seen.origin or None)
        fact = acts.fact(picked.own, FactKind.READ, secrets.token_hex(16), evidence, now=now)
        await self.hits.add(arrival(fact))
        return RedirectResponse(url_of(picked), 302, HEADERS)

    async def decline(self, request: Request) -> Response:
        """A page with a button; only its press turns the item down, and another takes that back."""
        picked = await open_pick(request)
        found = parts(request)
        if request.method == "POST":
            form = await request.form()
            verb = acts.undecline if form.get("undo") else acts.decline
            await found.database.awrite(verb, picked.own, found.clock())
        declined = await found.database.aread(acts.is_declined, picked.own)
        return page(request, "decline", picked.opened.language, title=picked.pick.title, declined=declined)
