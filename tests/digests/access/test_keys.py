"""A key is shown once, opens what it was made for, and can be taken back."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, event, select

from digests.access import keys
from digests.access.store import api_keys
from digests.db import Database
from digests.errors import AccessError, InputError, UnknownError
from tests.factories import NOW

SECRET = bytes(range(32))


def _made(connection: Connection, name: str = "careers-site", *scopes: str) -> str:
    return keys.make(connection, name, scopes or ("conversions:write",), NOW, SECRET)


def test_a_key_opens_what_it_was_made_for(database: Database) -> None:
    key = database.write(_made)
    found = database.write(keys.check, key, "conversions:write", NOW)
    assert (found.name, found.scopes) == ("careers-site", ("conversions:write",))
    assert key.startswith(f"bsk_{found.id}_")


def test_nothing_that_is_stored_opens_anything(database: Database) -> None:
    key = database.write(_made)
    row = database.read(lambda connection: connection.execute(select(api_keys)).one())
    assert key.rsplit("_", 1)[1] not in repr(row)
    with pytest.raises(AccessError):
        database.write(keys.check, f"bsk_{row.id}_{row.hash}", "conversions:write", NOW)


def _altered(key: str) -> list[str]:
    flipped = key[:-1] + ("0" if key[-1] != "0" else "1")
    prefix, key_id, secret = key.split("_")
    return ["", "bsk", "bsk__", flipped, f"{key}0", f"{prefix}_{key_id}_", f"{prefix}_ffffffffffff_{secret}",
            f"xyz_{key_id}_{secret}", f"_{key_id}_{secret}", f" {key}"]  # fmt: skip


def test_a_key_that_was_not_made_opens_nothing(database: Database) -> None:
    for wrong in _altered(database.write(_made)):
        with pytest.raises(AccessError) as refused:
            database.write(keys.check, wrong, "conversions:write", NOW)
        assert refused.value.kind == "unknown"


def test_a_key_does_not_open_another_scope(database: Database) -> None:
    key = database.write(_made)
    with pytest.raises(AccessError, match="report:read") as refused:
        database.write(keys.check, key, "report:read", NOW)
    assert refused.value.kind == "scope"


@pytest.mark.parametrize("by", ["name", "id"])
def test_a_revoked_key_opens_nothing(database: Database, by: str) -> None:
    key = database.write(_made)
    named = "careers-site" if by == "name" else key.split("_")[1]
    assert database.write(keys.revoke, named, NOW).revoked_at == NOW
    with pytest.raises(AccessError, match="revoked") as refused:
        database.write(keys.check, key, "conversions:write", NOW)
    assert refused.value.kind == "revoked"
    with pytest.raises(UnknownError):
        database.write(keys.revoke, named, NOW)


def test_a_revoked_key_gives_its_name_back(database: Database) -> None:
    database.write(_made)
    with pytest.raises(InputError, match="There is a key"):
        database.write(_made)
    database.write(keys.revoke, "careers-site", NOW)
    database.write(lambda connection: keys.make(connection, "careers-site", ["report:read"], NOW, bytes(32)))
    assert [key.revoked_at is None for key in database.read(keys.load)].count(True) == 1


def test_use_is_written_down_by_day_and_not_by_call(database: Database) -> None:
    key = database.write(_made)
    assert database.read(keys.load)[0].last_used is None
    statements: list[str] = []

    def calls(connection: Connection, hours: int) -> None:
        event.listen(connection, "before_cursor_execute", lambda *args: statements.append(args[2]))
        for hour in range(hours):
            keys.check(connection, key, "conversions:write", NOW + timedelta(hours=hour))

    database.write(calls, 12)
    assert sum(statement.startswith("UPDATE") for statement in statements) == 1
    assert database.read(keys.load)[0].last_used == date(2026, 11, 24)
    database.write(calls, 24)
    assert database.read(keys.load)[0].last_used == date(2026, 11, 25)


@pytest.mark.parametrize("scopes", [[], ["everything"], ["report:read", "everything"]])
def test_a_key_is_made_for_scopes_that_there_are(database: Database, scopes: list[str]) -> None:
    with pytest.raises(InputError, match="conversions:write"):
        database.write(keys.make, "careers-site", scopes, NOW, SECRET)


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_key_has_a_name_of_some_length(database: Database, name: str) -> None:
    with pytest.raises(InputError, match="name"):
        database.write(_made, name)


def test_a_key_is_made_of_enough_chance(database: Database) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        database.write(keys.make, "careers-site", ["report:read"], NOW, b"short")
