"""Whether delivered messages are changed."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.cli.checks.model import Status
from bot.cli.checks.recalls import recalled
from digests.db import Database
from digests.newsroom.store import recalls
from tests.factories import NOW


def keep(connection: Connection, state: str, at: datetime, reason: str = "") -> None:
    values = {"item_id": "harbour", "delivery_id": 7, "kind": "recall", "state": state, "not_before": at}
    connection.execute(recalls.insert().values(**values, reason=reason, changed_at=at))


def test_without_any_everything_is_in_order(database: Database) -> None:
    assert recalled(database, NOW).status is Status.OK


def test_what_was_changed_and_what_waits_its_turn_is_in_order(database: Database) -> None:
    database.write(keep, "due", NOW - timedelta(minutes=5))
    found = recalled(database, NOW)
    assert (found.status, found.found) == (Status.OK, "0 messages changed, 1 to go")


@pytest.mark.parametrize("reason", ["The message is no longer there", ""])
def test_what_was_given_up_is_told_with_what_to_do(database: Database, reason: str) -> None:
    database.write(keep, "failed", NOW, reason)
    found = recalled(database, NOW)
    assert found.status is Status.WARNING
    assert (reason or "no reason is known") in found.found
    assert "budstikke item recalls harbour" in found.fix


def test_what_waits_for_too_long_is_told(database: Database) -> None:
    database.write(keep, "due", NOW - timedelta(hours=4))
    found = recalled(database, NOW)
    assert found.status is Status.WARNING
    assert "budstikke serve" in found.fix


def test_what_was_given_up_long_ago_is_forgotten(database: Database) -> None:
    database.write(keep, "failed", NOW - timedelta(days=40))
    assert recalled(database, NOW).status is Status.OK


def test_without_tables_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    assert recalled(empty, NOW).status is Status.OFF
    empty.close()
