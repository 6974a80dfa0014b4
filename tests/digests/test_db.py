"""One writer, groups, and errors that say what to do."""

import sqlite3
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, Table, event, insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from digests.db import Database, DriverStatement, UtcDateTime, metadata
from digests.db import insert as insert_or
from digests.errors import DatabaseError
from digests.ledger.store import day_keys
from digests.people.store import forgotten, preferences
from digests.writers import GroupWriter


def _remember(connection: Connection, day: str) -> str:
    connection.execute(insert(day_keys).values(day=day, key=b"k"))
    return day


def _days(connection: Connection) -> list[str]:
    return list(connection.execute(select(day_keys.c.day).order_by(day_keys.c.day)).scalars())


def test_a_write_is_there_for_the_next_read(database: Database) -> None:
    assert database.write(_remember, "2026-11-23") == "2026-11-23"
    assert database.read(_days) == ["2026-11-23"]


@pytest.mark.anyio
async def test_the_same_holds_off_the_event_loop(database: Database) -> None:
    assert await database.awrite(_remember, "2026-11-23") == "2026-11-23"
    assert await database.aread(_days) == ["2026-11-23"]


def test_what_a_read_writes_is_rolled_back(database: Database) -> None:
    database.read(_remember, "2026-11-23")
    assert database.read(_days) == []


def test_a_unit_that_fails_takes_nobody_of_its_group_with_it(database: Database) -> None:
    gate = threading.Event()
    first = database.submit(lambda _: gate.wait(10))
    units = [database.submit(_remember, day) for day in ("a", "b", "a", "c")]
    gate.set()
    assert first.result() is True
    assert [unit.exception() is None for unit in units].count(False) == 1
    assert isinstance(next(unit.exception() for unit in units if unit.exception()), IntegrityError)
    assert database.read(_days) == ["a", "b", "c"]


def test_a_unit_that_fails_alone_changes_nothing(database: Database) -> None:
    def half(connection: Connection) -> None:
        _remember(connection, "2026-11-23")
        raise ValueError("the second half")

    with pytest.raises(ValueError, match="second half"):
        database.write(half)
    assert database.read(_days) == []


def test_closing_finishes_what_was_submitted(database_url: str) -> None:
    database = Database(database_url)
    waiting = [database.submit(_remember, str(day)) for day in range(300)]
    database.close()
    assert all(unit.done() for unit in waiting)
    again = Database(database_url)
    assert len(again.read(_days)) == 300
    again.close()


def test_what_is_written_back_stands_in_the_file_itself(database: Database, tmp_path: Path) -> None:
    database.write(_remember, "2026-11-23")
    database.write_back()
    if database.sqlite:
        assert b"2026-11-23" in (tmp_path / "budstikke.db").read_bytes()
    assert database.read(_days) == ["2026-11-23"]


def test_closing_what_never_wrote_is_quiet(database_url: str) -> None:
    Database(database_url).close()


def test_a_database_without_tables_says_to_migrate(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'folder' / 'new.db'}")
    with pytest.raises(DatabaseError, match="budstikke migrate"):
        database.read(_days)
    database.close()


def test_a_database_that_is_held_says_so_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "held.db"
    database = Database(f"sqlite:///{path}")
    database.read(lambda c: c.execute(text("PRAGMA busy_timeout=1")))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    def impatient(connection: Connection) -> None:
        connection.execute(text("SELECT 1"))

    engine_connect = database.engine.connect
    with engine_connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=1")
    with pytest.raises(DatabaseError, match="another process"):
        database.write(impatient)
    other.execute("ROLLBACK")
    other.close()
    database.write(impatient)
    database.close()


def test_a_full_disk_says_so(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'small.db'}")

    def fill(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count=2")
        connection.exec_driver_sql("CREATE TABLE big (x)")
        connection.exec_driver_sql("INSERT INTO big SELECT randomblob(100000)")

    with pytest.raises(DatabaseError, match="disk is full"):
        database.write(fill)
    database.close()


def test_a_server_that_is_away_says_so() -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(DatabaseError, match="cannot be reached"):
        database.read(_days)
    database.close()


def test_times_come_back_aware_and_in_utc(database: Database) -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=timezone(timedelta(hours=1)))
    database.write(lambda c: c.execute(insert(forgotten).values(hash="h", at=noon)))
    at = database.read(lambda c: c.execute(select(forgotten.c.at)).scalar_one())
    assert (at, at.utcoffset()) == (datetime(2026, 11, 23, 11, tzinfo=UTC), timedelta(0))


