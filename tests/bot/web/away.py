"""A database that is away, slow or counted, as a test wants it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from digests.db import Database
from digests.errors import DatabaseError
from tests.bot.web.world import World


class Broken:
    """A database that is away until it is mended, or that answers when it is let."""

    def __init__(self, real: Database) -> None:
        self.real = real
        self.away = True
        self.error: Exception = DatabaseError("The database cannot be reached.")
        self.engine = real.engine
        self.reads = 0
        self.writes = 0
        self.let = asyncio.Event()
        self.let.set()

    async def aread(self, load: Any, *args: Any) -> Any:
        self.reads += 1
        return await self._unless_away(self.real.aread, load, *args)

    async def awrite(self, save: Any, *args: Any, **named: Any) -> Any:
        self.writes += 1
        return await self._unless_away(self.real.awrite, save, *args, **named)

    async def arun(self, statement: Any, values: Any) -> Any:
        self.writes += 1
        return await self._unless_away(self.real.arun, statement, values)

    async def _unless_away(self, act: Any, *args: Any, **named: Any) -> Any:
        await self.let.wait()
        if self.away:
            raise self.error
        return await act(*args, **named)


def broken(linked: World, folder: Path) -> tuple[Broken, World]:
    """The same web over a database that can be away."""
    from bot.web.app import create_app  # noqa: PLC0415

    database = Broken(linked.database)
    parts = replace(linked.parts, database=database, journal=folder / "hits.jsonl")  # type: ignore[arg-type]
    return database, World(linked.database, parts, create_app(parts), linked.clock)


async def until(reached: Callable[[], bool]) -> None:
    """Returns once it is so, letting others have their turn."""
    for _ in range(1_000_000):
        if reached():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came to be so")
