"""An address that was somebody else's is noticed for 90 days, without the address being kept."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from digests import privacy
from digests.db import Database
from digests.people import former
from digests.people.directory import Leaving, Snapshot, merge
from digests.people.entry import COLUMNS, Row
from digests.people.former import REMEMBERED, former_addresses
from digests.people.model import Person
from tests.factories import KEY, NOW, person

MAJA = person(email="desk@example.com")
LARS = person(id="p-0002", name="Lars Dahl", email="lars.dahl@example.com")
DAY = timedelta(days=1)


def _import(connection: Connection, people: Sequence[Person], now: datetime = NOW, *, dry_run: bool = False) -> None:
    rows = tuple(Row(number, one) for number, one in enumerate(people, 2))
    snapshot = Snapshot(frozenset(COLUMNS), rows)
    merge(connection, snapshot, now, key=lambda: KEY, leave=Leaving(force=True), dry_run=dry_run)


def _was_anothers(database: Database, who: Person, now: datetime) -> bool:
    return database.read(former.was_anothers, KEY, who, now)


@pytest.fixture
def house(database: Database) -> Database:
    """Maja has the desk's address."""
    database.write(_import, [MAJA, LARS])
    return database


def test_an_address_that_was_always_theirs_is_nobody_elses(house: Database) -> None:
    assert not _was_anothers(house, MAJA, NOW)


def test_an_address_that_changed_hands_is_noticed_for_90_days(house: Database) -> None:
    now_hers = person(id="p-0002", email="desk@example.com")
    house.write(_import, [person(), now_hers], NOW + DAY)
    assert _was_anothers(house, now_hers, NOW + DAY + REMEMBERED)
    assert not _was_anothers(house, now_hers, NOW + 2 * DAY + REMEMBERED)


def test_the_address_of_somebody_who_left_is_noticed_after_they_are_erased(house: Database) -> None:
    house.write(_import, [LARS], NOW + DAY)
    house.write(privacy.forget, KEY, MAJA.id, NOW + DAY)
    heir = person(id="p-0003", email="desk@example.com")
    assert _was_anothers(house, heir, NOW + 2 * DAY)


def test_whoever_gets_their_own_address_back_has_it(house: Database) -> None:
    house.write(_import, [person(), LARS], NOW + DAY)
    house.write(_import, [MAJA, LARS], NOW + 2 * DAY)
    assert not _was_anothers(house, MAJA, NOW + 2 * DAY)


def test_the_address_itself_is_not_kept(house: Database) -> None:
    house.write(_import, [LARS], NOW + DAY)
    row = house.read(lambda connection: connection.execute(select(former_addresses)).one())
    assert "desk@example.com" not in repr(row)
    assert MAJA.id not in repr(row)


def test_what_is_too_long_ago_is_forgotten(house: Database) -> None:
    house.write(_import, [person(), LARS], NOW + DAY)
    house.write(_import, [person()], NOW + 2 * DAY + REMEMBERED)
    rows = house.read(lambda connection: connection.execute(select(former_addresses.c.until)).all())
    assert [row.until for row in rows] == [NOW + 2 * DAY + REMEMBERED]


def test_losing_the_same_address_again_counts_from_the_last_time(house: Database) -> None:
    for days, one in ((1, person()), (2, MAJA), (3, person())):
        house.write(_import, [one, LARS], NOW + days * DAY)
    heir = person(id="p-0003", email="desk@example.com")
    assert _was_anothers(house, heir, NOW + 3 * DAY + REMEMBERED)


def test_a_dry_run_remembers_nothing(house: Database) -> None:
    house.write(_import, [person(), LARS], NOW + DAY, dry_run=True)
    assert house.read(lambda connection: connection.execute(select(former_addresses)).all()) == []


def test_whoever_had_no_address_loses_none(house: Database) -> None:
    nobody = person(id="p-0004", email="")
    house.write(_import, [MAJA, LARS, nobody], NOW)
    house.write(_import, [MAJA, LARS, person(id="p-0004", email="new@example.com")], NOW + DAY)
    assert house.read(lambda connection: connection.execute(select(former_addresses)).all()) == []
