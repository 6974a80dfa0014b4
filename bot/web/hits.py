"""Hits are durable before they are answered: whoever waits while a commit runs goes into the next, as one insert."""

import asyncio
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from digests.db import Database
from digests.errors import DatabaseError
from digests.ledger import store
from digests.ledger.model import Fact, FactKind, Verdict
from digests.sharing.links import follow


class Journal:
    """A file that takes facts while the database does not; each line is one, and on disk before `keep` returns."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def keep(self, facts: Sequence[Fact]) -> None:
        """Appends the facts; OSError when the disk does not take them either."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write("\n")  # a line that a crash cut short ends here
            file.writelines(json.dumps(asdict(fact), default=_plain) + "\n" for fact in facts)
            file.flush()
            os.fsync(file.fileno())

    def load(self) -> list[Fact]:
        """What was kept; a line that a crash cut short was never answered, and is left out."""
        if not self.path.is_file():
            return []
        lines = self.path.read_text(encoding="utf-8").split("\n")
        return [fact for fact in map(_fact, lines) if fact is not None]

    def clear(self) -> None:
        """Once the database has it all."""
        self.path.unlink(missing_ok=True)


class Hits:
    """The one way in for hits and reads."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal
        self._waiting: list[tuple[Fact, asyncio.Future[bool]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._kept = True  # the journal may hold something

    async def add(self, fact: Fact) -> bool:
        """Returns once the fact is on disk; DatabaseError when neither database nor journal takes it.

        False: it is a hit on an item that is withdrawn or over by now, and was not kept.
        """
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((fact, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await done

    async def _write(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            closed = await self._save([fact for fact, _ in group])
            for fact, done in group:
                if done.cancelled():
                    continue
                if isinstance(closed, Exception):
                    done.set_exception(closed)
                else:
                    done.set_result(fact.kind is not FactKind.HIT or fact.item_id not in closed)

    async def _save(self, facts: list[Fact]) -> frozenset[str | None] | Exception:
        """The items whose hits were not kept, or what went wrong."""
        try:
            kept = await asyncio.to_thread(self._journal.load) if self._kept else []
            closed = await self._database.awrite(_keep, kept, facts)
            if self._kept:
                await asyncio.to_thread(self._journal.clear)
                self._kept = False
        except DatabaseError:
            return await self._journal_instead(facts)
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it
            return error
        return closed

    async def _journal_instead(self, facts: list[Fact]) -> frozenset[str | None] | Exception:
        self._kept = True
        try:
            await asyncio.to_thread(self._journal.keep, facts)
        except OSError:
            return DatabaseError("Neither the database nor the journal takes hits: look at the disk.")
        return frozenset()


def _keep(connection: Connection, answered: Sequence[Fact], facts: Sequence[Fact]) -> frozenset[str | None]:
    """What the journal held was answered already, and is kept whatever became of its item."""
    store.add(connection, answered)
    return follow(connection, facts)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a fact")


def _fact(line: str) -> Fact | None:
    try:
        raw = json.loads(line)
    except ValueError:
        return None
    times = {name: datetime.fromisoformat(raw[name]) if raw[name] else None for name in ("at", "settles_at")}
    named = {"kind": FactKind(raw["kind"]), "verdict": Verdict(raw["verdict"]), "rules": tuple(raw["rules"])}
    return Fact(**(raw | times | named))
