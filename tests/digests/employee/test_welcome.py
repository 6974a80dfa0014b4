"""A person is welcomed once."""

from datetime import timedelta

import pytest

from digests.db import Database
from digests.employee.welcome import brings_welcome, unwelcome, welcome
from digests.people.model import Person
from digests.people.store import load_people
from tests.digests.employee.ground import MAJA
from tests.factories import NOW, digest

MINUTE = timedelta(minutes=1)


def maja(database: Database) -> Person:
    """Who she is now."""
    (found,) = database.read(load_people, [MAJA])
    return found


def test_a_person_is_welcomed_once(employed: Database) -> None:
    assert employed.write(welcome, MAJA, NOW)
    assert not employed.write(welcome, MAJA, NOW + MINUTE)


def test_a_welcome_that_did_not_arrive_is_left_to_the_first_digest(employed: Database) -> None:
    employed.write(welcome, MAJA, NOW - MINUTE)
    employed.write(unwelcome, MAJA)
    assert brings_welcome(digest(person_id=MAJA, first=True, composed_at=NOW), maja(employed))


def test_nobody_is_welcomed_who_is_not_in_the_directory(employed: Database) -> None:
    assert not employed.write(welcome, "nobody", NOW)


def test_the_first_digest_brings_the_welcome_before_and_after_it_went_out(employed: Database) -> None:
    first = digest(person_id=MAJA, first=True, composed_at=NOW)
    assert brings_welcome(first, maja(employed))
    employed.write(welcome, MAJA, NOW + MINUTE)
    assert brings_welcome(first, maja(employed))


def test_whoever_was_welcomed_before_gets_their_first_digest_without_it(employed: Database) -> None:
    employed.write(welcome, MAJA, NOW - MINUTE)
    assert not brings_welcome(digest(person_id=MAJA, first=True, composed_at=NOW), maja(employed))


@pytest.mark.parametrize("composed_at", [None, NOW])
def test_no_later_digest_brings_it(employed: Database, composed_at: object) -> None:
    assert not brings_welcome(digest(person_id=MAJA, composed_at=composed_at), maja(employed))


def test_a_digest_that_does_not_say_when_it_was_composed_brings_it(employed: Database) -> None:
    employed.write(welcome, MAJA, NOW - MINUTE)
    assert brings_welcome(digest(person_id=MAJA, first=True, composed_at=None), maja(employed))
