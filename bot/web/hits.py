"""Hits are durable before they are answered: whoever waits while a commit runs goes into the next, as one insert."""

import asyncio
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from digests.db import Database
from digests.errors import DatabaseError
from digests.ledger import store
from digests.ledger.model import Fact, FactKind, Verdict


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
        self._waiting: list[tuple[Fact, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._kept = True  # the journal may hold something

    async def add(self, fact: Fact) -> None:
        """Returns once the fact is on disk; DatabaseError when neither database nor journal takes it."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((fact, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        await done

    async def _write(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            error = await self._save([fact for fact, _ in group])
            for _, done in group:
                if done.cancelled():
                    continue
                if error is None:
                    done.set_result(None)
                else:
                    done.set_exception(error)

    async def _save(self, facts: list[Fact]) -> Exception | None:
        try:
            kept = await asyncio.to_thread(self._journal.load) if self._kept else []
            await self._database.awrite(store.add, [*kept, *facts])
            if self._kept:
                await asyncio.to_thread(self._journal.clear)
                self._kept = False
        except DatabaseError:
            return await self._journal_instead(facts)
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it
            return error
        return None

    async def _journal_instead(self, facts: list[Fact]) -> Exception | None:
        self._kept = True
        try:
            await asyncio.to_thread(self._journal.keep, facts)
        except OSError:
            return DatabaseError("Neither the database nor the journal takes hits: look at the disk.")
        return None


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
