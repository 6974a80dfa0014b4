"""A look is written down once, told in order, and grows old."""

from datetime import timedelta

from sqlalchemy import Connection

from digests.access import audit
from digests.access.model import Look
from digests.db import Database
from tests.factories import NOW

HOUR = timedelta(hours=1)


def _looked(connection: Connection) -> None:
    audit.note(connection, NOW, "ops", "report", "2026-10-01 to 2026-11-01")
    audit.note(connection, NOW + HOUR, "ops", "why", "weekly", person_id="p-0001")
    audit.note(connection, NOW + 2 * HOUR, "x" * 500, "y" * 500, "z" * 500)


def test_a_look_says_who_what_and_at_whom(database: Database) -> None:
    database.write(_looked)
    assert database.read(audit.looks)[:2] == [
        Look(NOW, "ops", "report", "2026-10-01 to 2026-11-01"),
        Look(NOW + HOUR, "ops", "why", "weekly", "p-0001"),
    ]


def test_looks_are_told_for_a_span(database: Database) -> None:
    database.write(_looked)
    assert [look.act for look in database.read(audit.looks, NOW + HOUR, NOW + 2 * HOUR)] == ["why"]


def test_of_many_looks_the_newest_are_told(database: Database) -> None:
    database.write(_looked)
    assert [look.act[:3] for look in database.read(lambda connection: audit.looks(connection, limit=2))] == [
        "why",
        "yyy",
    ]


def test_what_is_too_long_is_cut_and_not_refused(database: Database) -> None:
    database.write(_looked)
    last = database.read(audit.looks)[-1]
    assert (len(last.actor), len(last.act), len(last.subject)) == (120, 40, 200)


def test_old_looks_go(database: Database) -> None:
    database.write(_looked)
    assert database.write(audit.clear, NOW + HOUR) == 1
    assert database.read(audit.looks)[0].act == "why"
