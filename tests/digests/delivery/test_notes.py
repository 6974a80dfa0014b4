"""A small message is asked for by kind, found when it is due, and goes to the one person it was meant for."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from digests import privacy
from digests.db import Database
from digests.delivery import notes
from digests.delivery.notes import Asked
from digests.people.directory import Leaving, Snapshot, merge
from digests.people.entry import Row
from digests.people.model import ChannelName, Person
from digests.people.store import add_people
from tests.factories import KEY, NOW, person

LARS = person(id="p-0002", name="Lars Dahl", email="lars.dahl@example.com")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def house(database: Database) -> Database:
    """A database that knows Maja and Lars."""
    database.write(add_people, [person(), LARS], NOW)
    return database


def _asked(connection: Connection, /, **fields: object) -> Asked:
    notes.ask(connection, "greeting", now=NOW, **fields)  # type: ignore[arg-type]
    return notes.due(connection, NOW, 10)[-1]


def test_a_note_is_due_at_once_with_all_that_was_asked(house: Database) -> None:
    asked = house.write(_asked, person_id="p-0001", about={"item": "x"}, channel=ChannelName.SLACK)
    assert (asked.kind, asked.person_id, asked.about, asked.channel, asked.tries) == (
        "greeting",
        "p-0001",
        {"item": "x"},
        ChannelName.SLACK,
        0,
    )
    assert house.read(notes.waiting, "greeting", "p-0001") == 1
    assert house.read(notes.waiting, "greeting", "p-0002") == 0


def test_a_note_goes_to_somebody(house: Database) -> None:
    with pytest.raises(ValueError, match="somebody"):
        house.write(_asked)


def _whom(house: Database, /, **fields: object) -> Person | None:
    return house.read(notes.resolve, house.write(_asked, **fields))


def test_an_address_leads_to_whoever_has_it(house: Database) -> None:
    assert _whom(house, address=" Lars.Dahl@example.com ") == LARS
    assert _whom(house, address="nobody@example.com") is None


def test_an_address_that_two_people_have_leads_to_nobody(house: Database) -> None:
    house.write(add_people, [person(id="p-0003", name="Lone Dahl", email="lars.dahl@example.com")], NOW)
    assert _whom(house, address="lars.dahl@example.com") is None


def test_a_person_can_be_told_at_another_address_of_theirs(house: Database) -> None:
    found = _whom(house, person_id="p-0002", address="new@example.com")
    assert found is not None
    assert (found.id, found.email) == ("p-0002", "new@example.com")


def test_whoever_left_is_told_nothing(house: Database) -> None:
    everybody_else = Snapshot(frozenset(("id", "name", "email")), (Row(2, person()),))
    house.write(merge, everybody_else, NOW, key=lambda: KEY, leave=Leaving(force=True))
    assert _whom(house, person_id="p-0002") is None
    assert _whom(house, address="lars.dahl@example.com") is None


def test_a_note_is_taken_by_one_alone(house: Database) -> None:
    asked = house.write(_asked, person_id="p-0001")
    assert house.write(notes.take, asked.id, NOW)
    assert not house.write(notes.take, asked.id, NOW)
    assert house.read(notes.due, NOW + timedelta(days=300), 10) == []


def test_a_note_that_did_not_go_is_due_again_later(house: Database) -> None:
    asked = house.write(_asked, person_id="p-0001")
    house.write(notes.take, asked.id, NOW)
    house.write(notes.again, asked.id, NOW + MINUTE)
    assert house.read(notes.due, NOW, 10) == []
    (found,) = house.read(notes.due, NOW + MINUTE, 10)
    assert found.tries == 1
    house.write(notes.again, asked.id, NOW + MINUTE, counted=False)
    assert house.read(notes.due, NOW + MINUTE, 10)[0].tries == 1


def test_nothing_is_left_of_a_note_that_is_done(house: Database) -> None:
    asked = house.write(_asked, person_id="p-0001")
    house.write(notes.done, asked.id)
    assert house.read(notes.due, NOW + MINUTE, 10) == []


def test_erasing_somebody_takes_what_their_notes_say(house: Database) -> None:
    asked = house.write(_asked, person_id="p-0001", address="maja@example.com", about={"reason": "theirs"})
    assert house.read(privacy.export, "p-0001")["notes"][0]["address"] == "maja@example.com"
    house.write(privacy.forget, KEY, "p-0001", NOW)
    (left,) = house.read(notes.due, NOW, 10)
    assert left == Asked(asked.id, "greeting", NOW)
    assert house.read(notes.resolve, left) is None
