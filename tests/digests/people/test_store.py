"""People and their choices come back as they were kept."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from digests.db import Database
from digests.errors import UnknownError
from digests.people import store
from digests.people.model import ChannelName, Preferences
from tests.factories import NOW, person

CHOICES = Preferences(
    channel=ChannelName.EMAIL,
    weekday=2,
    hour=8,
    items=4,
    networks=("linkedin",),
    topics=(),
    languages=("da",),
    min_days=14,
    paused_until=NOW + timedelta(days=7),
    untracked=True,
    stopped=True,
    mastodon="mastodon.example.com",
    named=True,
)


def test_a_person_comes_back_with_all_they_chose(database: Database) -> None:
    database.write(store.add_people, [person(attributes={"site": "Aarhus"})], NOW)
    assert database.read(store.load_preferences, "p-0001") == Preferences()
    database.write(store.save_preferences, "p-0001", Preferences(hour=3), NOW)
    database.write(store.save_preferences, "p-0001", CHOICES, NOW)
    assert database.read(store.load_people) == [person(attributes={"site": "Aarhus"}, preferences=CHOICES)]
    assert database.read(store.load_preferences, "p-0001") == CHOICES


def test_nobody_has_chosen_nothing(database: Database) -> None:
    assert database.read(store.load_preferences, "p-none") == Preferences()


def test_people_are_loaded_by_id_whoever_left_only_when_asked(database: Database) -> None:
    gone = person(id="p-3", email="", left_at=NOW)
    database.write(store.add_people, [person(), person(id="p-2", email=""), gone], NOW)
    assert [found.id for found in database.read(store.load_people, ["p-2", "p-3"])] == ["p-2"]
    assert [found.id for found in database.read(store.load_people, ["p-2", "p-3"], active=False)] == ["p-2", "p-3"]
    assert database.read(store.load_people, []) == []


def test_more_ids_than_a_statement_takes_are_no_trouble(database: Database) -> None:
    database.write(store.add_people, [person(), person(id="x")], NOW)
    ids = {f"p-{n:04}" for n in range(store.MANY + 1)}
    assert [found.id for found in database.read(store.load_people, ids)] == ["p-0001"]


def test_loading_takes_one_query_for_one_and_for_500(database: Database) -> None:
    database.write(store.add_people, [person(id=f"p-{n}", email="") for n in range(500)], NOW)
    statements: list[str] = []
    event.listen(
        database.engine, "before_cursor_execute", lambda _connection, _cursor, said, *_: statements.append(said)
    )
    database.read(store.load_people, ["p-1"])
    one = len([said for said in statements if "SELECT" in said])
    database.read(store.load_people, [f"p-{n}" for n in range(500)])
    assert (one, len([said for said in statements if "SELECT" in said])) == (1, 2)


def test_a_found_slack_member_stands_in_for_a_missing_one(database: Database) -> None:
    database.write(store.add_people, [person(), person(id="p-2", email="b@example.com", slack_id="U2")], NOW)
    database.write(lambda connection: connection.execute(store.people.update().values(slack_found="UF")).rowcount)
    assert [found.slack_id for found in database.read(store.load_people)] == ["UF", "U2"]
    assert database.read(store.load_directory)["p-0001"].slack_id == ""


@pytest.mark.parametrize("by", ["p-0001", "Maja.Holm@example.com", " maja.holm@example.com ", "U1", "t-1"])
def test_a_person_is_found_by_id_or_any_address(database: Database, by: str) -> None:
    database.write(store.add_people, [person(slack_id="U1", teams_id="t-1"), person(id="p-2", email="")], NOW)
    assert database.read(store.find_person, by).id == "p-0001"


def test_whoever_is_here_is_found_before_whoever_left_with_the_same_address(database: Database) -> None:
    database.write(store.add_people, [person(left_at=NOW), person(id="p-2")], NOW)
    assert database.read(store.find_person, "maja.holm@example.com").id == "p-2"
    assert database.read(store.find_person, "p-0001").left_at == NOW


def test_nobody_and_several_are_told_apart(database: Database) -> None:
    database.write(store.add_people, [person(), person(id="p-2")], NOW)
    with pytest.raises(UnknownError, match=r"Nobody in the directory goes by 'nobody@example\.com'"):
        database.read(store.find_person, "nobody@example.com")
    with pytest.raises(UnknownError, match=r"several people \(p-0001, p-2\)"):
        database.read(store.find_person, "maja.holm@example.com")


def test_nothing_to_write_writes_nothing(database: Database) -> None:
    database.write(store.add_people, [], NOW)
    database.write(store.change_people, [], NOW)
    assert database.read(store.load_directory) == {}


def test_a_change_of_the_directory_leaves_its_id_and_choices(database: Database) -> None:
    database.write(store.add_people, [person()], NOW)
    database.write(store.save_preferences, "p-0001", CHOICES, NOW)
    database.write(store.change_people, [replace(person(), name="Maja Berg")], NOW)
    assert database.read(store.find_person, "p-0001") == person(name="Maja Berg", preferences=CHOICES)
