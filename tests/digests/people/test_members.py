"""What a workspace knows of people is loaded and kept, and the directory goes before it."""

from dataclasses import replace

from digests.db import Database
from digests.people import members, store
from digests.people.matching import Found, Known, Matched
from digests.people.model import Person
from tests.factories import NOW, person

FOUND = Found("U1", "Europe/Oslo", "nb")
BARE = person(timezone="", languages=())


def load(database: Database) -> Person:
    return database.read(store.load_people)[0]


def test_what_was_found_stands_in_for_what_the_directory_does_not_tell(database: Database) -> None:
    database.write(store.add_people, [BARE], NOW)
    database.write(members.keep_found, [("p-0001", FOUND)], NOW)
    assert load(database) == replace(BARE, slack_id="U1", timezone="Europe/Oslo", languages=("nb",))


def test_the_directory_goes_before_what_was_found(database: Database) -> None:
    told = person(slack_id="U7")
    database.write(store.add_people, [told], NOW)
    database.write(members.keep_found, [("p-0001", FOUND)], NOW)
    assert load(database) == told
    database.write(members.keep_found, [("p-0001", Found(timezone="Europe/Oslo"))], NOW)
    assert load(database) == told


def test_the_directory_as_it_was_imported_does_not_change_by_what_was_found(database: Database) -> None:
    database.write(store.add_people, [BARE], NOW)
    database.write(members.keep_found, [("p-0001", FOUND)], NOW)
    assert database.read(store.load_directory) == {"p-0001": BARE}


def test_a_new_import_keeps_what_was_found_until_the_address_or_the_id_is_another(database: Database) -> None:
    database.write(store.add_people, [BARE], NOW)
    database.write(members.keep_found, [("p-0001", FOUND)], NOW)
    database.write(store.change_people, [replace(BARE, title="Chief")], NOW)
    assert load(database).timezone == "Europe/Oslo"
    database.write(store.change_people, [replace(BARE, email="new@example.com")], NOW)
    assert load(database) == replace(BARE, email="new@example.com")


def test_people_who_left_are_matched_with_nobody(database: Database) -> None:
    database.write(store.add_people, [BARE, person(id="gone", left_at=NOW, email="gone@example.com")], NOW)
    assert database.read(members.load_known) == [Known("p-0001", BARE.email)]


def test_who_may_be_a_member_is_found_by_id_earlier_match_or_address(database: Database) -> None:
    crowd = [
        person(id="a", email="a@example.com", slack_id="U1"),
        person(id="b", email="b@example.com"),
        person(id="c", email="c@example.com"),
        person(id="d", email="d@example.com"),
    ]
    database.write(store.add_people, crowd, NOW)
    database.write(members.keep_found, [("b", Found("U1"))], NOW)
    assert [one.id for one in database.read(members.load_known_as, "U1", "c@example.com")] == ["a", "b", "c"]
    assert [one.id for one in database.read(members.load_known_as, "U1", "")] == ["a", "b"]


def test_nothing_found_writes_nothing(database: Database) -> None:
    database.write(members.keep_found, [], NOW)


def test_what_changed_is_written_in_parts() -> None:
    matched = Matched(0, {f"p{number}": Found() for number in range(members.CHUNK + 1)})
    assert [len(part) for part in members.chunks(matched)] == [members.CHUNK, 1]
