"""What wordings brought, how they were spread, and who shares."""

from typing import Any

import pytest
from sqlalchemy import Connection, insert

from digests.content.store import given_texts, items
from digests.db import Database
from digests.ledger.model import FactKind
from digests.measure.disclosure import Rules
from digests.measure.model import Report, TextFigures
from digests.measure.report import report
from digests.measure.texts import Given, Listed, people_given, spread
from tests.digests.measure.test_report import KEPT, SINCE
from tests.digests.measure.world import World, world
from tests.factories import NOW

TEXTS = {"a": ("en", ""), "b": ("en", ""), "c": ("en", "x"), "d": ("da", "")}


def _report(database: Database, rules: Rules) -> Report:
    return database.read(report, SINCE, NOW, rules, KEPT)


def _queue(connection: Connection, *given: tuple[str, int]) -> None:
    texts = [{"key": key, "language": language, "network": network} for key, (language, network) in TEXTS.items()]
    row = {"id": "harbour", "state": "approved", "owner": "comms", "kind": "news", "url": "https://example.com"}
    body: dict[str, Any] = {"title": {"en": "Harbour"}, "texts": texts}
    connection.execute(insert(items).values(row | {"body": body, "version": 1, "added_at": NOW, "changed_at": NOW}))
    for key, number in given:
        place = {"item_id": "harbour", "department": "Sales", "network": "x", "text_key": key, "given": number}
        connection.execute(insert(given_texts).values(place))


def _company(made: World, people: int, sharers: int, mode: str = "works_council") -> None:
    for number in range(people):
        sent = made.sent(made.person(f"p{number}", "Sales"), "harbour", privacy_mode=mode)
        if number < sharers:
            code = made.link(f"p{number}", "harbour", sent, network="x", text_key="a")
            made.did(FactKind.CONFIRM, "harbour", sent, network="x", code=code)
            made.did(FactKind.HIT, "harbour", sent, network="x", code=code)


def test_a_text_that_k_people_were_given_says_what_it_brought(database: Database) -> None:
    def write(connection: Connection) -> None:
        _queue(connection, ("a", 12), ("b", 8))
        _company(world(connection), 20, 3)

    database.write(write)
    found = _report(database, Rules("works_council", 8))
    (harbour,) = found.items
    assert harbour.texts == (TextFigures("a", 12, 3, 3, 3, False), TextFigures("b", 8, 0, 0, 0, False))
    assert (harbour.desk, harbour.kind, harbour.title) == ("comms", "news", {"en": "Harbour"})
    assert [(desk.name, desk.items, desk.shared, desk.clicks) for desk in found.desks] == [("comms", 1, 3, 3)]
    assert [(one.name, one.tapped, one.shared, one.clicks) for one in found.networks] == [("x", 3, 3, 3)]


def test_a_text_that_few_were_given_is_hidden_with_another(database: Database) -> None:
    def write(connection: Connection) -> None:
        _queue(connection, ("a", 12), ("b", 5))
        _company(world(connection), 20, 3)

    database.write(write)
    (harbour,) = _report(database, Rules("works_council", 8)).items
    assert [text.hidden for text in harbour.texts] == [True, True]


def test_texts_are_hidden_where_only_some_people_are_protected(database: Database) -> None:
    def write(connection: Connection) -> None:
        _queue(connection, ("a", 30))
        made = world(connection)
        _company(made, 20, 3)
        for number in range(10):
            made.sent(made.person(f"open{number}"), "harbour", privacy_mode="open")

    database.write(write)
    (harbour,) = _report(database, Rules("open", 8)).items
    assert [text.hidden for text in harbour.texts] == [True]


@pytest.mark.parametrize(
    ("people", "sharers", "told"),
    [
        (200, 40, (10, 40, 40, 0.25)),
        (200, 0, (10, 0, 0, None)),
        (200, 5, (10, 5, None, None)),  # fewer than k shared
        (200, 14, (10, 14, 14, None)),  # fewer than k besides the most eager
        (40, 20, (2, 20, 20, None)),  # the most eager are fewer than k
    ],
)
def test_concentration_is_told_of_k_people(
    database: Database, people: int, sharers: int, told: tuple[int, int, int | None, float | None]
) -> None:
    database.write(lambda connection: _company(world(connection), people, sharers))
    found = _report(database, Rules("works_council", 8)).concentration
    assert (found.people, found.sharers, found.shares, found.part) == told


def test_texts_that_were_all_given_before_one_came_twice_are_fully_spread() -> None:
    listed = {"harbour": Listed(texts=TEXTS)}
    found = spread([Given("harbour", "linkedin", {"a": 2, "b": 1, "gone": 4})], listed)
    assert (found.groups, found.given, found.different, found.rate) == (1, 2, 2, 1.0)


def test_a_text_that_came_twice_too_early_lowers_the_rate() -> None:
    listed = {"harbour": Listed(texts=TEXTS)}
    found = spread([Given("harbour", "x", {"a": 3}), Given("harbour", "x", {"d": 5})], listed)
    assert (found.groups, found.given, found.different) == (1, 3, 1)
    assert spread([], {}).rate is None


def test_whoever_has_a_text_on_several_networks_is_one_person() -> None:
    given = [Given("harbour", "x", {"a": 5}), Given("harbour", "linkedin", {"a": 4}), Given("harbour", "x", {"a": 1})]
    assert people_given(given) == {"harbour": {"a": 6}}
