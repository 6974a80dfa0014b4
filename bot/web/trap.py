"""The address in a mail that no person sees: whatever follows it follows every address, and is no person."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web.hits import Hits
from bot.web.opened import Opened, open_delivery
from bot.web.pages import message
from bot.web.parts import parts
from bot.web.visitors import Visitors
from digests.ledger.arrivals import arrival
from digests.ledger.model import Fact, FactKind, Verdict
from digests.ledger.model import Request as Seen
from digests.ledger.verdict import TRAP, VERSION


@dataclass(frozen=True, slots=True)
class Unseen:
    """The page under /e."""

    visitors: Visitors
    hits: Hits

    def routes(self) -> list[Route]:
        """One address, that only programs find."""
        return [Route("/e/{token}", self.followed, methods=["GET"])]

    async def followed(self, request: Request) -> Response:
        """Keeps that somebody came by, every ten seconds at most, and says politely that there is nothing."""
        opened = await open_delivery(request)
        now = parts(request).clock()
        seen = await self.visitors.seen(request, request.method, now)
        await self.hits.add(arrival(_fact(opened, seen, now)))
        return message(
            request,
            200,
            "There is nothing to see here",
            "This address is hidden in the mail, so that programs which follow every address give themselves away. "
            "Nothing was changed.",
            opened.language,
        )


def _fact(opened: Opened, seen: Seen, now: datetime) -> Fact:
    """Of somebody who is not tracked the digest is not kept: their presses are found by the visitor's hash."""
    named = f"trap-{opened.delivery_id}-{now:%y%m%d%H%M%S}"[:-1]
    return Fact(
        id=named if opened.tracked else secrets.token_hex(16),
        kind=FactKind.TRAP,
        at=now,
        verdict=Verdict.MACHINE,
        rules=(TRAP, *seen.lacks),
        rule_version=VERSION,
        delivery_id=opened.delivery_id if opened.tracked else None,
        person_id=opened.person.id if opened.tracked else None,
        department=opened.person.department or None,
        agent=seen.agent,
        visitor=seen.visitor,
        origin=seen.origin or None,
    )
