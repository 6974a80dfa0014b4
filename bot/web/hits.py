"""Hits are durable before they are answered: whoever waits while a commit runs goes into the next, as one insert."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from bot.web.journal import Journal
from digests.db import Database
from digests.errors import DatabaseError
from digests.ledger import arrivals
from digests.ledger.model import Fact, FactKind
from digests.sharing.links import follow

T = TypeVar("T")
log = logging.getLogger(__name__)

MOST = 4096  # hits that may wait; whoever comes then is asked to come again
GROUP = 1024  # hits in one commit
PATIENCE = 2.0  # seconds for a commit before its hits go to the journal
AGAIN = 0.5  # seconds between two tries to give back what the journal holds
_NONE: frozenset[str | None] = frozenset()


class BusyError(DatabaseError):
    """More hits wait than can be kept soon."""


class Hits:
    """The one way in for hits and reads."""

    def __init__(
        self,
        database: Database,
        journal: Journal,
        most: int = MOST,
        patience: float = PATIENCE,
        again: float = AGAIN,
    ) -> None:
        self._database = database
        self._journal = journal
        self._most = most
        self._patience = patience
        self._again = again
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="journal")  # never behind a read that hangs
        self._waiting: list[tuple[Fact, asyncio.Future[bool]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._stuck: asyncio.Future[frozenset[str | None]] | None = None  # a commit that took longer than we wait
        self._replaying: asyncio.Task[None] | None = None
        self._left = True  # a process before us may have left something

    def add(self, fact: Fact) -> asyncio.Future[bool]:
        """Done once the fact is on disk; DatabaseError when neither database nor journal takes it, or too many wait.

        False: it is a hit on an item that is withdrawn or over by now, and was not kept.
        """
        if len(self._waiting) >= self._most:
            raise BusyError("More hits wait than can be kept soon.")
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((fact, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return done

    def replay(self) -> "asyncio.Task[None]":
        """Done once the database has what the journal held."""
        if self._replaying is None or self._replaying.done():
            self._replaying = asyncio.create_task(self._give_back())
        return self._replaying

    async def _write(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[:GROUP], self._waiting[GROUP:]
            closed = await self._save([fact for fact, _ in group])
            for fact, done in group:
                if done.cancelled():
                    continue
                if isinstance(closed, Exception):
                    done.set_exception(closed)
                else:
                    done.set_result(not closed or fact.kind is not FactKind.HIT or fact.item_id not in closed)

    async def _save(self, facts: list[Fact]) -> frozenset[str | None] | Exception:
        """The items whose hits were not kept, or what went wrong."""
        if self._left:
            self._left = False
            self.replay()
        if self._stuck is not None and not self._stuck.done():
            return await self._journal_instead(facts)
        commit = asyncio.ensure_future(self._database.awrite(follow, facts))
        await asyncio.wait((commit,), timeout=self._patience)
        if not commit.done():
            self._stuck = commit
            commit.add_done_callback(_heard)
            return await self._journal_instead(facts)
        error = commit.exception()
        if error is None:
            return commit.result()
        if isinstance(error, DatabaseError):
            return await self._journal_instead(facts)
        return error if isinstance(error, Exception) else DatabaseError(str(error))

    async def _journal_instead(self, facts: list[Fact]) -> frozenset[str | None] | Exception:
        try:
            await self._on_disk(self._journal.keep, facts)
        except OSError:
            return DatabaseError("Neither the database nor the journal takes hits: look at the disk.")
        finally:
            self.replay()
        return _NONE

    async def _give_back(self) -> None:
        """Writes what the journal holds, again and again until the database has taken all of it."""
        while True:
            try:
                chunks = self._journal.take()
                while chunk := await self._on_disk(next, chunks, None):
                    await self._database.awrite(arrivals.keep, chunk)
            except (DatabaseError, OSError) as error:
                log.warning("hits wait in %s: %s", self._journal.path.parent, error)
            if not self._journal.holds():
                return
            await asyncio.sleep(self._again)

    async def _on_disk(self, act: Callable[..., T], *args: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._disk, act, *args)


def _heard(commit: "asyncio.Future[frozenset[str | None]]") -> None:
    """What a late commit says is of no matter: its hits are in the journal too, and an id is kept once."""
    if not commit.cancelled():
        commit.exception()
