"""A conversion counts once, for the click that led to it; what came early, twice, late or for nobody is kept apart."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, select, update

from digests.content.store import Entry, add_items
from digests.db import Database
from digests.events.model import Announcing, EventKind
from digests.events.store import events
from digests.ledger import store as ledger
from digests.ledger.model import Fact, FactKind, Verdict
from digests.ledger.store import facts
from digests.measure import conversion_store as store
from digests.measure.attribution import PATIENCE, WHOLE, Attribution, Reason, State
from digests.measure.claims import Claim, Refusal, Source
from digests.measure.conversion_store import conversions, credits_, untaken
from digests.measure.conversions import BATCH, MOST_UNVERIFIED, Outcome, Status, reconsider, settle, take
from digests.measure.goals import Goal, named
from digests.money import Money
from tests.digests.measure.world import world
from tests.factories import KEY, NOW, item

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
GOALS = named(
    [
        Goal("application", window=timedelta(days=30)),
        Goal("signup", attribution=Attribution.LINEAR),
        Goal("booking", attribution=Attribution.FIRST),
    ]
)
TOLD = Announcing(frozenset(EventKind), key=KEY)
CLAIM = Claim("a-1", "application", NOW - HOUR, click_id="c1", content="one")


@pytest.fixture
def stocked(database: Database) -> Database:
    database.write(lambda c: add_items(c, [Entry(item(id=name), None) for name in ("harbour", "bridge")], "file", NOW))
    return database


def hit(database: Database, name: str = "c1", **fields: Any) -> None:
    values: dict[str, Any] = {
        "id": name, "kind": FactKind.HIT, "at": NOW - 2 * HOUR, "verdict": Verdict.HUMAN,
        "item_id": "harbour", "network": "linkedin", "code": "abcd1234", "visitor": "v",
    }  # fmt: skip
    database.write(ledger.add, [Fact(**(values | fields))])


def took(database: Database, *claims: Claim | Refusal, announcing: Announcing = TOLD) -> list[Outcome]:
    return database.write(take, claims, GOALS, NOW, announcing)


def statuses(outcomes: list[Outcome]) -> list[str]:
    return [one.status.value for one in outcomes]


def kept(database: Database) -> list[tuple[str, str | None]]:
    query = select(conversions.c.state, conversions.c.reason).order_by(conversions.c.external_id)
    return [tuple(row) for row in database.read(lambda c: c.execute(query).all())]


def credited(database: Database) -> list[tuple[str | None, str | None, str | None, int]]:
    columns = (credits_.c.click_id, credits_.c.item_id, credits_.c.network, credits_.c.millionths)
    query = select(*columns).order_by(credits_.c.conversion_id, credits_.c.position)
    return [tuple(row) for row in database.read(lambda c: c.execute(query).all())]


def told(database: Database) -> list[dict[str, Any]]:
    return list(database.read(lambda c: c.scalars(select(events.c.body)).all()))


def missed(database: Database) -> dict[tuple[str, str], int]:
    rows = database.read(lambda c: c.execute(select(untaken)).all())
    return {(row.goal, row.outcome): row.number for row in rows}


def test_a_conversion_is_its_clicks(stocked: Database) -> None:
    hit(stocked)
    assert took(stocked, CLAIM) == [Outcome("a-1", Status.ATTRIBUTED)]
    assert credited(stocked) == [("c1", "harbour", "linkedin", WHOLE)]


def test_twice_is_once_and_another_under_the_same_id_is_refused(stocked: Database) -> None:
    hit(stocked)
    other = replace(CLAIM, content="two")
    assert statuses(took(stocked, CLAIM, CLAIM, other)) == ["attributed", "duplicate", "refused"]
    assert statuses(took(stocked, CLAIM, other)) == ["duplicate", "refused"]
    assert len(kept(stocked)) == len(credited(stocked)) == 1
    assert missed(stocked) == {("application", "duplicate"): 2, ("application", "refused"): 2}
    assert statuses(took(stocked, replace(CLAIM, goal="signup"))) == ["attributed"]


def test_what_no_page_can_prove_takes_nobodys_place(stocked: Database) -> None:
    hit(stocked)
    assert statuses(took(stocked, replace(CLAIM, source=Source.SCRIPT), CLAIM)) == ["attributed", "attributed"]
    assert len(told(stocked)) == 1


def test_pages_that_anybody_can_imitate_fill_no_database(stocked: Database) -> None:
    page = replace(CLAIM, source=Source.PIXEL, click_id=None, item_id="harbour")
    for start in range(0, MOST_UNVERIFIED, BATCH):
        took(stocked, *(replace(page, external_id=f"p-{start + number}") for number in range(BATCH)))
    found = took(stocked, page, replace(CLAIM, external_id="other"))
    assert [one.status for one in found] == [Status.REFUSED, Status.PARKED]
    assert "within a day" in found[0].why


def test_one_that_arrives_before_its_click_waits_for_it(stocked: Database) -> None:
    assert took(stocked, CLAIM)[0] == Outcome("a-1", Status.PARKED, "no such click is known")
    assert stocked.write(settle, NOW, GOALS, TOLD) == 0
    hit(stocked, settles_at=NOW + HOUR)
    assert stocked.write(settle, NOW, GOALS, TOLD) == 0
    stocked.write(lambda c: c.execute(update(facts).values(settles_at=None)).rowcount)
    assert (told(stocked), credited(stocked)) == ([], [])
    assert stocked.write(settle, NOW, GOALS, TOLD) == 1
    assert stocked.write(settle, NOW, GOALS, TOLD) == 0
    assert kept(stocked) == [("attributed", None)]
    assert credited(stocked) == [("c1", "harbour", "linkedin", WHOLE)]
    assert len(told(stocked)) == 1


def test_one_whose_click_is_still_watched_waits(stocked: Database) -> None:
    hit(stocked, settles_at=NOW + HOUR)
    assert took(stocked, CLAIM)[0].why == "its click is still being watched"
    stocked.write(lambda c: c.execute(update(facts).values(settles_at=None, verdict="machine")).rowcount)
    stocked.write(settle, NOW, GOALS)
    assert kept(stocked) == [("unattributed", "not human")]
    assert (credited(stocked), told(stocked)) == ([], [])


def test_one_for_a_click_that_nobody_knows_is_given_up_after_the_window(stocked: Database) -> None:
    took(stocked, CLAIM, replace(CLAIM, external_id="old", at=NOW - 40 * DAY))
    assert kept(stocked) == [("parked", "no click"), ("parked", "no click")]
    assert stocked.write(settle, NOW + PATIENCE, GOALS) == 1
    assert stocked.write(settle, NOW + 29 * DAY, GOALS) == 0
    assert stocked.write(settle, NOW + 30 * DAY, GOALS) == 1
    assert kept(stocked) == [("unattributed", "no click")] * 2


def test_a_late_one_is_kept_and_nobodys(stocked: Database) -> None:
    hit(stocked, at=NOW - 32 * DAY)
    assert took(stocked, CLAIM)[0].why == "its click is longer ago than the goal's window"
    assert kept(stocked) == [("unattributed", "late")]
    assert told(stocked) == []


def test_one_that_names_an_item_alone_is_the_items(stocked: Database) -> None:
    by_item = replace(CLAIM, click_id=None, item_id="bridge")
    with_network = replace(by_item, external_id="b", network="x")
    nothing = replace(by_item, external_id="c", item_id="nothing")
    assert statuses(took(stocked, by_item, with_network, nothing)) == ["attributed", "attributed", "refused"]
    assert sorted(credited(stocked), key=str) == [(None, "bridge", "x", WHOLE), (None, "bridge", None, WHOLE)]
    assert len(kept(stocked)) == 2


def test_a_refusal_is_counted_and_nothing_of_it_is_kept(stocked: Database) -> None:
    refused = Refusal("goal", "it is not one", "x-1")
    assert took(stocked, refused, refused) == [Outcome("x-1", Status.REFUSED, "it is not one", "goal")] * 2
    assert (kept(stocked), missed(stocked)) == ([], {("", "refused"): 2})
    took(stocked, refused)
    assert missed(stocked) == {("", "refused"): 3}


def test_first_and_linear_look_at_what_came_before_it(stocked: Database) -> None:
    hit(stocked)
    hit(stocked, "same-day", at=NOW - 5 * HOUR, network="x")
    hit(stocked, "later", at=NOW - HOUR)
    hit(stocked, "robot", at=NOW - 5 * HOUR, verdict=Verdict.MACHINE)
    hit(stocked, "stranger", at=NOW - 5 * HOUR, visitor="w")
    hit(stocked, "remembered", at=NOW - 3 * DAY, visitor="another day", item_id="bridge")
    claim = replace(CLAIM, goal="signup", earlier=("remembered", "unknown"), value=Money(100, "DKK"))
    took(stocked, claim)
    assert credited(stocked) == [
        ("remembered", "bridge", "linkedin", 333334),
        ("same-day", "harbour", "x", 333333),
        ("c1", "harbour", "linkedin", 333333),
    ]
    minor = stocked.read(lambda c: c.scalars(select(credits_.c.minor).order_by(credits_.c.position)).all())
    assert minor == [34, 33, 33]
    stocked.write(lambda c: c.execute(credits_.delete()).rowcount)
    took(stocked, replace(claim, goal="booking"), replace(claim, goal="booking", external_id="b", click_id="stranger"))
    assert [one[0] for one in credited(stocked)] == ["remembered", "remembered"]


def test_without_a_visitor_only_the_clicks_that_are_named_count(stocked: Database) -> None:
    hit(stocked, visitor=None)
    hit(stocked, "other", at=NOW - 3 * HOUR, visitor=None)
    took(stocked, replace(CLAIM, goal="signup"))
    assert [one[0] for one in credited(stocked)] == ["c1"]


def test_a_click_that_is_classed_as_a_machines_later_loses_its_conversion(stocked: Database) -> None:
    hit(stocked)
    took(stocked, CLAIM)
    assert stocked.write(reconsider, GOALS) == 0
    stocked.write(lambda c: c.execute(update(facts).values(verdict="machine")).rowcount)
    assert stocked.write(reconsider, GOALS) == 1
    assert (kept(stocked), credited(stocked)) == ([("unattributed", "not human")], [])
    assert stocked.write(reconsider, GOALS) == 0
    stocked.write(lambda c: c.execute(update(facts).values(verdict="human")).rowcount)
    assert stocked.write(reconsider, GOALS) == 1
    assert kept(stocked) == [("attributed", None)]
    assert len(credited(stocked)) == len(told(stocked)) == 1


def test_a_goal_that_went_out_of_configuration_is_still_decided(stocked: Database) -> None:
    took(stocked, CLAIM)
    hit(stocked)
    assert stocked.write(settle, NOW, {}) == 1
    assert kept(stocked) == [("attributed", None)]


def test_an_event_tells_of_the_goal_and_of_nobody(stocked: Database) -> None:
    hit(stocked, person_id="p-0001", department="Engineering", delivery_id=7)
    took(stocked, replace(CLAIM, value=Money(125050, "DKK")))
    assert told(stocked) == [
        {
            "item_id": "harbour", "network": "linkedin", "goal": "application", "value": 1250.5, "currency": "DKK",
            "verified": True,
        }
    ]  # fmt: skip
    (row,) = stocked.read(lambda c: c.execute(select(events)).all())
    assert (row.at, row.person_id) == (CLAIM.at.replace(minute=0), None)
    assert "c1" not in str(row.id)


def test_where_people_are_shown_by_name_an_event_says_whose_link_it_was(stocked: Database) -> None:
    def fill(connection: Connection) -> int:
        return world(connection).sent("p-0001", "harbour", privacy_mode="open")

    hit(stocked, person_id="p-0001", department="Engineering", delivery_id=stocked.write(fill))
    took(stocked, CLAIM, announcing=replace(TOLD, mode="open"))
    (row,) = stocked.read(lambda c: c.execute(select(events)).all())
    assert (row.person_id, row.body["department"]) == ("p-0001", "Engineering")


def test_where_nobody_listens_nothing_is_kept_for_them(stocked: Database) -> None:
    hit(stocked)
    took(stocked, CLAIM, announcing=Announcing())
    assert told(stocked) == []


def test_what_another_process_took_at_the_same_moment_is_known(stocked: Database) -> None:
    hit(stocked)
    others = [store.Kept(CLAIM.id, CLAIM, State.ATTRIBUTED, None, NOW)]

    def race(connection: Connection) -> list[Outcome]:
        def before(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if others and statement.startswith("INSERT INTO conversions "):
                store.add(connection, [others.pop()], NOW)

        event.listen(connection, "before_cursor_execute", before)
        try:
            return take(connection, [CLAIM, replace(CLAIM, external_id="a-2")], GOALS, NOW)
        finally:
            event.remove(connection, "before_cursor_execute", before)

    assert statuses(stocked.write(race)) == ["duplicate", "attributed"]
    assert (len(kept(stocked)), len(credited(stocked))) == (2, 1)


@pytest.mark.parametrize("number", [1, 40])
def test_a_batch_takes_the_same_number_of_queries_whatever_its_size(stocked: Database, number: int) -> None:
    for one in range(number):
        hit(stocked, f"c{one}", visitor=f"v{one}")
    claims = [replace(CLAIM, external_id=f"a-{one}", click_id=f"c{one}", goal="signup") for one in range(number)]
    seen: list[str] = []

    def count(*args: Any) -> None:
        seen.append(args[2])

    def counted(connection: Connection) -> list[Outcome]:
        event.listen(connection, "before_cursor_execute", count)
        try:
            return take(connection, claims, GOALS, NOW, TOLD)
        finally:
            event.remove(connection, "before_cursor_execute", count)

    assert set(statuses(stocked.write(counted))) == {"attributed"}
    assert len(seen) == 7


def test_taking_in_nothing_is_nothing(stocked: Database) -> None:
    assert took(stocked) == []
    assert Reason.LATE in Reason
