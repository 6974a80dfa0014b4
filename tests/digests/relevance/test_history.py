"""What the ledger says of the past, of a person and of the company."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event

from digests.content.model import Item
from digests.db import Database
from digests.ledger.model import FactKind, Verdict
from digests.people.ladder import Habits, Standing
from digests.people.model import Person
from digests.relevance.history import FAIR, WINDOW, Period, load_company, load_pasts
from digests.relevance.past import CompanyPast, Past
from tests.digests.measure.world import World, world
from tests.factories import NOW, item, person

THIS_WEEK = Period("weekly", "2026-W48")
ITEMS = {one.id: one for one in (item(id="a", topics=("Tea",)), item(id="b", topics=("tea", "gin"), owner="hr"))}
LONG_AGO = NOW - WINDOW - timedelta(days=1)
Write = Callable[[World], object]


def past(database: Database, write: Write, one: Person | None = None, items: dict[str, Item] | None = None) -> Past:
    def load(connection: Connection) -> Past:
        write(world(connection))
        reader = one or person(id="maja")
        found = load_pasts(
            connection, [person(id="else"), reader], items or ITEMS, THIS_WEEK, now=NOW, timezone="Asia/Tokyo"
        )
        return found[reader.id]

    return database.write(load)


def company(database: Database, write: Write) -> CompanyPast:
    def load(connection: Connection) -> CompanyPast:
        write(world(connection))
        return load_company(connection, ITEMS, NOW, "Asia/Tokyo")

    return database.write(load)


def test_who_is_new_has_no_past(database: Database) -> None:
    assert past(database, lambda _: None) == Past()


def test_items_of_sent_digests_were_offered_before_held_out_ones_were_not(database: Database) -> None:
    def write(ledger: World) -> None:
        ledger.sent("maja", "a")
        ledger.sent("maja", "b", held_out=True)
        ledger.sent("maja", "not on the shelf")
        ledger.sent("else", "b")

    found = past(database, write)
    assert found.offered == {"a"}
    assert found.standing.digests == 3


@pytest.mark.parametrize(
    ("state", "expected"),
    [("unknown", {"a"}), ("queued", {"a"}), ("sending", {"a"}), ("failed", set()), ("skipped", set())],
)
def test_what_waits_or_is_in_doubt_counts_as_offered(database: Database, state: str, expected: set[str]) -> None:
    found = past(database, lambda ledger: ledger.sent("maja", "a", state=state, sent_at=None))
    assert found.offered == expected
    assert found.last_sent is None


def test_the_period_at_hand_is_not_past_yet(database: Database) -> None:
    def write(ledger: World) -> None:
        ledger.sent("maja", "a", schedule="weekly", period="2026-W48")
        ledger.sent("maja", "b", schedule="monthly", period="2026-W48", at=NOW - timedelta(days=2))

    found = past(database, write)
    assert found.offered == {"b"}
    assert found.last_sent == NOW - timedelta(days=2)


def test_digests_of_the_last_ninety_days_count_and_the_last_of_all_is_known(database: Database) -> None:
    found = past(database, lambda ledger: ledger.sent("maja", "a", at=LONG_AGO))
    assert (found.standing.digests, found.last_sent) == (0, LONG_AGO)


def test_what_a_person_did_is_counted_by_kind_topic_network_and_hour(database: Database) -> None:
    def write(ledger: World) -> None:
        ledger.did(FactKind.READ, "a", person_id="maja")
        ledger.did(FactKind.TAP, "a", person_id="maja", network="x", at=NOW - timedelta(days=1))
        ledger.did(FactKind.TAP, "b", person_id="maja", network="x", at=NOW - timedelta(days=2, hours=1))
        ledger.did(FactKind.COPY, "b", person_id="maja")
        ledger.did(FactKind.CONFIRM, "b", person_id="maja", network="x")
        ledger.did(FactKind.HIT, "b", person_id="maja", network="x")
        ledger.did(FactKind.HIT, "b", person_id="maja", network="x")
        ledger.did(FactKind.HIT, "a", person_id="maja", network="linkedin")
        ledger.did(FactKind.DECLINE, "c", person_id="maja")

    found = past(database, write)
    assert found.standing == Standing(0, 1, 2, 2, {"x": 2}, {9: 1, 8: 1})
    assert found.topics == {"tea": 2, "gin": 1}
    assert found.declined == {"c"}


def test_only_human_facts_of_the_last_ninety_days_count(database: Database) -> None:
    def write(ledger: World) -> None:
        for verdict in set(Verdict) - {Verdict.HUMAN}:
            for kind in (FactKind.READ, FactKind.TAP, FactKind.HIT):
                ledger.did(kind, "a", person_id="maja", verdict=verdict, network="x")
        ledger.did(FactKind.READ, "a", person_id="maja", at=LONG_AGO)
        ledger.did(FactKind.HIT, "a", person_id="maja", at=LONG_AGO)
        ledger.did(FactKind.READ, "a", person_id="else")

    assert past(database, write) == Past()


def test_hours_of_who_has_no_zone_are_the_companys(database: Database) -> None:
    found = past(
        database,
        lambda ledger: ledger.did(FactKind.TAP, "a", person_id="maja", network="x", at=NOW - timedelta(days=1)),
        person(id="maja", timezone=""),
    )
    assert found.standing.hours == {17: 1}


def test_a_department_is_lifted_by_what_it_took_up(database: Database) -> None:
    def write(ledger: World) -> None:
        for number in range(60):
            for department in ("Sales", "Legal"):
                sent = ledger.sent(f"{department}{number}", "a", department=department)
                if department == "Sales":
                    ledger.did(FactKind.READ, "a", sent, department=department)
                    ledger.did(FactKind.TAP, "a", sent, department=department)
        ledger.did(FactKind.READ, "gone", department="Sales")
        ledger.did(FactKind.READ, "a", department=None)

    lifts = company(database, write).lifts
    assert lifts["Sales"]["tea"] == pytest.approx(-lifts["Legal"]["tea"], abs=0.3)
    assert lifts["Sales"]["tea"] > 0.1


def test_desks_had_the_offers_of_the_last_weeks(database: Database) -> None:
    def write(ledger: World) -> None:
        ledger.sent("maja", "a", "b", "gone")
        ledger.sent("else", "b")
        ledger.sent("else", "b", held_out=True)
        ledger.sent("else", "a", at=NOW - FAIR - timedelta(days=1))

    assert company(database, write).desks == {"comms": 1, "hr": 2}


def test_colleagues_are_people_who_confirmed_or_were_followed(database: Database) -> None:
    def write(ledger: World) -> None:
        ledger.did(FactKind.CONFIRM, "a", person_id="maja")
        ledger.did(FactKind.HIT, "a", person_id="maja")
        ledger.did(FactKind.HIT, "a", person_id="else")
        ledger.did(FactKind.HIT, "a", person_id="bot", verdict=Verdict.MACHINE)
        ledger.did(FactKind.TAP, "b", person_id="maja", network="x")

    assert company(database, write).colleagues == {"a": 2}


def test_a_departments_habits_are_its_networks_and_the_hours_of_its_own_clocks(database: Database) -> None:
    def write(ledger: World) -> None:
        ledger.person("maja", timezone="Europe/Copenhagen")
        ledger.person("kenji")
        for name, network in (("maja", "x"), ("kenji", "x"), ("kenji", "linkedin")):
            ledger.did(
                FactKind.TAP, "a", person_id=name, network=network, department="Sales", at=NOW - timedelta(days=3)
            )

    assert company(database, write).habits == {"Sales": Habits({"x": 2, "linkedin": 1}, {9: 1, 17: 2})}


def test_what_happens_today_counts_for_the_company_from_tomorrow_on(database: Database) -> None:
    def write(ledger: World) -> None:
        ledger.person("maja")
        sent = ledger.sent("maja", "a", at=NOW - timedelta(hours=1), department="Sales")
        for kind in (FactKind.TAP, FactKind.CONFIRM):
            ledger.did(kind, "a", sent, person_id="maja", network="x", department="Sales", at=NOW - timedelta(hours=1))

    assert company(database, write) == CompanyPast()


def test_a_batch_takes_as_many_queries_for_one_person_as_for_five_hundred(database: Database) -> None:
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda _c, _k, statement, *_: asked.append(statement))

    def queries(count: int) -> int:
        asked.clear()
        crowd = [person(id=f"p{number}") for number in range(count)]
        database.read(load_pasts, crowd, ITEMS, THIS_WEEK, now=NOW, timezone="UTC")
        return len([one for one in asked if one.startswith("SELECT")])

    assert queries(1) == queries(500) == 4
