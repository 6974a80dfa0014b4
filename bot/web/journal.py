"""Where answered hits wait on disk while the database does not take them; each process has files of its own."""

import json
import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from digests.ledger.arrivals import Arrival, listed
from digests.ledger.model import Fact, FactKind, Verdict

try:
    import fcntl
except ImportError:  # no such locks on Windows, where one process serves
    fcntl = None  # type: ignore[assignment]

CHUNK = 500  # facts that are given back at a time
_TIMES = ("at", "settles_at")


@dataclass(slots=True)
class File:
    """A file that is ours, and the open descriptor that holds its lock."""

    path: Path
    number: int


@dataclass(slots=True)
class Journal:
    """Facts in files beside `path`, a group a line, on disk before `keep` returns.

    A file is locked while its process lives. One that nobody holds was left by a process that died: whoever finds it
    may give its facts back. Everything here happens on one thread.
    """

    path: Path
    _file: File | None = None
    _sealed: list[File] = field(default_factory=list)

    def keep(self, kept: Sequence[Arrival]) -> None:
        """Appends what arrived; OSError when the disk does not take them either."""
        if self._file is None:
            self._file = self._open()
        lines = _line(kept)
        try:
            while lines:
                lines = lines[os.write(self._file.number, lines) :]
            os.fdatasync(self._file.number)
        except OSError:
            self._seal()  # a line that was cut short is the last of its file
            raise

    def holds(self) -> bool:
        """Whether something of this process waits to be read again."""
        return bool(self._sealed) or self._file is not None

    def _seal(self) -> None:
        if self._file is not None:
            self._sealed.append(self._file)
            self._file = None

    def take(self) -> Iterator[list[Fact]]:
        """Everything that was left here or by the dead, in chunks; a file goes once more is asked for after it."""
        self._seal()
        self._sealed += self._orphans()
        for file in tuple(self._sealed):
            yield from _chunks(file.path)
            file.path.unlink(missing_ok=True)
            os.close(file.number)
            self._sealed.remove(file)

    def _open(self) -> File:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        opened = None
        while opened is None:  # somebody may have taken it for one that was left before it was locked
            name = self.path.with_name(f"{self.path.stem}-{secrets.token_hex(6)}{self.path.suffix}")
            opened = _locked(name, os.O_CREAT | os.O_EXCL)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return opened

    def _orphans(self) -> Iterator[File]:
        held = {file.path for file in (*self._sealed, *filter(None, [self._file]))}
        for path in sorted(self.path.parent.glob(f"{self.path.stem}*{self.path.suffix}")):
            file = None if path in held else _locked(path, 0)
            if file is not None:
                yield file


def _locked(path: Path, how: int) -> File | None:
    """The file, open and held by us; None where another holds it or it is gone."""
    try:
        number = os.open(path, os.O_WRONLY | os.O_APPEND | how, 0o600)
    except FileNotFoundError:
        return None
    try:
        if fcntl is not None:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(number).st_ino == path.stat().st_ino:
            return File(path, number)
    except (BlockingIOError, FileNotFoundError):
        pass
    os.close(number)
    return None


def _chunks(path: Path) -> Iterator[list[Fact]]:
    with path.open("rb") as lines:
        facts = chain.from_iterable(map(_facts, lines))
        while chunk := list(islice(facts, CHUNK)):
            yield chunk


def _line(kept: Sequence[Arrival]) -> bytes:
    """All of them as one line: a group is answered together, or not at all."""
    return f'{{"names":{_WRITTEN},"facts":{listed(kept)}}}\n'.encode()


def _facts(line: bytes) -> list[Fact]:
    """What a line holds; one that a crash cut short was never answered, and holds nothing."""
    try:
        raw = json.loads(line)
        rows = [dict(zip(raw["names"], row, strict=True)) for row in raw["facts"]] if "facts" in raw else [raw]
    except (ValueError, KeyError, TypeError):
        return []
    return [fact for fact in map(_fact, rows) if fact is not None]


def _fact(raw: dict[str, Any]) -> Fact | None:
    try:
        known = {name: raw[name] for name in _NAMES if name in raw}
        times = {name: datetime.fromisoformat(raw[name]) for name in _TIMES if raw.get(name)}
        named = {"kind": FactKind(raw["kind"]), "verdict": Verdict(raw["verdict"]), "rules": tuple(raw["rules"])}
        return Fact(**(known | times | named))
    except (ValueError, KeyError, TypeError):
        return None


_NAMES = tuple(one.name for one in fields(Fact))
_WRITTEN = json.dumps(_NAMES)
