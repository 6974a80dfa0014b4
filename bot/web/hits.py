"""Hits are durable before they are answered.

One that comes alone is committed at once. Those that come while a commit runs do not wait for it: they go to the
journal, which is on disk sooner than a database, and into the next commit together.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.web.journal import Journal
from digests.db import Database
from digests.errors import DatabaseError
from digests.ledger import arrivals
from digests.ledger.model import Fact, FactKind
from digests.sharing.links import closed_items, follow

T = TypeVar("T")
log = logging.getLogger(__name__)

MOST = 4096  # hits that may wait; whoever comes then is asked to come again
GROUP = 1024  # hits in one commit
PATIENCE = 2.0  # seconds for a commit before its hits go to the journal
MOMENT = 0.1  # seconds that an item which was found open is not asked about again, under load
AGAIN = 0.5  # seconds between two tries to give back what the journal holds
_NONE: frozenset[str | None] = frozenset()


Waiting = tuple[Fact, asyncio.Future[bool]]


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
        self._committing: asyncio.Task[None] | None = None
        self._open: frozenset[str | None] = frozenset()  # items that were found open
        self._asked_at = 0.0
        self._away = False  # the database fails or does not answer: the journal goes first until it is given back
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

    async def drained(self) -> None:
        """Returns once nothing of what was answered is on its way to the database any more."""
        while self._committing is not None and not self._committing.done():
            await asyncio.wait((self._committing,))
        await self.replay()

    async def _write(self) -> None:
        if self._left:
            self._left = False
            self.replay()
        while self._waiting:
            group, self._waiting = self._waiting[:GROUP], self._waiting[GROUP:]
            if self._away or self._busy():
                await self._journal_first(group)
            else:
                self._committing = asyncio.create_task(self._commit(group))
                await asyncio.sleep(0)

    def _busy(self) -> bool:
        return self._committing is not None and not self._committing.done()

    async def _commit(self, group: list[Waiting]) -> None:
        """The usual case: nothing else is being written, and the database takes the hits at once."""
        facts = [fact for fact, _ in group]
        closed = await self._within(self._database.awrite(follow, facts))
        _tell(group, await self._keep(facts) or _NONE if closed is None else closed)
        await self._catch_up()

    async def _journal_first(self, group: list[Waiting]) -> None:
        """A commit is on its way: nobody waits for it, and the database gets these in the next, however many."""
        facts = [fact for fact, _ in group]
        closed = await self._closed(facts)
        error = await self._keep([fact for fact in facts if _stays(fact, closed)])
        _tell(group, error or closed)
        if not self._away and not self._busy():
            self._committing = asyncio.create_task(self._catch_up())

    async def _closed(self, facts: list[Fact]) -> frozenset[str | None]:
        """Which of the items are not there any more; one that was found open is not asked about again for a moment."""
        now = asyncio.get_running_loop().time()
        if now - self._asked_at > MOMENT:
            self._asked_at, self._open = now, frozenset()
        items = {fact.item_id for fact in facts}
        if self._away or items <= self._open:
            return _NONE
        closed = await self._within(self._database.aread(closed_items, facts))
        if closed is None or isinstance(closed, Exception):
            return _NONE
        self._open |= items - closed
        return closed

    async def _catch_up(self) -> None:
        """The database gets what the journal took first; what it does not take is read again when it is back."""
        while not self._away and self._journal.fresh and (file := await self._on_disk(self._journal.swap)) is not None:
            await self._within(self._database.awrite(arrivals.keep, file.facts))
            await self._on_disk(self._journal.leave if self._away else self._journal.drop, file)
        if self._away:
            await self._on_disk(self._journal.forget)
            self.replay()

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

    async def _keep(self, facts: list[Fact]) -> Exception | None:
        remember = not self._away
        try:
            await self._on_disk(partial(self._journal.keep, facts, remember=remember))
        except OSError:
            return DatabaseError("Neither the database nor the journal takes hits: look at the disk.")
        finally:
            if self._away:
                self.replay()
        return None

    async def _give_back(self) -> None:
        """Writes what the journal holds, again and again until the database has taken all of it."""
        while True:
            try:
                chunks = self._journal.take()
                while chunk := await self._on_disk(next, chunks, None):
                    await self._database.awrite(arrivals.keep, chunk)
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
    for fact, done in group:
        if done.cancelled():
            continue
        if isinstance(closed, Exception):
            done.set_exception(closed)
        else:
            done.set_result(_stays(fact, closed))


def _stays(fact: Fact, closed: frozenset[str | None]) -> bool:
    """A hit on what is not there any more is not kept."""
    return not closed or fact.kind is not FactKind.HIT or fact.item_id not in closed
