"""Whoever looks at figures is written down before they are shown."""

from bot.web.newsroom.gate import Caller
from bot.web.parts import Parts
from digests.access import audit


async def noted(found: Parts, caller: Caller, subject: str) -> None:
    """Writes down that somebody looks at the report; what cannot be noted is not shown."""
    await found.database.awrite(audit.note, found.clock(), "newsroom", "report", subject, actor_id=caller.person.id)
