"""Whether this machine is in order."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.cli.checks.house import MEGABYTE, clock, database_ready, disk, free, secret_key
from bot.cli.checks.model import Status
from digests.db import Database
from digests.ledger.model import FactKind
from digests.settings import Secrets
from migrations.run import newest
from tests.bot.cli.checks.setting import settings
from tests.digests.measure.world import world
from tests.factories import NOW


def test_a_missing_or_short_key_says_how_to_make_one() -> None:
    assert secret_key(settings(Secrets(secret_key="k" * 64))).status is Status.OK
    missing = secret_key(settings())
    assert missing.status is Status.ERROR
    assert "openssl rand" in missing.fix


def test_a_key_is_never_shown() -> None:
    assert "kkk" not in secret_key(settings(Secrets(secret_key="k" * 64))).found


def test_a_migrated_database_is_in_order(database: Database) -> None:
    found = database_ready(database)
    assert found.status is Status.OK
    assert newest() in found.found


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    missing = Database(f"sqlite:///{tmp_path}/missing.db")
    found = database_ready(missing)
    missing.close()
    assert (found.status, found.fix) == (Status.ERROR, "Run `budstikke migrate`.")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_database_has_to_be_migrated(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    empty = Database(f"sqlite:///{tmp_path}/empty.db")
    found = database_ready(empty)
    assert clock(empty, NOW).status is Status.OFF
    empty.close()
    assert (found.status, found.fix) == (Status.ERROR, "Run `budstikke migrate`.")


def test_a_file_that_is_no_database_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "wrong.db").write_text("this is a letter, and no database at all\n" * 100)
    wrong = Database(f"sqlite:///{tmp_path}/wrong.db")
    found = database_ready(wrong)
    wrong.close()
    assert found.status is Status.ERROR


def test_a_database_server_that_is_not_there_is_an_error() -> None:
    absent = Database("postgresql://127.0.0.1:1/budstikke")
    found = database_ready(absent)
    absent.close()
    assert found.status is Status.ERROR
    assert "DATABASE_URL" in found.fix


@pytest.mark.parametrize(("size", "status"), [(10, "error"), (500, "warning"), (5000, "ok")])
def test_a_full_disk_is_seen_before_it_hurts(size: int, status: str) -> None:
    assert free(size * MEGABYTE, "var").status == status


def test_the_disk_is_looked_at_where_the_database_is_a_file(database: Database) -> None:
    assert ("free in" in disk(database).found) == database.sqlite


def test_an_entry_from_the_future_means_that_a_clock_was_wrong(database: Database) -> None:
    database.write(lambda connection: world(connection).did(FactKind.HIT, "harbour", at=NOW + timedelta(hours=2)))
    found = clock(database, NOW)
    assert found.status is Status.ERROR
    assert "NTP" in found.fix
    assert clock(database, NOW + timedelta(hours=2)).status is Status.OK


def test_clocks_may_differ_a_little(database: Database) -> None:
    assert clock(database, NOW).status is Status.OK
    database.write(lambda connection: world(connection).sent(None, at=NOW + timedelta(minutes=4)))
    assert clock(database, NOW).status is Status.OK
