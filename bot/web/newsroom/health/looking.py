"""The last look at this installation; a look takes seconds, so no page waits for one."""

import asyncio
from datetime import datetime, timedelta

from bot.web.newsroom.health.model import Examined
from bot.web.parts import Parts

AGAIN = timedelta(minutes=15)


class Looking:
    """What the last look found and when that was; None before the first."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._running: asyncio.Task[None] | None = None
        self.found: Examined | None = None
        self.at: datetime | None = None

    @property
    def busy(self) -> bool:
        """Whether somebody is looking now."""
        return self._running is not None and not self._running.done()

    def glance(self) -> Examined | None:
        """What is known; looks anew in the background where that is old."""
        if self.at is None or self._parts.clock() - self.at >= AGAIN:
            self._begin()
        return self.found

    async def look(self) -> None:
        """Looks now, or waits for the look that goes on."""
        self._begin()
        if self._running is not None:
            await asyncio.shield(self._running)

    def _begin(self) -> None:
        if not self.busy:
            self._running = asyncio.get_running_loop().create_task(self._look())

    async def _look(self) -> None:
        self.found = await asyncio.to_thread(self._parts.examine)
        self.at = self._parts.clock()