def test_a_naive_time_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="naive"):
        database.write(lambda c: c.execute(insert(forgotten).values(hash="h", at=datetime(2026, 11, 23))))  # noqa: DTZ001


def test_no_time_stays_none(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'none.db'}")
    table = Table("t", MetaData(), Column("id", Integer, primary_key=True), Column("at", UtcDateTime))

    def save(connection: Connection) -> None:
        table.create(connection)
        connection.execute(insert(table).values(at=None))

    database.write(save)
    assert database.read(lambda c: c.execute(select(table.c.at)).scalar_one()) is None
    database.close()


def test_an_upsert_speaks_the_database_s_own_dialect(database: Database) -> None:
    def twice(connection: Connection) -> None:
        statement = insert_or(connection, day_keys).on_conflict_do_nothing()
        connection.execute(statement, [{"day": "d", "key": b"1"}, {"day": "d", "key": b"2"}])

    database.write(twice)
    assert database.read(_days) == ["d"]


def test_lists_are_kept_as_frozen_tuples_and_none_as_none(database: Database) -> None:
    from digests.people.store import add_people  # noqa: PLC0415
    from tests.factories import NOW, person  # noqa: PLC0415

    def save(connection: Connection) -> None:
        add_people(connection, [person()], NOW)
        connection.execute(
            insert(preferences).values(
                person_id="p-0001",
                networks=["x"],
                topics=None,
                languages=(),
                untracked=False,
                stopped=False,
                changed_at=NOW,
            )
        )

    database.write(save)
    row = database.read(lambda c: c.execute(select(preferences)).one())
    assert (row.networks, row.topics, row.languages) == (("x",), None, ())


def test_whoever_writes_commits_for_those_who_came_meanwhile(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'group.db'}")
    metadata.create_all(database.engine)
    entered, gate = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        entered.set()
        gate.wait(10)

    commits: list[str] = []
    event.listen(database.engine, "commit", lambda _: commits.append(threading.current_thread().name))
    held = database.submit(hold)
    entered.wait(10)
    writing = [threading.Thread(target=database.write, args=(_remember, f"day-{number}")) for number in range(5)]
    for thread in writing:
        thread.start()
    late = database.submit(_remember, "late")
    writer = database._writer
    assert isinstance(writer, GroupWriter)
    while writer._waiting.qsize() < 6:
        gate.wait(0.01)
    gate.set()
    for thread in writing:
        thread.join()
    assert (held.result(), late.result()) == (None, "late")
    assert len(database.read(_days)) == 6
    assert len(commits) == 2
    database.close()


def test_a_write_that_is_interrupted_changes_nothing_and_holds_nobody_up(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'cut.db'}")
    metadata.create_all(database.engine)

    def cut(connection: Connection) -> None:
        _remember(connection, "2026-11-23")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        database.write(cut)
    assert database.write(_remember, "2026-11-24") == "2026-11-24"
    assert database.read(_days) == ["2026-11-24"]
    database.close()


def test_the_driver_s_own_statements_fail_as_all_others_do(database: Database) -> None:
    statement = DriverStatement("INSERT INTO forgotten (hash, at) VALUES (?, ?)")
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    database.write(lambda c: statement.run(c, ("one", noon)).rowcount)
    with pytest.raises(IntegrityError):
        database.write(lambda c: statement.run(c, ("one", noon)).rowcount)


def test_the_driver_s_own_statements_keep_times_as_all_others_do(database: Database) -> None:
    statement = DriverStatement("INSERT INTO forgotten (hash, at) VALUES (?, ?)")
    noon = datetime(2026, 11, 23, 12, 0, 0, 5, tzinfo=timezone(timedelta(hours=1)))
    database.write(lambda c: statement.run(c, ("one", noon)).rowcount)
    database.write(lambda c: statement.run(c, [("two", noon), ("three", noon)]).rowcount)
    kept = database.read(lambda c: list(c.execute(select(forgotten.c.at)).scalars()))
    assert kept == [noon.astimezone(UTC)] * 3


def test_a_file_that_nobody_has_made_yet_is_not_there_and_is_not_made_by_asking(tmp_path: Path) -> None:
    empty = Database(f"sqlite:///{tmp_path / 'none.db'}")
    assert not empty.there
    assert not (tmp_path / "none.db").exists()
    empty.close()


def test_a_database_that_was_made_is_there(database: Database) -> None:
    assert database.there
