"""Hits are durable before they are answered: whoever comes while a commit runs goes into the next one, all together."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.web.journal import Journal
from digests.db import Database
from digests.errors import DatabaseError
from digests.ledger import arrivals
from digests.ledger.arrivals import Arrival
from digests.sharing.links import follow, follow_at_once

T = TypeVar("T")
log = logging.getLogger(__name__)

MOST = 4096  # hits that may wait; whoever comes then is asked to come again
GROUP = 1024  # hits in one commit
PATIENCE = 2.0  # seconds for a commit before its hits go to the journal
AGAIN = 0.5  # seconds between two tries to give back what the journal holds
_NONE: frozenset[str | None] = frozenset()


Waiting = tuple[Arrival, asyncio.Future[bool]]


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
        self._waiting: list[Waiting] = []
        self._writing: asyncio.Task[None] | None = None
        self._away = False  # the database fails or does not answer: the journal takes hits until it is given back
        self._replaying: asyncio.Task[None] | None = None

    def add(self, arrival: Arrival) -> asyncio.Future[bool]:
        """Done once it is on disk; DatabaseError when neither database nor journal takes it, or too many wait.

        False: it is a hit on an item that is withdrawn or over by now, and was not kept.
        """
        if len(self._waiting) >= self._most:
            raise BusyError("More hits wait than can be kept soon.")
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((arrival, done))
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
            arrived = [one for one, _ in group]
            closed = None if self._away else await self._within(self._follow(arrived))
            _tell(group, await self._keep(arrived) if closed is None else closed)

    async def _follow(self, arrived: list[Arrival]) -> frozenset[str | None]:
        """Hits on closed items are rare: what has none among it is kept by one statement."""
        if await self._database.arun(*follow_at_once(arrived)):
            return _NONE
        return await self._database.awrite(follow, arrived)

    async def _within(self, work: Coroutine[Any, Any, T]) -> T | Exception | None:
        """What came of it; None, and the database counts as away, when it fails or takes longer than we wait."""
        task = asyncio.ensure_future(work)
        await asyncio.wait((task,), timeout=self._patience)
        if not task.done():
            self._away = True
            task.add_done_callback(_heard)
            return None
        error = task.exception()
        if error is None:
            return task.result()
        if isinstance(error, DatabaseError | PoolTimeoutError):
            self._away = True
            return None
        return error if isinstance(error, Exception) else DatabaseError(str(error))

    async def _keep(self, arrived: list[Arrival]) -> frozenset[str | None] | Exception:
        """The journal takes them; whether their items are still there nobody can say."""
        try:
            await self._on_disk(self._journal.keep, arrived)
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
                    await self._database.awrite(arrivals.keep, [arrivals.arrival(fact) for fact in chunk])
            except (DatabaseError, PoolTimeoutError, OSError) as error:
                log.warning("hits wait in %s: %s", self._journal.path.parent, error)
            else:
                self._away = False
            if not self._journal.holds():
                return
            await asyncio.sleep(self._again)

    async def _on_disk(self, act: Callable[..., T], *args: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._disk, act, *args)


def _heard(task: "asyncio.Task[Any]") -> None:
    """What a late answer says is of no matter: its hits are in the journal too, and an id is kept once."""
    if not task.cancelled():
        task.exception()


def _tell(group: list[Waiting], closed: frozenset[str | None] | Exception) -> None:
    for arrival, done in group:
        if done.cancelled():
            continue
        if isinstance(closed, Exception):
            done.set_exception(closed)
        else:
            done.set_result(not closed or arrival.item_id is None or arrival.item_id not in closed)
