"""Who is who in Slack: only somebody of the directory is anybody."""

from typing import Any

import pytest

from bot.slack.people import member, remember
from digests.db import Database
from digests.people.store import add_people
from tests.factories import NOW, person


def known(database: Database, *people: dict[str, Any]) -> None:
    entries = [
        person(**{"id": f"p-000{number}", "email": "", **fields}) for number, fields in enumerate(people, start=1)
    ]
    database.write(add_people, entries, NOW)


def test_a_member_is_known_by_the_id_of_the_directory(database: Database) -> None:
    known(database, {"slack_id": "U1"}, {"slack_id": "U2"})
    found = database.read(member, "U2")
    assert found is not None
    assert found.id == "p-0002"


@pytest.mark.parametrize("slack_id", ["", "U9"])
def test_a_stranger_is_nobody(database: Database, slack_id: str) -> None:
    known(database, {"slack_id": ""})
    assert database.read(member, slack_id) is None


def test_who_has_left_is_nobody(database: Database) -> None:
    known(database, {"slack_id": "U1", "left_at": NOW})
    assert database.read(member, "U1") is None


def test_a_member_found_by_address_counts_where_the_directory_has_no_id(database: Database) -> None:
    known(database, {"slack_id": ""}, {"slack_id": "U2"})
    database.write(remember, "p-0001", "U1", NOW)
    database.write(remember, "p-0002", "U3", NOW)
    found = database.read(member, "U1")
    assert found is not None
    assert (found.id, found.slack_id) == ("p-0001", "U1")
    assert database.read(member, "U3") is None


def test_the_directorys_word_goes_before_what_was_found(database: Database) -> None:
    known(database, {"slack_id": ""}, {"slack_id": "U1"})
    database.write(remember, "p-0001", "U1", NOW)
    found = database.read(member, "U1")
    assert found is not None
    assert found.id == "p-0002"


def test_an_id_that_two_people_have_is_nobodys(database: Database) -> None:
    known(database, {"slack_id": "U1"}, {"slack_id": "U1"})
    assert database.read(member, "U1") is None
