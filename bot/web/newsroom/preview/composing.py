"""Digests that are being looked at: each is composed once for all the pictures that one page shows of it."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.rendering.alone import parcel
from bot.web.newsroom.gate import Caller
from bot.web.newsroom.preview.asked import Asked, find
from bot.web.parts import Parts
from digests.access import audit
from digests.content.model import Item
from digests.delivery.model import Parcel
from digests.people.model import Person

KEPT = 32
FRESH = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Composed:
    """What somebody would get, or why nothing."""

    parcel: Parcel | None
    why: str


_Key = tuple[str, Asked, datetime]


@dataclass(slots=True)
class Composing:
    """Keeps what was composed for a minute, by who looks and what was asked."""

    parts: Parts
    _kept: "OrderedDict[_Key, tuple[datetime, asyncio.Task[Composed]]]" = field(default_factory=OrderedDict)

    async def get(self, caller: Caller, asked: Asked) -> Composed:
        """The digest, or the item alone; whoever looks at somebody else is noted."""
        now = self.parts.clock()
        person, item = await self.parts.database.aread(find, caller, asked)
        at = asked.moment(caller.zone, now)
        key = caller.person.id, asked, at
        known = self._kept.get(key)
        if known is None or now - known[0] >= FRESH:
            task = asyncio.create_task(self._compose(caller, asked, person, item, at))
            known = self._kept[key] = now, task
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        try:
            return await asyncio.shield(known[1])
        except Exception:
            self._kept.pop(key, None)  # what failed is tried again
            raise

    async def _compose(self, caller: Caller, asked: Asked, person: Person, item: Item | None, at: datetime) -> Composed:
        now = self.parts.clock()
        if item is not None:
            return Composed(parcel(self.parts.settings, person, item, now, asked.language), "")
        if person.id != caller.person.id:
            await self.parts.database.awrite(_noted, caller, asked, person, now)
        rehearsing = self.parts.rehearsing
        made = await asyncio.to_thread(rehearsing.composed, asked.schedule, person, at, asked.language)
        return Composed(*made)


def _noted(connection: Connection, caller: Caller, asked: Asked, person: Person, now: datetime) -> None:
    """Who looked as whom."""
    audit.note(
        connection, now, audit.PERSON, "preview as", asked.schedule, person_id=person.id, actor_id=caller.person.id
    )
