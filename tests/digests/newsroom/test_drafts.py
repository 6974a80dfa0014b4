"""What somebody types is kept until they save it or throw it away, and others with the same item are named."""

from datetime import datetime, timedelta

import pytest

from digests.db import Database
from digests.errors import InputError
from digests.newsroom import drafts
from digests.privacy import forget, retention
from tests.digests.newsroom.house import EDITOR, ID, OTHER_EDITOR, House
from tests.factories import KEY, NOW

TYPED = {"title:en": ["Proud of the har"], "networks": ["x", "bluesky"]}


def house(database: Database) -> House:
    return House(database)


def typed(made: House, at: datetime = NOW, who: str = EDITOR.id, item_id: str = ID, **body: list[str]) -> None:
    made.do(drafts.keep, who, item_id, 1, body or TYPED, at)


def test_what_was_typed_last_is_found_again_as_it_was_typed(database: Database) -> None:
    made = house(database)
    typed(made, goal=["old"])
    typed(made, NOW + timedelta(seconds=5))
    found = made.do(drafts.find, EDITOR.id, ID)
    assert found == drafts.Draft(EDITOR.id, ID, 1, TYPED, NOW + timedelta(seconds=5))


def test_a_draft_is_its_writers_alone_and_can_be_thrown_away(database: Database) -> None:
    made = house(database)
    typed(made)
    assert made.do(drafts.find, OTHER_EDITOR.id, ID) is None
    made.do(drafts.drop, EDITOR.id, ID)
    assert made.do(drafts.find, EDITOR.id, ID) is None


@pytest.mark.parametrize(("item_id", "base", "version"), [(ID, 1, 2), (f"{drafts.NEW}abc", 0, 1)])
def test_what_arrives_after_it_was_saved_is_no_draft(database: Database, item_id: str, base: int, version: int) -> None:
    made = house(database)
    assert made.do(drafts.keep, EDITOR.id, item_id, base, TYPED, NOW)
    made.do(drafts.done, EDITOR.id, item_id, version, NOW)
    assert made.do(drafts.find, EDITOR.id, item_id) is None
    assert not made.do(drafts.keep, EDITOR.id, item_id, base, TYPED, NOW)
    assert made.do(drafts.find, EDITOR.id, item_id) is None
    assert made.do(drafts.keep, EDITOR.id, item_id, version, TYPED, NOW)
    assert made.do(drafts.find, EDITOR.id, item_id) is not None


def test_looking_keeps_what_was_typed_and_is_no_draft(database: Database) -> None:
    made = house(database)
    made.do(drafts.look, EDITOR.id, ID, 1, NOW)
    assert made.do(drafts.find, EDITOR.id, ID) is None
    typed(made)
    made.do(drafts.look, EDITOR.id, ID, 2, NOW + timedelta(minutes=1))
    found = made.do(drafts.find, EDITOR.id, ID)
    assert found is not None
    assert (found.body, found.base_version) == (TYPED, 1)


def test_whoever_was_there_in_the_last_two_minutes_is_named(database: Database) -> None:
    made = house(database)
    made.do(drafts.look, OTHER_EDITOR.id, ID, 1, NOW)
    typed(made)
    soon, later = NOW + timedelta(seconds=119), NOW + timedelta(seconds=121)
    (there,) = made.do(drafts.others, EDITOR.id, ID, soon)
    assert (there.person_id, there.name, there.writing) == (OTHER_EDITOR.id, "Se Cond", False)
    assert [one.writing for one in made.do(drafts.others, OTHER_EDITOR.id, ID, soon)] == [True]
    assert made.do(drafts.others, EDITOR.id, ID, later) == []
    assert made.do(drafts.others, EDITOR.id, "another", soon) == []


def test_new_items_are_kept_side_by_side_the_latest_first_and_not_without_end(database: Database) -> None:
    made = house(database)
    typed(made)
    for number in range(drafts.MOST + 2):
        typed(made, NOW + timedelta(seconds=number), item_id=f"{drafts.NEW}{number}")
    found = [one.item_id for one in made.do(drafts.begun, EDITOR.id)]
    assert len(found) == drafts.MOST
    assert (found[0], found[-1]) == (f"+{drafts.MOST + 1}", "+2")
    assert made.do(drafts.find, EDITOR.id, ID) is not None


def test_far_too_much_is_refused(database: Database) -> None:
    made = house(database)
    with pytest.raises(InputError, match="shorten"):
        typed(made, text=["x" * (drafts.LARGEST + 1)])


def test_a_draft_goes_with_its_writer_and_with_time(database: Database) -> None:
    made = house(database)
    typed(made)
    typed(made, who=OTHER_EDITOR.id)
    made.do(forget, KEY, EDITOR.id, NOW)
    assert made.do(drafts.find, EDITOR.id, ID) is None
    assert made.do(drafts.find, OTHER_EDITOR.id, ID) is not None
    assert made.do(retention, NOW + timedelta(days=91), 90, 30).others > 0
    assert made.do(drafts.find, OTHER_EDITOR.id, ID) is None
