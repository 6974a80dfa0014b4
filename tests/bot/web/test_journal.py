"""What waits on disk comes back as it went, once, and from whoever died with it."""

import fcntl
import json
import os
from dataclasses import asdict
from pathlib import Path

import pytest

from bot.web.hits import Hits
from bot.web.journal import CHUNK, Journal
from digests.db import Database
from digests.errors import DatabaseError
from digests.ledger import arrivals, store
from digests.ledger.arrivals import Arrival
from digests.ledger.model import Fact, FactKind, Verdict
from tests.bot.web.away import Broken, until
from tests.bot.web.world import World
from tests.factories import NOW


def fact(name: str, item_id: str = "x") -> Fact:
    return Fact(name, FactKind.HIT, NOW, Verdict.HUMAN, ("soon",), 1, NOW, item_id=item_id, agent='"quoted" \u00e6')


def arrived(*facts: Fact) -> list[Arrival]:
    return [arrivals.arrival(fact) for fact in facts]


def ids(database: Database) -> list[str]:
    database.write(arrivals.expand_all)
    return [one.id for one in database.read(store.load)]


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("hits*"))


def test_a_journal_comes_back_as_it_went_and_its_file_goes(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "deep" / "hits.jsonl")
    journal.keep(arrived(fact("a"), fact("b")))
    journal.keep(arrived(fact("c")))
    assert list(journal.take()) == [[fact("a"), fact("b"), fact("c")]]
    assert files(tmp_path / "deep") == []
    assert not journal.holds()


def test_a_long_journal_comes_back_in_chunks(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "hits.jsonl")
    journal.keep(arrived(*(fact(str(number)) for number in range(CHUNK + 1))))
    assert [len(chunk) for chunk in journal.take()] == [CHUNK, 1]


def test_a_chunk_that_was_not_taken_up_comes_again(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "hits.jsonl")
    journal.keep(arrived(fact("a")))
    assert next(journal.take()) == [fact("a")]
    journal.keep(arrived(fact("b")))
    assert [one.id for chunk in journal.take() for one in chunk] == ["a", "b"]


def test_what_a_dead_process_left_is_taken_up_even_when_it_died_in_mid_line(tmp_path: Path) -> None:
    left = tmp_path / "hits-0123.jsonl"
    dead = Journal(tmp_path / "hits.jsonl")
    dead.keep(arrived(fact("a")))
    (written,) = files(tmp_path)
    left.write_bytes(written.read_bytes() + b'{"id": "cut')
    assert [one.id for chunk in Journal(tmp_path / "hits.jsonl").take() for one in chunk] == ["a"]
    assert files(tmp_path) == [written]


def test_a_journal_of_a_version_before_is_taken_up(tmp_path: Path) -> None:
    old = asdict(fact("a")) | {"at": NOW.isoformat(), "settles_at": NOW.isoformat()}
    del old["origin"]
    (tmp_path / "hits.jsonl").write_text(f"\n{json.dumps(old)}\n")
    assert list(Journal(tmp_path / "hits.jsonl").take()) == [[fact("a")]]


def test_a_journal_that_names_its_values_is_taken_up_whatever_their_order(tmp_path: Path) -> None:
    old = asdict(fact("a")) | {"at": NOW.isoformat(), "settles_at": NOW.isoformat(), "of_another_version": 1}
    group = {"names": list(old)[::-1], "facts": [list(old.values())[::-1]]}
    (tmp_path / "hits.jsonl").write_text(f"{json.dumps(group)}\n")
    assert list(Journal(tmp_path / "hits.jsonl").take()) == [[fact("a")]]


def test_the_journal_of_a_living_process_is_left_alone(tmp_path: Path) -> None:
    living = Journal(tmp_path / "hits.jsonl")
    living.keep(arrived(fact("a")))
    assert list(Journal(tmp_path / "hits.jsonl").take()) == []
    assert list(living.take()) == [[fact("a")]]


def test_each_process_writes_a_file_that_it_holds(tmp_path: Path) -> None:
    one, other = Journal(tmp_path / "hits.jsonl"), Journal(tmp_path / "hits.jsonl")
    one.keep(arrived(fact("a")))
    other.keep(arrived(fact("b")))
    assert len(files(tmp_path)) == 2
    for path in files(tmp_path):
        descriptor = os.open(path, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(descriptor)


async def test_hits_of_dead_processes_are_in_the_database_without_anybody_following_a_link(
    database: Database, tmp_path: Path
) -> None:
    for number in (1, 2):  # the same hit, twice
        (tmp_path / f"hits-{number}.jsonl").write_bytes(line(fact("a"), tmp_path))
    await Hits(database, Journal(tmp_path / "hits.jsonl")).replay()
    assert ids(database) == ["a"]
    assert files(tmp_path) == []


async def test_a_hit_that_the_disk_does_not_take_either_is_not_answered(database: Database, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    hits = Hits(Broken(database), Journal(tmp_path / "file" / "hits.jsonl"))  # type: ignore[arg-type]
    with pytest.raises(DatabaseError, match="look at the disk"):
        await hits.add(*arrived(fact("a")))


async def test_serve_begins_by_giving_back_what_waited(web: World, tmp_path: Path) -> None:
    (tmp_path / "hits-1.jsonl").write_bytes(line(fact("a"), tmp_path))

    async def receive() -> dict[str, str]:
        return {"type": "lifespan.startup"}

    async def send(_: object) -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError):
        await web.app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, send)
    await until(lambda: not (tmp_path / "hits-1.jsonl").exists())
    assert ids(web.database) == ["a"]


def line(one: Fact, folder: Path) -> bytes:
    """A fact as a file has it."""
    journal = Journal(folder / "lines.jsonl")
    journal.keep(arrived(one))
    (path,) = folder.glob("lines*")
    written = path.read_bytes()
    path.unlink()
    return written
