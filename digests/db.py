"""Engine and transactions: many readers, and on SQLite one writer that commits in groups.

`Database.write(save, ...)` runs a plain function in a transaction of its own. On SQLite all writes of a process go
through one thread with one connection: whatever is waiting when a commit ends becomes the next group (no timer), each
unit in a savepoint, so that one that fails takes nobody with it. On PostgreSQL each unit is a transaction on a pooled
connection.
"""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import JSON, Connection, DateTime, Dialect, MetaData, Table, create_engine, event, exc
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.types import TypeDecorator

from digests.writers import POOL, GroupWriter, PoolWriter, Whole, translated

P = ParamSpec("P")
T = TypeVar("T")
V = TypeVar("V")
R = TypeVar("R")

BUSY_MS = 10_000  # how long SQLite waits for another process's write
CHECKPOINT = 10_000  # pages of 4 KB in the log before they are written back: ten times what SQLite waits for

metadata = MetaData()


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept and given back in UTC."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """PostgreSQL keeps the zone itself; SQLite keeps text in UTC."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name != "sqlite"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """A naive datetime is refused: nobody knows which hour it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JsonList(TypeDecorator[tuple[str, ...]]):
    """A tuple of strings, kept as a JSON array."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """Any sequence becomes a list."""
        return None if value is None else list(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """A list becomes a tuple, so that values stay frozen."""
        return None if value is None else tuple(value)


def insert(connection: Connection, table: Table) -> Any:
    """The dialect's own INSERT into `table`, which knows on_conflict_do_nothing and on_conflict_do_update."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


@dataclass(frozen=True, slots=True)
class DriverStatement:
    """SQL that the driver gets as it is, with `?` for each value: for the few statements that run once per message.

    SQLAlchemy's own execution takes longer than SQLite does for them.
    """

    sql: str

    def run(self, connection: Connection, values: Sequence[tuple[object, ...]] | tuple[object, ...]) -> Any:
        """Runs once with a tuple, once per tuple with a list of them, and answers with the driver's cursor.

        Datetimes must be aware.
        """
        if connection.dialect.name != "sqlite":
            return connection.exec_driver_sql(self.sql.replace("?", "%s"), values)
        cursor = connection.connection.cursor()
        try:
            if isinstance(values, tuple):
                cursor.execute(self.sql, _kept(values))
            else:
                cursor.executemany(self.sql, [_kept(row) for row in values])
        except sqlite3.Error as error:
            raise getattr(exc, type(error).__name__, exc.DBAPIError)(self.sql, None, error) from error
        return cursor

    def changed(self, connection: Connection, values: tuple[object, ...]) -> int:
        """Runs once; how many rows it changed."""
        number: int = self.run(connection, values).rowcount
        return number


def _kept(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple([_stamp(value) if isinstance(value, datetime) else value for value in row])


@lru_cache(maxsize=64)
def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")  # as SQLAlchemy keeps them


@contextmanager
def overwriting(connection: Connection) -> Iterator[None]:
    """While it lasts, SQLite overwrites with zeros what it deletes; where it always does, it goes on doing so."""
    if connection.dialect.name != "sqlite":
        yield
        return
    before = connection.exec_driver_sql("PRAGMA secure_delete").scalar_one()
    connection.exec_driver_sql("PRAGMA secure_delete = ON").close()
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA secure_delete = {before}").close()


class Database:
    """One database, by address (`sqlite:///var/budstikke.db` or `postgresql://...`)."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        if self.url.get_backend_name() == "postgresql":
            self.url = self.url.set(drivername="postgresql+psycopg")
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _engine(self.url, sqlite=self.sqlite)
        self._writer: GroupWriter | PoolWriter = GroupWriter(self.engine) if self.sqlite else PoolWriter(self.engine)

    @property
    def there(self) -> bool:
        """Whether there may be something to read: false of a SQLite file that nobody has made yet."""
        return not self.sqlite or Path(self.url.database or "").exists()

    def read(self, load: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `load(connection, ...)` returns, in a transaction that is rolled back."""
        with translated(), self.engine.connect() as connection:
            if self.sqlite:
                connection.exec_driver_sql("BEGIN")  # one snapshot for all that is loaded
            return load(connection, *args, **kwargs)

    def submit(self, save: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Starts `save(connection, ...)`; the future is done once it is committed."""
        return self._writer.submit(lambda connection: save(connection, *args, **kwargs))

    def write(self, save: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `save(connection, ...)` returns, once it is committed."""
        return self._writer.write(lambda connection: save(connection, *args, **kwargs))

    async def aread(self, load: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`read` off the event loop."""
        return await asyncio.to_thread(lambda: self.read(load, *args, **kwargs))

    async def awrite(self, save: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`write` off the event loop."""
        return await asyncio.wrap_future(self.submit(save, *args, **kwargs))

    async def arun(self, statement: DriverStatement, values: tuple[object, ...]) -> int:
        """Off the event loop: one statement that is a whole transaction; how many rows it changed."""
        return await asyncio.wrap_future(self._writer.submit(Whole(statement.changed, values)))

    def write_back(self) -> None:
        """On SQLite: what is only in the log goes to its place, while others write; it spares them a long commit."""
        if self.sqlite:
            with translated(), self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)").close()

    def close(self) -> None:
        """Finishes what was submitted and lets go of every connection."""
        self._writer.close()
        self.engine.dispose()


def _engine(url: Any, *, sqlite: bool) -> Engine:
    if not sqlite:
        return create_engine(
            url, pool_size=POOL + 8, max_overflow=8, pool_pre_ping=True, connect_args={"connect_timeout": 5}
        )
    Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, pool_size=16, max_overflow=16, json_deserializer=_from_json)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _from_json(written: str) -> Any:
    return [] if written == "[]" else {} if written == "{}" else json.loads(written)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MS}",
        f"wal_autocheckpoint={CHECKPOINT}",
    ):
        connection.execute(f"PRAGMA {pragma}")
