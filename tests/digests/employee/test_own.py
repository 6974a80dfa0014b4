"""What is a person's own, and where it stands."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event, update

from digests.content.store import items
from digests.db import Database
from digests.employee import acts
from digests.employee.model import PickState, Standing
from digests.employee.own import newest_delivery, own_pick, pick_states
from digests.employee.store import save_wish
from digests.ledger.model import FactKind, Verdict
from digests.people.store import people
from tests.digests.employee.ground import (
    BRIDGE,
    HARBOUR,
    MAJA,
    OLAV,
    SENT,
    beside,
    changed,
    company,
    mine,
    picked,
)
from tests.factories import NOW


def states(database: Database) -> dict[int, PickState]:
    return {position: one.state for position, one in database.read(pick_states, 1).items()}


def test_a_pick_is_its_persons_own(employed: Database) -> None:
    own = mine(employed, 2)
    assert (own.person.id, own.delivery_id, own.position, own.item_id) == (MAJA, 1, 2, BRIDGE)
    assert (own.department, own.tracked) == ("Engineering", True)


@pytest.mark.parametrize(("person", "delivery", "position"), [(OLAV, 1, 1), (MAJA, 2, 1), (MAJA, 1, 4), ("", 1, 1)])
def test_nothing_else_is_anybodys_own(employed: Database, person: str, delivery: int, position: int) -> None:
    assert employed.read(own_pick, person, delivery, position) is None


def test_what_was_held_out_is_nobodys(employed: Database) -> None:
    picked(employed, 1, held_out=True)
    assert employed.read(own_pick, MAJA, 1, 1) is None
    assert states(employed).keys() == {2, 3}


def test_whoever_has_left_has_no_picks(employed: Database) -> None:
    employed.write(lambda c: c.execute(update(people).where(people.c.id == MAJA).values(left_at=NOW)))
    assert employed.read(own_pick, MAJA, 1, 1) is None


def test_a_person_is_tracked_where_the_digest_was_and_they_do_not_object_today(database: Database) -> None:
    database.write(company, tracked=False)
    assert not mine(database).tracked
    changed(database, tracked=True)
    assert mine(database).tracked
    database.write(lambda c: beside(c).chose(MAJA, untracked=True))
    assert not mine(database).tracked


def test_each_pick_stands_by_itself(employed: Database) -> None:
    employed.write(lambda c: beside(c).did(FactKind.TAP, HARBOUR, 1, network="x"))
    employed.write(acts.decline, mine(employed, 2), NOW)
    found = employed.read(pick_states, 1)
    assert found == {
        1: Standing(PickState.TAPPED, "x"),
        2: Standing(PickState.DECLINED),
        3: Standing(PickState.OFFERED),
    }


@pytest.mark.parametrize("verdict", [Verdict.MACHINE, Verdict.PREVIEW])
def test_what_a_machine_pressed_is_nothing_that_the_person_did(employed: Database, verdict: Verdict) -> None:
    employed.write(lambda c: beside(c).did(FactKind.TAP, HARBOUR, 1, verdict=verdict))
    assert states(employed)[1] is PickState.OFFERED


def test_what_was_done_with_another_digest_does_not_show_in_this_one(employed: Database) -> None:
    employed.write(lambda c: beside(c).did(FactKind.CONFIRM, HARBOUR, 99))
    employed.write(save_wish, replace(mine(employed), delivery_id=99), NOW, remind_at=NOW)
    assert states(employed)[1] is PickState.OFFERED


def test_where_picks_stand_takes_three_queries_however_many_there_are(employed: Database) -> None:
    asked: list[str] = []
    event.listen(employed.engine, "before_cursor_execute", lambda _c, _k, statement, *_: asked.append(statement))

    def queries(delivery: int) -> int:
        asked.clear()
        employed.read(pick_states, delivery)
        return len([one for one in asked if one.startswith("SELECT")])

    assert queries(1) == queries(99) == 3


def test_what_became_of_the_item_shows(employed: Database) -> None:
    employed.write(lambda c: c.execute(update(items).where(items.c.id == HARBOUR).values(state="withdrawn")))
    employed.write(lambda c: c.execute(items.delete().where(items.c.id == BRIDGE)))
    picked(employed, 3, shown=2)
    assert states(employed) == {1: PickState.WITHDRAWN, 2: PickState.WITHDRAWN, 3: PickState.CORRECTED}
    picked(employed, 3, shown=1)  # and back again
    assert states(employed)[3] is PickState.OFFERED


def test_the_newest_digest_is_the_one_that_reached_the_person_last(employed: Database) -> None:
    assert employed.read(newest_delivery, MAJA) == 1

    def others(connection: Connection) -> None:
        made = beside(connection)
        made.sent(MAJA, HARBOUR, at=SENT - timedelta(days=7))
        made.sent(OLAV, HARBOUR, at=NOW)
        made.sent(MAJA, HARBOUR, at=NOW, state="failed")

    employed.write(others)
    assert employed.read(newest_delivery, MAJA) == 1
    assert employed.read(newest_delivery, "nobody") is None
