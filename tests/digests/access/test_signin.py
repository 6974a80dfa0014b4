"""A link signs in once, for a quarter of an hour, and what is stored signs nobody in."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from digests.access import signin
from digests.access.signin import GOOD_FOR, Link, State
from digests.access.store import signin_links, signin_states
from digests.db import Database
from digests.people.store import add_people
from tests.factories import NOW, person

SECRET = bytes(range(32))
LINK = Link("p-0001", "mail", "maja.holm@example.com", "/newsroom/queue", NOW + GOOD_FOR)


@pytest.fixture
def house(database: Database) -> Database:
    database.write(add_people, [person()], NOW)
    return database


def _made(connection: Connection, number: int = 0, note_id: int | None = None) -> str | None:
    return signin.make(connection, LINK, bytes([number] * 32), NOW, note_id=note_id)


def test_a_link_is_used_once(house: Database) -> None:
    token = house.write(signin.make, LINK, SECRET, NOW)
    assert token is not None
    assert house.read(signin.look, token, NOW) == LINK
    assert house.read(signin.look, token, NOW) == LINK  # looking uses nothing up
    assert house.write(signin.use, token, NOW) == LINK
    assert house.write(signin.use, token, NOW) is None
    assert house.read(signin.look, token, NOW) is None


def test_a_link_is_good_for_a_quarter_of_an_hour(house: Database) -> None:
    token = house.write(_made)
    assert token is not None
    assert house.read(signin.look, token, NOW + GOOD_FOR - timedelta(seconds=1))
    assert house.read(signin.look, token, NOW + GOOD_FOR) is None
    assert house.write(signin.use, token, NOW + GOOD_FOR) is None


def test_nothing_that_is_stored_signs_in(house: Database) -> None:
    token = house.write(_made)
    row = house.read(lambda connection: connection.execute(select(signin_links)).one())
    assert token is not None
    assert token not in repr(row)
    assert house.write(signin.use, row.hash, NOW) is None


def test_somebody_has_three_good_links_at_most(house: Database) -> None:
    assert all(house.write(_made, number) for number in range(3))
    assert house.write(_made, 3) is None
    later = Link("p-0001", "mail", LINK.address, "", NOW + 2 * GOOD_FOR)
    assert house.write(signin.make, later, SECRET, NOW + GOOD_FOR)


def test_trying_the_same_note_again_takes_the_first_link_back(house: Database) -> None:
    first, second = house.write(_made, 1, 7), house.write(_made, 2, 7)
    assert first is not None
    assert second is not None
    assert house.read(signin.look, first, NOW) is None
    assert house.read(signin.look, second, NOW)


def test_links_can_be_taken_back(house: Database) -> None:
    token = house.write(_made)
    house.write(signin.take_back, "p-0001")
    assert token is not None
    assert house.read(signin.look, token, NOW) is None


def test_a_link_is_made_of_enough_chance(house: Database) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        house.write(signin.make, LINK, b"short", NOW)


def test_whoever_was_sent_off_comes_back_once(house: Database) -> None:
    kept = State("nonce", "verifier", "/newsroom")
    house.write(signin.send_off, "state", kept, NOW)
    assert "state" not in repr(house.read(lambda connection: connection.execute(select(signin_states.c.hash)).one()))
    assert house.write(signin.come_back, "another", NOW) is None
    assert house.write(signin.come_back, "state", NOW) == kept
    assert house.write(signin.come_back, "state", NOW) is None


def test_whoever_comes_back_too_late_begins_anew(house: Database) -> None:
    house.write(signin.send_off, "state", State("n", "v", ""), NOW)
    assert house.write(signin.come_back, "state", NOW + signin.STATE_GOOD_FOR) is None
    house.write(signin.send_off, "first", State("n", "v", ""), NOW)
    house.write(signin.send_off, "second", State("n", "v", ""), NOW + signin.STATE_GOOD_FOR)
    assert len(house.read(lambda connection: connection.execute(select(signin_states)).all())) == 1
