"""What the queue has to offer, and whom it left without anything."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from digests.content.model import Audience, Item, ItemState, Rule
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.measure.model import ItemFigures, Overall, Report
from digests.measure.steps import Gap, Supply, Way
from digests.measure.supply import load_supply
from tests.digests.measure.world import World, world
from tests.factories import NOW, item

WEEK = timedelta(days=7)
NOTHING = "nothing to say: 3 audience"


def a_report(*items: ItemFigures, k: int = 2) -> Report:
    return Report(NOW - WEEK, NOW, items, Overall(20, 5, 0.25), (), k, 0, cleared=False)


def add(connection: Connection, *items: Item) -> None:
    add_items(connection, [Entry(one, None) for one in items], "file", NOW)


def left_out(made: World, name: str, **fields: Any) -> None:
    """Somebody whose digest had nothing to say."""
    person = made.person(name, "Sales", **fields)
    made.sent(person, state="skipped", reason=NOTHING, sent_at=None, at=NOW - timedelta(days=1), department="Sales")


def test_open_items_and_those_that_wait_are_counted(database: Database) -> None:
    database.write(
        lambda connection: add(
            connection,
            item(id="open"),
            item(id="over", expires=NOW - WEEK),
            item(id="asks", state=ItemState.IN_REVIEW),
            item(id="draft", state=ItemState.DRAFT),
        )
    )
    assert database.read(load_supply, a_report(), NOW) == Supply(open_items=1, waiting=1)


def test_people_whom_nothing_fitted_are_grouped_by_department_country_and_first_language(database: Database) -> None:
    def fill(connection: Connection) -> None:
        made = world(connection)
        for number in range(3):
            left_out(made, f"d{number}", languages=("da-DK", "en") if number else ("da",))
        left_out(made, "alone", languages=("sv",))
        left_out(made, "none-1")
        left_out(made, "none-2")

    database.write(fill)
    gaps = database.read(load_supply, a_report(), NOW).gaps
    assert gaps == (Gap("Sales", "DK", "", 2), Gap("Sales", "DK", "da", 3))


@pytest.mark.parametrize(
    "fields",
    [{"reason": "paused"}, {"state": "failed"}, {"at": NOW - timedelta(days=30)}, {"at": NOW}],
    ids=["another reason", "another state", "before the period", "after it"],
)
def test_others_are_no_gap(database: Database, fields: dict[str, Any]) -> None:
    def fill(connection: Connection) -> None:
        made = world(connection)
        usual: dict[str, Any] = {"state": "skipped", "reason": NOTHING, "at": NOW - timedelta(days=1)}
        for name in ("a", "b"):
            made.sent(made.person(name), sent_at=None, **(usual | fields))

    database.write(fill)
    assert database.read(load_supply, a_report(), NOW).gaps == ()


def test_the_way_of_a_narrow_item_counts_its_audience_and_who_reads_it(database: Database) -> None:
    engineers = Audience(any_of=(Rule((("department", ("Engineering",)),)),))
    ad = item(id="ad", audience=engineers, title={"da": "Annonce"})

    def fill(connection: Connection) -> None:
        made = world(connection)
        made.person("d1", languages=("da-DK",))
        made.person("d2", languages=("de",))
        made.person("d3")
        made.person("s1", "Sales", languages=("da",))
        made.person("gone", left_at=NOW - WEEK)
        add(connection, ad, item(id="wordless", title={}, audience=engineers))

    database.write(fill)
    narrow = a_report(ItemFigures("ad", 2, hidden=False), ItemFigures("wordless", 3, hidden=False))
    each = replace(narrow, k=1)
    assert database.read(load_supply, each, NOW).ways == (Way("ad", 4, 3, 2), Way("wordless", 4, 3, 3))
    pairs = replace(narrow, k=2)
    assert database.read(load_supply, pairs, NOW).ways == (Way("ad", 4, 2, 2), Way("wordless", 4, 2, 2))


def test_an_item_that_left_the_queue_has_no_way(database: Database) -> None:
    found = a_report(ItemFigures("gone", 2, hidden=False))
    assert database.read(load_supply, found, NOW) == Supply()
