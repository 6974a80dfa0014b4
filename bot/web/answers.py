"""What a person says to an item besides sharing it: I read it, it is not for me."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.web.hits import Hits
from bot.web.opened import OpenedPick, open_pick
from bot.web.pages import HEADERS, page
from bot.web.parts import parts
from bot.web.share import url_of
from bot.web.visitors import Visitors
from digests.ledger import store
from digests.ledger.model import Fact, FactKind, Verdict
from digests.ledger.verdict import BUTTON, VERSION, judge


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
        press = picked.opened.press(picked.item.id, "")
        await self.hits.add(
            Fact(
                id=secrets.token_hex(16),
                kind=FactKind.READ,
                at=now,
                verdict=judged.verdict,
                rules=judged.rules,
                rule_version=VERSION,
                settles_at=judged.settles_at,
                delivery_id=press.delivery_id,
                person_id=press.person_id,
                department=press.department,
                item_id=press.item_id,
                agent=seen.agent,
                visitor=seen.visitor,
                origin=seen.origin or None,
            )
        )
        return RedirectResponse(url_of(picked), 302, HEADERS)

    async def decline(self, request: Request) -> Response:
        """A page with a button; only its press turns the item down, and another takes that back."""
        picked = await open_pick(request)
        found = parts(request)
        fact = _declined(picked, found.clock())
        if request.method == "POST":
            form = await request.form()
            if form.get("undo"):
                await found.database.awrite(store.take_back, fact.id)
            else:
                await found.database.awrite(store.add, [fact])
        declined = await found.database.aread(store.is_kept, fact.id)
        return page(request, "decline", picked.opened.language, title=picked.pick.title, declined=declined)


def _declined(picked: OpenedPick, now: datetime) -> Fact:
    """A wish, not a figure: it stays with the person even where nothing else they do is kept."""
    return Fact(
        id=f"decline-{picked.opened.delivery_id}-{picked.pick.position}",
        kind=FactKind.DECLINE,
        at=now,
        verdict=Verdict.HUMAN,
        rules=(BUTTON,),
        rule_version=VERSION,
        delivery_id=picked.opened.delivery_id,
        person_id=picked.opened.person.id,
        department=picked.opened.person.department or None,
        item_id=picked.item.id,
    )
