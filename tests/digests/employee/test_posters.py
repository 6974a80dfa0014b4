"""A desk's pick of the week."""

import pytest

from digests.content.model import ItemState, Kind
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.employee import posters
from digests.errors import InputError, UnknownError
from tests.digests.employee.ground import BRIDGE, HARBOUR, MAJA
from tests.factories import NOW, item


def test_a_desk_has_one_pick_and_a_newer_one_takes_its_place(employed: Database) -> None:
    employed.write(posters.choose, "Comms", HARBOUR, MAJA, NOW)
    employed.write(posters.choose, "comms", BRIDGE, None, NOW)
    (one,) = employed.read(posters.chosen)
    assert (one.desk, one.item.id, one.on(NOW)) == ("comms", BRIDGE, True)
    found = employed.read(posters.week_pick, "COMMS")
    assert found == one
    assert employed.read(posters.week_pick, "hr") is None
    employed.write(posters.clear, "comms")
    assert employed.read(posters.chosen, ["comms"]) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": ItemState.DRAFT}, "not approved"),
        ({"expires": NOW}, "not within its time"),
        ({"kind": Kind.POST}, "opened, not shared"),
    ],
)
def test_only_what_people_may_share_now_is_chosen(employed: Database, fields: dict[str, object], said: str) -> None:
    employed.write(add_items, [Entry(item(id="other", **fields), None)], "file", NOW)
    with pytest.raises(InputError, match=said):
        employed.write(posters.choose, "comms", "other", MAJA, NOW)


@pytest.mark.parametrize("item_id", ["nothing", HARBOUR])
def test_a_desk_chooses_among_its_own(employed: Database, item_id: str) -> None:
    with pytest.raises(UnknownError, match="choose one of its own"):
        employed.write(posters.choose, "hr", item_id, MAJA, NOW)


def test_whatever_is_done_from_a_poster_belongs_to_the_item_alone() -> None:
    press = posters.anybodys(item(), "en").press("x")
    assert (press.item_id, press.person_id, press.delivery_id, press.department) == (HARBOUR, None, None, None)
