"""What needs doing today."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from digests.content.model import Item, ItemState
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.newsroom.feeds.model import Wanted
from digests.newsroom.feeds.store import add_feed, put
from digests.newsroom.model import Done
from digests.newsroom.standing import OPERATOR, standing
from digests.newsroom.store import write_down
from digests.newsroom.today import Agenda, agenda
from digests.people.store import add_people
from tests.bot.web.newsroom.lively import busy
from tests.factories import NOW, item, person

EDITOR = person(id="editor", name="Erik Dahl", email="e@example.com", roles=("comms:editor",))
APPROVER = person(id="approver", name="Anna Berg", email="a@example.com", roles=("comms:approver",))
ADMIN = person(id="admin", name="Amir Haddad", email="b@example.com", roles=("admin",))
NOBODY = person(id="nobody", name="Nils Ek", email="n@example.com")
REVIEW = ItemState.IN_REVIEW


def put_in(connection: Connection, *found: Item) -> None:
    add_items(connection, [Entry(one, None) for one in found], "newsroom", NOW - timedelta(days=9))


@pytest.fixture
def house(database: Database) -> Database:
    database.write(add_people, [EDITOR, APPROVER, ADMIN, NOBODY], NOW)
    return database


def of(house: Database, who: object, **fields: bool) -> Agenda:
    assert hasattr(who, "roles")
    return house.read(agenda, standing(who, ("comms", "hr")), NOW, **fields)  # type: ignore[arg-type]


def test_what_waits_longest_for_a_decision_stands_first_and_one_s_own_is_left_out(house: Database) -> None:
    def fill(connection: Connection) -> None:
        for number, name in enumerate(("later", "earlier", "mine")):
            one = item(id=name, state=REVIEW, url=f"https://www.example.com/{name}")
            put_in(connection, one)
            who = "approver" if name == "mine" else "editor"
            write_down(connection, one, Done.SUBMITTED, who, NOW - timedelta(hours=1 + number))
        put_in(connection, item(id="by-file", state=REVIEW, url="https://www.example.com/by-file"))

    house.write(fill)
    assert [one.id for one in of(house, APPROVER).decide.items] == ["earlier", "later", "by-file"]
    assert of(house, APPROVER, own=True).decide.items[0].id == "mine"
    assert of(house, EDITOR).decide.total == 0
    assert not of(house, APPROVER).clear


def test_an_item_sent_back_is_told_to_whoever_wrote_it_until_it_is_changed(house: Database) -> None:
    house.write(busy)
    (one,) = of(house, EDITOR).returned
    assert (one.item.id, one.by) == ("sent-back", "Anna Berg")
    assert one.reason.startswith("Who took the picture?")
    assert of(house, APPROVER).returned == ()
    moved = replace(EDITOR, roles=("hr:editor",))
    assert of(house, moved).returned == ()


def test_suggestions_and_what_ends_soon_are_told_to_the_desk_that_can_act(house: Database) -> None:
    house.write(busy)
    house.write(put_in, item(id="idea", state=ItemState.SUGGESTED, owner="", url="https://www.example.com/i"))
    found = of(house, EDITOR)
    assert [one.id for one in found.suggested.items] == ["idea"]
    assert [one.id for one in found.ending.items] == ["ends-soon"]
    assert of(house, ADMIN).suggested.total == 2
    other = of(house, replace(EDITOR, roles=("hr:editor",)))
    assert (other.suggested.total, other.ending.total) == (2, 0)


def test_a_desk_with_few_open_items_runs_dry_and_one_with_five_does_not(house: Database) -> None:
    house.write(put_in, item(id="only", url="https://www.example.com/only"))
    assert of(house, EDITOR).dry == (("comms", 1),)
    house.write(put_in, *(item(id=f"more-{number}", url=f"https://www.example.com/{number}") for number in range(4)))
    assert of(house, EDITOR).dry == ()


def test_an_edition_that_goes_out_says_how_far_it_is(house: Database) -> None:
    house.write(busy)
    (going,) = of(house, NOBODY).outgoing
    assert (going.schedule, going.period, going.total, going.done) == ("weekly", "2026-W48", 12, 7)
    assert (going.failed, going.doubtful) == (1, 0)


def test_a_feed_that_fails_is_told_to_its_desk(house: Database) -> None:
    def fill(connection: Connection) -> None:
        for desk in ("comms", "hr"):
            wanted = Wanted(f"{desk} news", f"https://www.example.com/{desk}.xml", desk, "en")
            put(connection, add_feed(connection, wanted, NOW), failures=4, trouble="silent")

    house.write(fill)
    assert [feed.wanted.name for feed in of(house, EDITOR).feeds] == ["comms news"]
    assert len(of(house, ADMIN).feeds) == 2


def test_where_nothing_waits_the_day_is_clear(house: Database) -> None:
    assert of(house, EDITOR).clear
    assert of(house, NOBODY).clear
    assert house.read(agenda, OPERATOR, NOW).clear
