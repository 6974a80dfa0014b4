"""What was looked at and what was done with items stand in one list, of which a part can be asked for."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from digests import privacy
from digests.access import audit
from digests.db import Database
from digests.newsroom import log
from digests.newsroom.log import GROUPS, Line, Wanted
from digests.newsroom.model import Done
from digests.newsroom.store import write_down
from digests.people.store import add_people
from tests.factories import KEY, NOW, item, person

DAY = timedelta(days=1)
ALL = Wanted()


@pytest.fixture
def house(database: Database) -> Database:
    def fill(connection: Connection) -> None:
        add_people(connection, [person(), person(id="p-0002", email="lars@example.com")], NOW)
        audit.note(connection, NOW - DAY, "kim", "report", "2026-W47")
        audit.note(connection, NOW, audit.PERSON, "preview as", "weekly", person_id="p-0002", actor_id="p-0001")
        audit.note(connection, NOW, audit.PERSON, "programme", "caps", person_id="p-0001")
        write_down(connection, item(), Done.APPROVED, "p-0001", NOW)

    database.write(fill)
    return database


def _acts(house: Database, wanted: Wanted) -> list[str]:
    found = house.read(log.lines, wanted, 50)
    assert house.read(log.count, wanted) == len(found)
    return [one.act for one in found]


def test_the_newest_stand_first(house: Database) -> None:
    assert _acts(house, ALL) == ["programme", "preview as", "item approved", "report"]
    assert [one.act for one in house.read(log.lines, ALL, 2, 1)] == ["preview as", "item approved"]


def test_a_line_says_who_did_what_about_whom(house: Database) -> None:
    programme, looked, approved, report = house.read(log.lines, ALL, 50)
    assert programme == Line(NOW, "newsroom", "p-0001", "programme", "caps", None)
    assert looked == Line(NOW, "newsroom", "p-0001", "preview as", "weekly", "p-0002")
    assert approved == Line(NOW, "newsroom", "p-0001", "item approved", "harbour-emissions, 1", None)
    assert (report.actor, report.actor_id) == ("kim", None)


def test_a_part_can_be_asked_for(house: Database) -> None:
    assert _acts(house, Wanted("items")) == ["item approved"]
    assert _acts(house, Wanted("people")) == ["preview as"]
    assert _acts(house, Wanted(person_id="p-0001")) == ["programme", "preview as", "item approved"]
    assert _acts(house, Wanted(person_id="p-0002")) == ["preview as"]
    assert _acts(house, Wanted(until=NOW)) == ["report"]
    assert _acts(house, Wanted(since=NOW)) == ["programme", "preview as", "item approved"]
    assert _acts(house, Wanted("items", since=NOW, until=NOW + DAY)) == ["item approved"]
    assert all(_acts(house, Wanted(group)) is not None for group in GROUPS)


def test_erasing_one_of_two_people_leaves_the_other_in_the_line(house: Database) -> None:
    house.write(privacy.forget, KEY, "p-0002", NOW)
    looked = house.read(log.lines, Wanted("people"), 50)[0]
    assert (looked.actor_id, looked.person_id) == ("p-0001", None)
