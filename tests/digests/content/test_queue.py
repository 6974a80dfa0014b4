"""One queue, several doors: files are merged three ways, and every change is a version."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import event, select

from digests.content import queue, store
from digests.content.model import Item, ItemState
from digests.content.queue import Conflict, MergeReport
from digests.content.store import Entry
from digests.db import Database
from tests.decided import approve, withdraw
from tests.factories import NOW, item

LATER = NOW + timedelta(days=1)
ID = item().id


def put(database: Database, *items: Item, operator: bool = True, dry_run: bool = False) -> MergeReport:
    return database.write(queue.merge, items, LATER, operator=operator, dry_run=dry_run)


def edit(database: Database, **fields: Any) -> None:
    """A change made here, as the newsroom would."""

    def change(connection: Any) -> None:
        kept = store.load_kept(connection, [ID])[ID]
        new = replace(kept.item, version=kept.item.version + 1, **fields)
        store.change_items(connection, [Entry(new, kept.imported)], "newsroom", NOW)

    database.write(change)


def now_in(database: Database) -> Item:
    (found,) = database.read(store.load_items, [ID])
    return found


def origins(database: Database) -> list[tuple[int, str]]:
    table = store.item_versions
    query = select(table.c.version, table.c.origin).order_by(table.c.version)
    return database.read(lambda connection: [(row.version, row.origin) for row in connection.execute(query)])


def withdrawn_at(database: Database) -> Any:
    return database.read(lambda connection: connection.scalar(select(store.items.c.withdrawn_at)))


def test_a_new_item_is_added_with_its_first_version(database: Database) -> None:
    assert put(database, item()) == MergeReport(1, 0)
    assert now_in(database) == item(approved_at=LATER)
    assert origins(database) == [(1, "file")]
    assert withdrawn_at(database) is None


def test_the_same_file_again_changes_nothing(database: Database) -> None:
    put(database, item())
    assert put(database, item()) == MergeReport(0, 0)
    assert origins(database) == [(1, "file")]


def test_a_dry_run_tells_and_changes_nothing(database: Database) -> None:
    assert put(database, item(), dry_run=True) == MergeReport(1, 0)
    assert database.read(store.load_items) == []


def test_what_only_the_file_changed_is_taken(database: Database) -> None:
    put(database, item())
    assert put(database, item(title={"en": "New"})) == MergeReport(0, 1)
    assert (now_in(database).title, now_in(database).version) == ({"en": "New"}, 2)
    assert now_in(database).approved_at == LATER


def test_what_was_changed_here_stays_while_the_file_stays(database: Database) -> None:
    put(database, item())
    edit(database, title={"en": "Ours"})
    assert put(database, item()) == MergeReport(0, 0)
    assert now_in(database).title == {"en": "Ours"}


def test_changes_of_different_keys_go_together(database: Database) -> None:
    put(database, item())
    edit(database, title={"en": "Ours"})
    assert put(database, item(topics=("bridges",))) == MergeReport(0, 1)
    assert (now_in(database).title, now_in(database).topics) == ({"en": "Ours"}, ("bridges",))


def test_a_key_that_both_changed_is_a_conflict_until_they_agree(database: Database) -> None:
    put(database, item())
    edit(database, title={"en": "Ours"})
    for _ in range(2):
        report = put(database, item(title={"en": "Theirs"}))
        assert (report.changed, report.conflicts[0].item, report.conflicts[0].key) == (0, ID, "title")
        assert "changed both in the queue and in the file" in report.conflicts[0].why
        assert now_in(database).title == {"en": "Ours"}
    assert put(database, item(title={"en": "Ours"})) == MergeReport(0, 0)
    assert put(database, item(title={"en": "Next"})) == MergeReport(0, 1)


def test_an_item_made_here_is_in_conflict_with_a_file_that_says_otherwise(database: Database) -> None:
    database.write(store.add_items, [Entry(item(), None)], "newsroom", NOW)
    report = put(database, item(title={"en": "Theirs"}))
    assert [conflict.key for conflict in report.conflicts] == ["title"]
    assert "had this item before the file" in report.conflicts[0].why
    assert put(database, item()) == MergeReport(0, 0)


def test_a_withdrawn_item_comes_back_only_by_command(database: Database) -> None:
    put(database, item())
    database.write(withdraw, ID, NOW)
    assert put(database, item()) == MergeReport(0, 0)
    assert put(database, item(state=ItemState.IN_REVIEW)).conflicts == (
        Conflict(ID, "state", f"it was withdrawn, and comes back only by `budstikke item approve {ID}`"),
    )
    assert now_in(database).state is ItemState.WITHDRAWN
    back = database.write(approve, ID, LATER)
    assert (back.state, back.approved_at, back.version) == (ItemState.APPROVED, LATER, 3)
    assert withdrawn_at(database) is None
    assert origins(database) == [(1, "file"), (2, "command"), (3, "command")]


def test_an_item_that_the_file_withdrew_does_not_come_back_by_the_file(database: Database) -> None:
    put(database, item())
    assert put(database, item(state=ItemState.WITHDRAWN)) == MergeReport(0, 1)
    assert withdrawn_at(database) == LATER
    assert put(database, item()).conflicts[0].key == "state"
    assert put(database, item(state=ItemState.WITHDRAWN)) == MergeReport(0, 0)


def test_an_item_may_arrive_withdrawn(database: Database) -> None:
    put(database, item(state=ItemState.WITHDRAWN))
    assert (withdrawn_at(database), now_in(database).approved_at) == (LATER, None)


def test_a_withdrawn_item_keeps_its_day_when_something_else_changes(database: Database) -> None:
    put(database, item())
    database.write(withdraw, ID, NOW)
    put(database, item(topics=("bridges",)))
    assert (withdrawn_at(database), now_in(database).topics) == (NOW, ("bridges",))


def test_an_editors_approval_in_a_file_is_a_wish(database: Database) -> None:
    put(database, item(), operator=False)
    assert now_in(database).state is ItemState.IN_REVIEW
    assert put(database, item(), operator=False) == MergeReport(0, 0)
    assert put(database, item()) == MergeReport(0, 1)
    assert (now_in(database).state, now_in(database).approved_at) == (ItemState.APPROVED, LATER)
    assert put(database, item(), operator=False) == MergeReport(0, 0)


def test_a_changed_address_asks_for_approval_again(database: Database) -> None:
    put(database, item())
    moved = item(url="https://www.example.com/elsewhere")
    assert put(database, moved, operator=False) == MergeReport(0, 1)
    assert (now_in(database).state, now_in(database).approved_at) == (ItemState.IN_REVIEW, None)
    assert put(database, moved) == MergeReport(0, 1)
    assert now_in(database).state is ItemState.APPROVED


def test_an_operators_file_that_says_approved_approves_its_new_address_too(database: Database) -> None:
    put(database, item())
    database.write(queue.merge, [item(url="https://www.example.com/new")], NOW, operator=True)
    assert (now_in(database).state, now_in(database).approved_at) == (ItemState.APPROVED, NOW)


def test_a_new_address_of_what_was_approved_here_asks_again_even_an_operator(database: Database) -> None:
    put(database, item(state=ItemState.DRAFT))
    database.write(approve, ID, NOW)
    put(database, item(state=ItemState.DRAFT, url="https://www.example.com/new"))
    assert now_in(database).state is ItemState.IN_REVIEW
    assert put(database, item(state=ItemState.DRAFT, url="https://www.example.com/new")) == MergeReport(0, 0)


def test_versions_come_back_as_they_were(database: Database) -> None:
    put(database, item())
    put(database, item(title={"en": "New"}))
    found = database.read(store.load_versions, [(ID, 1), (ID, 7), ("other", 2)])
    assert found == {(ID, 1): item(approved_at=LATER)}
    assert database.read(store.load_versions, [(ID, 2)])[ID, 2].title == {"en": "New"}


def test_items_are_loaded_by_id_and_state(database: Database) -> None:
    put(database, item(id="b"), item(id="a", state=ItemState.DRAFT), item(id="c"))
    assert [found.id for found in database.read(store.load_items)] == ["a", "b", "c"]
    assert [found.id for found in database.read(store.load_items, ["c", "a"], [ItemState.APPROVED])] == ["c"]
    assert database.read(store.load_items, None, [ItemState.WITHDRAWN]) == []


def test_nothing_to_write_writes_nothing(database: Database) -> None:
    assert put(database) == MergeReport(0, 0)
    assert origins(database) == []


def test_a_merge_takes_as_many_queries_for_300_items_as_for_one(database: Database) -> None:
    statements: list[str] = []
    event.listen(
        database.engine, "before_cursor_execute", lambda _connection, _cursor, said, *_: statements.append(said)
    )
    figures = []
    for letter, number in (("a", 1), ("b", 300)):
        put(database, *(item(id=f"{letter}-{n}") for n in range(number)))
        before = len(statements)
        changed = [item(id=f"{letter}-{n}", goal="signup") for n in range(number)]
        added = [item(id=f"{letter}{letter}-{n}") for n in range(number)]
        assert put(database, *changed, *added) == MergeReport(number, number)
        figures.append(len(statements) - before)
    assert figures[0] == figures[1]
