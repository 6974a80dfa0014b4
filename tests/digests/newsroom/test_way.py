"""An item's way to its readers: who is left at each step, in whole numbers or in groups."""

from typing import Any

import pytest

from digests.content.model import Audience, ItemState, Rule
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.edition.model import Schedule
from digests.edition.policy import Policy
from digests.errors import UnknownError
from digests.newsroom.slots import schedules
from digests.newsroom.way import Asked, way
from digests.people.model import ChannelName
from digests.people.store import add_people
from digests.settings import parse
from tests.factories import KEY, NOW, item, person

SALES = Audience((Rule((("department", ("Sales",)),)),))
PEOPLE = [
    person(id=f"p-{number:03}", department="Sales" if number < 12 else "Board", email="x@example.com" if number else "")
    for number in range(520)  # more than are looked at together
]


@pytest.fixture
def full(database: Database) -> Database:
    database.write(add_people, PEOPLE, NOW)
    draft = item(id="draft", state=ItemState.DRAFT)
    database.write(add_items, [Entry(item(audience=SALES), None), Entry(draft, None)], "file", NOW)
    return database


def asked(item_id: str, mode: str) -> Asked:
    config = parse(
        {
            "server": {"public_url": "https://bot.example.com"},
            "links": {"base_url": "https://go.example.com"},
            "schedules": [{"name": "weekly", "cron": "0 9 * * tue"}],
            "privacy": {"mode": mode},
            "relevance": {"hold_out": 0},
        }
    )
    schedule: Schedule = schedules(config)[0]
    return Asked(item_id, schedule, NOW, Policy.of(config, ("en", "da"), (ChannelName.EMAIL,)), KEY)


def steps(database: Database, item_id: str, mode: str) -> dict[str, tuple[int, Any]]:
    return {one.name: (one.people, dict(one.lost)) for one in way(database.read, asked(item_id, mode))}


def test_each_step_says_how_many_are_left_and_why_the_others_went(full: Database) -> None:
    found = steps(full, "harbour-emissions", "open")
    assert found["audience"] == (12, {"audience": 508})
    assert found["reachable"] == (11, {"unreachable": 1})
    assert found["picked"][0] == 11
    assert found["delivered"] == (0, {"no digest yet": 11})


def test_where_people_are_protected_numbers_are_whole_groups(full: Database) -> None:
    found = steps(full, "harbour-emissions", "works_council")
    assert found["audience"][0] == 8
    assert all(number % 8 == 0 for number, _ in found.values())


@pytest.mark.parametrize("mode", ["open", "works_council"])
def test_an_item_that_nobody_could_get_says_so(full: Database, mode: str) -> None:
    found = steps(full, "draft", mode)
    assert found["audience"][0] == 520
    assert found["eligible"][0] == 0
    assert "state" in found["eligible"][1]


def test_an_item_that_is_not_there_has_no_way(full: Database) -> None:
    with pytest.raises(UnknownError, match="no item 'zzz'"):
        way(full.read, asked("zzz", "open"))
