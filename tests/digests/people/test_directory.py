"""Merging a directory: added, changed, left, refused, and nothing else touched."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from digests.db import Database
from digests.errors import InputError
from digests.people import store
from digests.people.directory import Leaving, MergeReport, Snapshot, merge
from digests.people.entry import COLUMNS, Refusal, Row
from digests.people.model import Person, Preferences
from tests.factories import KEY, NOW, person

ALL = frozenset(COLUMNS)
LATER = NOW + timedelta(days=7)


def snapshot(*people: Person, columns: frozenset[str] = ALL) -> Snapshot:
    return Snapshot(columns, tuple(Row(number, someone) for number, someone in enumerate(people, 2)))


def put(database: Database, *people: Person, leave: Leaving | None = None, dry_run: bool = False) -> MergeReport:
    return database.write(merge, snapshot(*people), NOW, key=lambda: KEY, leave=leave, dry_run=dry_run)


def several(number: int) -> list[Person]:
    return [person(id=f"p-{n}", email=f"p{n}@example.com") for n in range(number)]


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine, "before_cursor_execute", note)


def test_new_people_are_added_and_the_same_file_again_changes_nothing(database: Database) -> None:
    assert put(database, *several(3)) == MergeReport(3, 0, 0)
    assert put(database, *several(3)) == MergeReport(0, 0, 0)
    assert database.read(store.load_people) == several(3)


def test_what_a_file_says_anew_is_changed(database: Database) -> None:
    put(database, *several(2))
    report = put(database, replace(several(1)[0], title="Head of bridges"))
    assert report == MergeReport(0, 1, 0)
    assert database.read(store.find_person, "p-0").title == "Head of bridges"


def test_a_column_the_file_does_not_have_stays_as_it_was(database: Database) -> None:
    put(database, person(attributes={"site": "Aarhus", "floor": "2"}))
    bare = snapshot(Person("p-0001", "Maja Holm-Berg"), columns=frozenset({"id", "name", "floor"}))
    database.write(merge, bare, NOW, key=lambda: KEY, attributes=("site", "floor"))
    found = database.read(store.find_person, "p-0001")
    assert (found.name, found.title, found.languages) == ("Maja Holm-Berg", "Bridge engineer", ("da", "en"))
    assert found.attributes == {"site": "Aarhus"}


def test_a_dry_run_tells_and_changes_nothing(database: Database) -> None:
    assert put(database, person(), dry_run=True) == MergeReport(1, 0, 0)
    assert database.read(store.load_people) == []


def test_the_second_of_two_rows_with_one_id_is_refused(database: Database) -> None:
    report = put(database, person(), person(email="other@example.com"))
    assert report.added == 1
    assert report.refused == (Refusal(3, "id", "the same id stands in row 2 already"),)


@pytest.mark.parametrize("column", ["email", "slack_id", "teams_id"])
def test_the_second_of_two_people_with_one_address_is_refused(database: Database, column: str) -> None:
    one = Person("p-1", "One")
    other = Person("p-2", "Two")
    same: dict[str, Any] = {column: "same@example.com"}
    report = put(database, replace(one, **same), replace(other, **same))
    (refused,) = report.refused
    assert (report.added, refused.row, refused.column) == (1, 3, column)
    assert "row 2 (p-1)" in refused.why


def test_an_address_may_move_from_one_person_to_another_in_one_file(database: Database) -> None:
    one, two = several(2)
    put(database, one, two)
    report = put(database, replace(one, email=two.email), replace(two, email=one.email))
    assert (report.changed, report.refused) == (2, ())


def test_an_address_of_somebody_the_file_does_not_name_is_refused(database: Database) -> None:
    one, two = several(2)
    put(database, one, two)
    report = put(database, person(id="p-9", email=two.email), replace(one, title="Changed"))
    assert report.refused[0].column == "email"
    assert "p-1 in the directory" in report.refused[0].why
    assert (report.added, report.changed) == (0, 1)


def test_a_refused_row_keeps_the_address_it_would_have_given_up(database: Database) -> None:
    one, two, three = several(3)
    put(database, one, two, three)
    report = put(database, replace(one, email=three.email), replace(two, email=one.email), person(id="p-9", email=""))
    assert [(refused.row, refused.column) for refused in report.refused] == [(2, "email"), (3, "email")]
    assert report.added == 1


def test_an_address_of_somebody_who_left_or_leaves_is_free(database: Database) -> None:
    one, two = several(2)
    put(database, one, two)
    report = put(database, replace(one, email=two.email), leave=Leaving(1))
    assert (report.changed, report.left, report.refused) == (1, 1, ())
    assert put(database, person(id="p-9", email="p1@example.com")).refused[0].column == "email"
    assert put(database, person(id="p-9", email="p9@example.com"), replace(one, email="p0@example.com")).changed == 1
    assert put(database, person(id="p-8", email=two.email)).refused == ()


def test_absent_people_are_marked_as_left_only_when_asked(database: Database) -> None:
    put(database, *several(10))
    assert put(database, *several(9)).left == 0
    assert put(database, *several(9), leave=Leaving()).left == 1
    assert len(database.read(store.load_people)) == 9
    gone = database.read(store.find_person, "p-9")
    assert gone.left_at == NOW
    assert put(database, *several(9), leave=Leaving()).left == 0


def test_a_person_of_a_refused_row_has_not_left(database: Database) -> None:
    put(database, *several(10))
    found = replace(snapshot(*several(9)), refused=(Refusal(11, "email", "no"),), present=frozenset({"p-9"}))
    assert database.write(merge, found, NOW, key=lambda: KEY, leave=Leaving()).left == 0


def test_rows_that_cannot_be_read_forbid_marking_anybody_as_left(database: Database) -> None:
    put(database, *several(10))
    found = replace(snapshot(*several(9)), unreadable=1)
    with pytest.raises(InputError, match="1 rows cannot be read"):
        database.write(merge, found, NOW, key=lambda: KEY, leave=Leaving())
    assert database.write(merge, found, NOW, key=lambda: KEY, leave=Leaving(force=True)).left == 1


def test_a_file_without_most_people_marks_nobody_as_left(database: Database) -> None:
    put(database, *several(10))
    with pytest.raises(InputError, match=r"9 of 10 people .* --force"):
        put(database, *several(1), leave=Leaving(0.2))
    with pytest.raises(InputError, match="10 of 10"):
        put(database, leave=Leaving(0.2))
    assert len(database.read(store.load_people)) == 10
    assert put(database, *several(1), leave=Leaving(0.2, force=True)).left == 9


def test_two_may_leave_the_smallest_company(database: Database) -> None:
    put(database, *several(4))
    assert put(database, *several(2), leave=Leaving(0.2)).left == 2


def test_a_person_who_comes_back_has_not_left_and_keeps_what_they_chose(database: Database) -> None:
    put(database, *several(10))
    database.write(store.save_preferences, "p-9", Preferences(hour=7), NOW)
    put(database, *several(9), leave=Leaving())
    assert put(database, *several(10)).changed == 1
    back = database.read(store.find_person, "p-9")
    assert (back.left_at, back.preferences.hour) == (None, 7)


def test_whoever_was_erased_is_not_made_again(database: Database) -> None:
    erased = store.forgotten_hash(KEY, "p-0001")
    database.write(
        lambda connection: connection.execute(store.forgotten.insert(), {"hash": erased, "at": NOW}).rowcount
    )
    report = put(database, person(), person(id="p-2", email=""))
    assert (report.added, report.erased, report.refused) == (1, 1, ())


def test_the_key_is_not_needed_where_nobody_was_erased(database: Database) -> None:
    def never() -> bytes:
        raise AssertionError("nobody was erased")

    assert database.write(merge, snapshot(person()), NOW, key=never).added == 1


def test_people_without_any_address_are_kept_and_listed(database: Database) -> None:
    report = put(database, person(), person(id="p-2", email=""), person(id="p-3", email="", slack_id="U3"))
    assert (report.added, report.unreachable) == (3, ("p-2",))


def test_a_slack_member_found_by_an_old_address_is_looked_for_again(database: Database) -> None:
    put(database, person(), person(id="p-2", email="b@example.com"))
    database.write(lambda connection: connection.execute(store.people.update().values(slack_found="UF")).rowcount)
    put(database, person(email="new@example.com"), person(id="p-2", email="b@example.com", title="Boss"))
    assert [someone.slack_id for someone in database.read(store.load_people)] == ["", "UF"]


def test_an_import_takes_as_many_queries_for_500_people_as_for_one(database: Database) -> None:
    figures = []
    for start, number in ((0, 1), (1, 500)):
        first = [person(id=f"q-{start + n}", email=f"q{start + n}@example.com") for n in range(number)]
        put(database, *first)
        with counted(database) as statements:
            moved = [replace(someone, title="Other") for someone in first]
            new = [replace(someone, id=f"new-{someone.id}", email="") for someone in first]
            assert put(database, *moved, *new) == MergeReport(
                number, number, 0, unreachable=tuple(someone.id for someone in new)
            )
        figures.append(len([statement for statement in statements if "SAVEPOINT" not in statement]))
    assert figures[0] == figures[1]
