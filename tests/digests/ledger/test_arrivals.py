"""A group of facts is written in a few statements, each fact once."""

from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any, cast

from sqlalchemy import Connection, event

from digests.db import Database
from digests.ledger import arrivals, store
from digests.ledger.model import Fact, FactKind, Verdict
from tests.factories import NOW

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
    agent="100 %s ? $1 :x",
    referrer_host="www.example.com",
    visitor="v" * 32,
    origin="o" * 32,
)
LEAST = Fact("b", FactKind.READ, NOW, Verdict.HUMAN)


def test_a_fact_comes_back_as_it_went_whichever_way_it_was_written(database: Database) -> None:
    there = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    database.write(arrivals.keep, [WHOLE, LEAST, replace(LEAST, id="c", at=there)])
    database.write(store.add, [replace(WHOLE, id="d")])
    found = {fact.id: fact for fact in database.read(store.load)}
    assert (found["a"], found["b"]) == (WHOLE, LEAST)
    assert found["c"].at == NOW
    assert replace(found["d"], id="a") == found["a"]


def test_a_fact_that_is_there_stays_as_it_is(database: Database) -> None:
    database.write(arrivals.keep, [WHOLE])
    database.write(arrivals.keep, [replace(WHOLE, item_id="other"), LEAST, LEAST])
    assert database.read(store.load) == [WHOLE, LEAST]


def test_a_group_of_any_size_is_written_whole_in_few_statements(database: Database) -> None:
    said: list[str] = []

    def write(connection: Connection) -> None:
        driver = cast("Any", connection.connection.dbapi_connection)
        if database.sqlite:
            driver.set_trace_callback(said.append)
        else:
            event.listen(connection, "before_cursor_execute", lambda _c, _k, statement, *_: said.append(statement))
        arrivals.keep(connection, [replace(LEAST, id=str(number)) for number in range(300)])
        if database.sqlite:
            driver.set_trace_callback(None)

    database.write(write)
    assert len([one for one in said if "INTO facts" in one]) == 5  # 128 + 128 + 32 + 8 + 4
    assert len(database.read(store.load)) == 300


def test_nothing_to_write_asks_the_database_nothing(database: Database) -> None:
    def write(connection: Connection) -> None:
        arrivals.keep(connection, [])

    database.write(write)
    assert database.read(store.load) == []
