"""Who writes: on SQLite one at a time with a commit for many, on PostgreSQL each with a transaction of their own."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from digests.errors import DatabaseError

T = TypeVar("T")
Submitted = tuple[Callable[[Connection], Any], Future[Any]]

GROUP = 256  # units in one commit at most
POOL = 8  # PostgreSQL connections for writing


@dataclass(frozen=True, slots=True)
class Whole(Generic[T]):
    """A unit that is one statement, and so a transaction by itself: fewer calls, at each of which a thread may wait."""

    run: Callable[[Connection, tuple[object, ...]], T]
    values: tuple[object, ...]

    def __call__(self, connection: Connection) -> T:
        """What it returns."""
        return self.run(connection, self.values)


class translated:  # noqa: N801 - it reads as a clause: with translated()
    """Turns what a driver says into our one DatabaseError."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, DBAPIError):
            raise explain(error) from error


def explain(error: DBAPIError) -> Exception:
    """The DatabaseError that says what to do about it; what a statement itself did wrong stays as it is."""
    said = str(error.orig).splitlines()[0] if str(error.orig) else type(error.orig).__name__
    if "no such table" in said or "does not exist" in said:
        return DatabaseError(f"The database has no tables for this version ({said}): run `budstikke migrate`.")
    if "locked" in said or "busy" in said:
        return DatabaseError("The database is held by another process; nothing was changed. Try again in a moment.")
    if "full" in said or "No space" in said:
        return DatabaseError("The disk is full; nothing was changed. Make room and try again.")
    if isinstance(error, OperationalError):
        return DatabaseError(f"The database cannot be reached or did not do it: {said}.")
    return error


class GroupWriter:
    """One connection, and one commit for all that waits: whoever comes first commits for those who come meanwhile.

    A thread that writes does it itself; a thread of the writer's own serves those who only submit.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: queue.SimpleQueue[Submitted] = queue.SimpleQueue()
        self._turn = threading.Lock()  # whoever holds it has the connection
        self._connection: Connection | None = None
        self._start = threading.Lock()
        self._thread: threading.Thread | None = None
        self._called = threading.Event()
        self._closing = False

    def write(self, unit: Callable[[Connection], T]) -> T:
        """What the unit returns, once it is committed."""
        future: Future[T] = Future()
        self._waiting.put((unit, future))
        with self._turn:
            while not future.done():
                self._commit(self._group())
        return future.result()

    def submit(self, unit: Callable[[Connection], T]) -> Future[T]:
        """Starts the unit; its future is done once it is committed."""
        future: Future[T] = Future()
        with self._start:
            if self._thread is None:
                self._closing = False
                self._thread = threading.Thread(target=self._serve, name="writer", daemon=True)
                self._thread.start()
            self._waiting.put((unit, future))
        self._called.set()
        return future

    def close(self) -> None:
        """Returns when everything that was submitted is committed."""
        with self._start:
            thread, self._thread = self._thread, None
            self._closing = True
        if thread is not None:
            self._called.set()
            thread.join()
        with self._turn:
            self._let_go()

    def _serve(self) -> None:
        while True:
            self._called.wait()
            self._called.clear()
            closing = self._closing
            with self._turn:
                while group := self._group():
                    self._commit(group)
            if closing:
                return

    def _group(self) -> list[Submitted]:
        group: list[Submitted] = []
        with suppress(queue.Empty):
            while len(group) < GROUP:
                group.append(self._waiting.get_nowait())
        return group

    def _commit(self, group: list[Submitted]) -> None:
        done: list[tuple[Future[Any], Any]] = []
        try:
            with translated():
                connection = self._held()
                if len(group) == 1 and isinstance(group[0][0], Whole):
                    done.append((group[0][1], group[0][0](connection)))
                else:
                    self._transact(connection, group, done)
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it
            self._give_up(group, error)
            return
        except BaseException:
            self._give_up(group, DatabaseError("The write was interrupted; nothing was changed."))
            raise
        for future, value in done:
            future.set_result(value)

    def _transact(self, connection: Connection, group: list[Submitted], done: list[tuple[Future[Any], Any]]) -> None:
        with connection.begin():
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            for unit, future in group:
                self._run(connection, unit, future, done, alone=len(group) == 1)

    def _give_up(self, group: list[Submitted], error: Exception) -> None:
        self._let_go()
        for future in [future for _, future in group if not future.done()]:
            future.set_exception(error)

    def _held(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    @staticmethod
    def _run(
        connection: Connection,
        unit: Callable[[Connection], Any],
        future: Future[Any],
        done: list[tuple[Future[Any], Any]],
        *,
        alone: bool,
    ) -> None:
        if alone:
            done.append((future, unit(connection)))
            return
        connection.exec_driver_sql("SAVEPOINT unit")
        try:
            value = unit(connection)
        except Exception as error:  # noqa: BLE001 - it goes to the one who submitted the unit
            connection.exec_driver_sql("ROLLBACK TO unit")
            future.set_exception(explain(error) if isinstance(error, DBAPIError) else error)
        else:
            done.append((future, value))
        connection.exec_driver_sql("RELEASE unit")


class PoolWriter:
    """A transaction per unit; submitted ones run on a few threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._pool = ThreadPoolExecutor(POOL, thread_name_prefix="writer")

    def write(self, unit: Callable[[Connection], T]) -> T:
        """What the unit returns, once it is committed."""
        with translated(), self._engine.begin() as connection:
            return unit(connection)

    def submit(self, unit: Callable[[Connection], T]) -> Future[T]:
        """Starts the unit; its future is done once it is committed."""
        return self._pool.submit(self._whole if isinstance(unit, Whole) else self.write, unit)

    def _whole(self, unit: Callable[[Connection], T]) -> T:
        with translated(), self._engine.connect() as connection:
            return unit(connection.execution_options(isolation_level="AUTOCOMMIT"))

    def close(self) -> None:
        """Returns when everything that was submitted is committed."""
        self._pool.shutdown()
