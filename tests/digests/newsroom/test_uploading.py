"""A file that somebody brings in: by their own rights, never approved by it, and nothing half."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from digests.content.model import ItemState
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.newsroom import items, uploading
from digests.newsroom.model import Withdrawal
from digests.newsroom.uploading import Taken
from digests.people.model import Person
from tests.digests.newsroom.house import APPROVER, EDITOR, ID, LATER, House, draft, of
from tests.factories import NOW, item

REVIEW, DRAFT, APPROVED = ItemState.IN_REVIEW, ItemState.DRAFT, ItemState.APPROVED


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def upload(house: House, *found: Any, who: Person = EDITOR, dry_run: bool = False) -> Taken:
    return house.do(uploading.upload, of(who), found, LATER, dry_run=dry_run)


@pytest.mark.parametrize(
    ("said", "becomes"),
    [(DRAFT, DRAFT), (REVIEW, REVIEW), (APPROVED, REVIEW), (ItemState.WITHDRAWN, DRAFT), (ItemState.SUGGESTED, DRAFT)],
)
def test_a_new_item_is_at_most_in_review(house: House, said: ItemState, becomes: ItemState) -> None:
    assert upload(house, item(state=said)) == Taken(added=(ID,))
    assert (house.item().state, house.item().approved_at) == (becomes, None)
    assert house.acts() == [("added", EDITOR.id, "")]


def test_items_of_other_desks_are_refused_each_for_itself(house: House) -> None:
    house.do(add_items, [Entry(draft(id="theirs", owner="hr"), None), Entry(draft(id="ours"), None)], "file", NOW)
    taken = upload(house, draft(owner="hr"), draft(id="theirs"), draft(id="ours", owner="hr"), draft(id="good"))
    assert taken.added == ("good",)
    assert {one: str(why) for one, why in taken.refused} == {
        ID: "You may not write items of the desk 'hr'.",
        "theirs": "There is an item of this id already, and it is not of your desks: name this one otherwise.",
        "ours": "You may not write items of the desk 'hr'.",
    }


def test_bringing_the_same_again_changes_nothing(house: House) -> None:
    upload(house, draft())
    assert upload(house, draft()) == Taken(same=(ID,))
    assert house.item().version == 1
    assert len(house.acts()) == 1


def test_what_the_file_changed_is_taken_and_submitting_is_one_of_it(house: House) -> None:
    upload(house, draft())
    assert upload(house, draft(goal="application")) == Taken(changed=(ID,))
    assert upload(house, draft(goal="application", state=REVIEW)) == Taken(changed=(ID,))
    assert (house.item().goal, house.item().state, house.item().version) == ("application", REVIEW, 3)
    assert [one[0] for one in house.acts()] == ["added", "changed", "submitted"]


def test_what_was_approved_and_is_said_otherwise_by_an_editor_is_reviewed_again(house: House) -> None:
    house.do(add_items, [Entry(item(), {})], "file", NOW)
    upload(house, item())
    assert house.item().state is APPROVED
    upload(house, item(minutes=9))
    assert (house.item().state, house.item().approved_at) == (REVIEW, None)


def test_an_approver_may_change_its_words_and_not_its_address(house: House) -> None:
    house.do(add_items, [Entry(item(approved_at=NOW), {})], "file", NOW)
    upload(house, item(), who=APPROVER)
    upload(house, item(minutes=9), who=APPROVER)
    assert (house.item().state, house.item().minutes, house.item().approved_at) == (APPROVED, 9, NOW)
    upload(house, item(minutes=9, url="https://www.example.com/other"), who=APPROVER)
    assert house.item().state is REVIEW


def test_no_file_approves_withdraws_or_brings_back(house: House) -> None:
    upload(house, draft())
    upload(house, draft(state=APPROVED))
    assert house.item().state is DRAFT
    upload(house, draft(state=ItemState.WITHDRAWN))
    assert house.item().state is DRAFT
    house.do(items.withdraw, of(EDITOR), ID, Withdrawal(), NOW)
    taken = upload(house, draft(minutes=9))
    assert (house.item().state, house.item().minutes) == (ItemState.WITHDRAWN, 3)
    assert [one.why for one in taken.conflicts] == ["it is withdrawn: restore it before you change it"]


def test_what_both_changed_is_a_conflict_and_stays(house: House) -> None:
    upload(house, draft())
    house.do(items.change, of(EDITOR), draft(goal="application"), 1, LATER)
    taken = upload(house, draft(goal="signup", minutes=9))
    assert [(one.item, one.key) for one in taken.conflicts] == [(ID, "goal")]
    assert (house.item().goal, house.item().minutes) == ("application", 9)


def test_looking_first_changes_nothing(house: House) -> None:
    assert upload(house, draft(), dry_run=True) == Taken(added=(ID,))
    upload(house, draft())
    assert upload(house, draft(minutes=9), dry_run=True) == Taken(changed=(ID,))
    assert house.item().minutes == 3


def test_a_program_brings_drafts_and_changes_nothing_that_is_there(house: House) -> None:
    house.do(add_items, [Entry(draft(), None)], "file", NOW)
    new = [item(id="new", approved_at=NOW), replace(draft(), minutes=9)]
    taken = house.do(uploading.draft, new, NOW + timedelta(days=1))
    assert taken.added == ("new",)
    assert [one[0] for one in taken.refused] == [ID]
    assert (house.item("new").state, house.item("new").approved_at, house.item().minutes) == (DRAFT, None, 3)
    assert house.acts("new") == [("added", None, "")]
