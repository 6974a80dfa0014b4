"""What comes in is a row for a group, and each fact finds its place once, without whoever was erased meanwhile."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from sqlalchemy import Connection

from digests.db import Database
from digests.ledger import arrivals, store
from digests.ledger.model import Fact, FactKind, Verdict
from digests.people.store import add_people
from digests.privacy import forget
from tests.factories import KEY, NOW, person

WHOLE = Fact(
    id="a",
    kind=FactKind.HIT,
    at=NOW,
    verdict=Verdict.DOUBTFUL,
    rules=("soon", "no language"),
    rule_version=2,
    settles_at=NOW + timedelta(minutes=10),
    delivery_id=7,
    person_id="p-0001",
    department="Åbne Data 'n' \"more\"",
    item_id="harbour-emissions",
    network="linkedin",
    code="aB3dE6gh",
    agent="100 %s ? $1 :x \u2028 \U0001f6a2",
    referrer_host="www.example.com",
    visitor="v" * 32,
    origin="o" * 32,
)
LEAST = Fact("b", FactKind.READ, NOW, Verdict.HUMAN)


@pytest.fixture
def peopled(database: Database) -> Database:
    database.write(add_people, [person()], NOW)
    return database


def keep(connection: Connection, facts: Sequence[Fact]) -> None:
    arrivals.keep(connection, [arrivals.arrival(fact) for fact in facts])


def laid_out(database: Database) -> list[Fact]:
    database.write(arrivals.expand_all)
    return database.read(store.load)


def test_a_fact_comes_back_as_it_went_whichever_way_it_was_written(peopled: Database) -> None:
    there = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    odd = NOW + timedelta(microseconds=7)
    peopled.write(keep, [WHOLE, LEAST, replace(LEAST, id="c", at=there), replace(LEAST, id="e", at=odd)])
    peopled.write(store.add, [replace(WHOLE, id="d")])
    found = {fact.id: fact for fact in laid_out(peopled)}
    assert (found["a"], found["b"]) == (WHOLE, LEAST)
    assert (found["c"].at, found["e"].at) == (NOW, odd)
    assert replace(found["d"], id="a") == found["a"]


def test_a_hit_that_is_put_together_from_parts_is_written_as_a_fact_is() -> None:
    moment = arrivals.moment(NOW, timedelta(minutes=10))
    judgement = arrivals.written_judgement(WHOLE.verdict, WHOLE.rules, WHOLE.rule_version)
    link = arrivals.written_link(7, "p-0001", WHOLE.department, WHOLE.item_id, WHOLE.network, WHOLE.code)
    sender = arrivals.written_sender(WHOLE.agent, WHOLE.referrer_host, WHOLE.visitor, WHOLE.origin)
    hit = replace(WHOLE, id=f"{moment.id}ab")
    assert arrivals.hit(moment, "ab", judgement, link, sender, waits=True) == arrivals.arrival(hit).written
    settled = replace(hit, settles_at=None)
    assert arrivals.hit(moment, "ab", judgement, link, sender, waits=False) == arrivals.arrival(settled).written


async def test_one_statement_keeps_all_that_arrived_or_nothing(database: Database) -> None:
    both = [arrivals.arrival(WHOLE), arrivals.arrival(LEAST)]
    assert await database.arun(*arrivals.keep_unless(both, "SELECT 1 WHERE ? > ?", (2, 1))) == 0
    assert database.read(arrivals.waiting) == 0
    assert await database.arun(*arrivals.keep_unless(both, "SELECT 1 WHERE ? > ?", (1, 2))) == 1
    assert database.read(arrivals.waiting) == 2


def test_times_that_arrived_stand_among_others_in_order(peopled: Database) -> None:
    peopled.write(keep, [replace(LEAST, id="early"), replace(LEAST, id="late", at=NOW + timedelta(seconds=2))])
    peopled.write(store.add, [replace(LEAST, id="middle", at=NOW + timedelta(seconds=1))])
    assert [fact.id for fact in laid_out(peopled)] == ["early", "middle", "late"]


def test_a_fact_that_is_there_stays_as_it_is(peopled: Database) -> None:
    peopled.write(keep, [WHOLE])
    assert laid_out(peopled) == [WHOLE]
    peopled.write(keep, [replace(WHOLE, item_id="other"), LEAST, LEAST])
    assert laid_out(peopled) == [WHOLE, LEAST]


def test_a_step_takes_about_as_many_as_it_was_told_and_none_that_came_later(database: Database) -> None:
    for name in "abcd":
        database.write(keep, [replace(LEAST, id=f"{name}{number}") for number in range(3)])
    until = database.read(arrivals.newest)
    database.write(keep, [LEAST])
    steps = [database.write(arrivals.expand, until, limit=5) for _ in range(3)]
    assert steps == [6, 6, 0]
    assert database.read(arrivals.waiting) == 1
    assert len(database.read(store.load)) == 12


def test_what_is_too_long_for_its_place_holds_up_nobody(database: Database) -> None:
    database.write(keep, [replace(LEAST, id="long", department="x" * 300), LEAST])
    assert [fact.id for fact in laid_out(database)] == ["b", "long"]


def test_nothing_that_waits_is_nothing_to_do(database: Database) -> None:
    database.write(keep, [])
    assert database.read(arrivals.newest) == 0
    assert database.read(arrivals.waiting) == 0
    assert laid_out(database) == []


def test_erasure_reaches_what_has_just_arrived(peopled: Database) -> None:
    peopled.write(keep, [WHOLE])
    peopled.write(forget, KEY, "p-0001", NOW)
    (left,) = laid_out(peopled)
    assert (left.id, left.item_id, left.person_id, left.agent) == ("a", "harbour-emissions", None, None)


def test_what_comes_in_after_its_person_was_erased_comes_in_without_them(peopled: Database) -> None:
    peopled.write(forget, KEY, "p-0001", NOW)
    peopled.write(keep, [WHOLE, LEAST])
    gone = dict.fromkeys(("person_id", "code", "agent", "referrer_host", "visitor", "origin"))
    left = laid_out(peopled)
    assert left == [replace(WHOLE, **gone | {"code": "aB3dE6gh"}), LEAST]  # type: ignore[arg-type]


def test_nothing_of_a_person_is_left_where_it_waited(peopled: Database) -> None:
    peopled.write(keep, [replace(WHOLE, agent="a mark that is looked for" * 900)])
    peopled.write(forget, KEY, "p-0001", NOW)
    if peopled.sqlite:
        with peopled.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").close()
        with open(peopled.url.database or "", "rb") as file:  # noqa: PTH123
            assert b"a mark that is looked for" not in file.read()
    assert laid_out(peopled)[0].agent is None
