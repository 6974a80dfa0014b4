"""A session is opened once, found by its cookie alone, and ends when it should."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from digests.access import sessions
from digests.access.sessions import Patience, Session
from digests.access.store import sessions as table
from digests.db import Database
from digests.people.store import add_people
from tests.factories import NOW, person

SECRET = bytes(range(32))
HOUR = timedelta(hours=1)


@pytest.fixture
def house(database: Database) -> Database:
    """A database that knows Maja and Lars."""
    others = [person(), person(id="p-0002", name="Lars Dahl", email="lars.dahl@example.com")]
    database.write(add_people, others, NOW)
    return database


def _begun(connection: Connection, secret: bytes = SECRET, now: datetime = NOW, person_id: str = "p-0001") -> str:
    return sessions.begin(
        connection, person_id, secret, now, Patience(), way="mail", agent="Firefox on Linux", roles=["hr:editor"]
    )


def _found(house: Database, cookie: str, now: datetime = NOW) -> Session | None:
    return house.read(sessions.resolve, cookie, now)


def test_a_cookie_opens_the_session_it_was_made_for(house: Database) -> None:
    cookie = house.write(_begun)
    found = _found(house, cookie)
    assert found is not None
    assert (found.person_id, found.way, found.roles, found.agent) == (
        "p-0001",
        "mail",
        ("hr:editor",),
        "Firefox on Linux",
    )
    assert len(found.csrf_secret) == 64


def test_nothing_that_is_stored_opens_a_session(house: Database) -> None:
    cookie = house.write(_begun)
    row = house.read(lambda connection: connection.execute(select(table)).one())
    assert cookie not in repr(row)
    found = _found(house, cookie)
    assert found is not None
    assert found.csrf_secret not in repr(row)
    assert _found(house, row.hash) is None


@pytest.mark.parametrize("cookie", ["", "é" * 64, "0" * 64, "0" * 63, SECRET.hex()[:-1], SECRET.hex().upper()])
def test_another_cookie_opens_nothing(house: Database, cookie: str) -> None:
    house.write(_begun)
    assert _found(house, cookie) is None


def test_a_session_that_nobody_uses_ends(house: Database) -> None:
    cookie = house.write(_begun)
    assert _found(house, cookie, NOW + 8 * HOUR - timedelta(seconds=1))
    assert _found(house, cookie, NOW + 8 * HOUR) is None


def test_a_session_that_is_used_goes_on_until_its_longest(house: Database) -> None:
    cookie = house.write(_begun)
    now, end = NOW, NOW + timedelta(days=7)
    while now + 7 * HOUR < end:
        now += 7 * HOUR
        found = _found(house, cookie, now)
        assert found is not None
        assert found.stale(now)
        house.write(sessions.touch, found, now)
    assert _found(house, cookie, end - timedelta(seconds=1))
    assert _found(house, cookie, end) is None


def test_a_session_seen_a_moment_ago_is_not_written_again(house: Database) -> None:
    found = _found(house, house.write(_begun))
    assert found is not None
    assert not found.stale(NOW + timedelta(seconds=59))


def test_whoever_signs_out_is_out_at_once(house: Database) -> None:
    cookie = house.write(_begun)
    found = _found(house, cookie)
    assert found is not None
    assert not house.write(sessions.close, "p-0002", found.id)  # not theirs to end
    assert house.write(sessions.close, "p-0001", found.id)
    assert _found(house, cookie) is None
    house.write(sessions.touch, found, NOW)
    assert _found(house, cookie) is None


def test_signing_out_everywhere_spares_only_the_session_that_is_named(house: Database) -> None:
    here = house.write(_begun)
    there = house.write(_begun, bytes(32))
    other = house.write(_begun, bytes([7] * 32), NOW, "p-0002")
    found = _found(house, here)
    assert found is not None
    assert house.write(sessions.close_all, "p-0001", but=found.id) == 1
    assert _found(house, there) is None
    assert house.write(sessions.close_all, "p-0001") == 1
    assert _found(house, here) is None
    assert _found(house, other)


def test_lists_hold_what_is_alive_the_latest_first(house: Database) -> None:
    house.write(_begun)
    house.write(_begun, bytes(32), NOW + HOUR)
    house.write(_begun, bytes([7] * 32), NOW + 2 * HOUR, "p-0002")
    theirs = house.read(sessions.of_person, "p-0001", NOW + 2 * HOUR)
    assert [one.made_at for one in theirs] == [NOW + HOUR, NOW]
    assert [one.person_id for one in house.read(sessions.alive, NOW + 2 * HOUR)] == ["p-0002", "p-0001", "p-0001"]
    assert [one.made_at for one in house.read(sessions.of_person, "p-0001", NOW + 8 * HOUR)] == [NOW + HOUR]


def test_signing_in_clears_what_has_ended(house: Database) -> None:
    house.write(_begun)
    house.write(_begun, bytes(32), NOW + 9 * HOUR)
    assert len(house.read(lambda connection: connection.execute(select(table)).all())) == 1


def test_a_session_is_made_of_enough_chance(house: Database) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        house.write(_begun, b"short")
