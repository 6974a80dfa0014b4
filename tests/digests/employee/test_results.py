"""A person's own results are theirs alone, and only what people did counts."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, insert

from digests.db import Database
from digests.employee.model import ItemResult, Results
from digests.employee.results import by_item, results
from digests.ledger.model import FactKind, Verdict
from digests.measure.conversion_store import conversions, credits_
from tests.digests.employee.ground import BRIDGE, HARBOUR, MAJA, OLAV, beside
from tests.digests.measure.world import ACTED, World
from tests.factories import NOW

SINCE = NOW - timedelta(days=28)


def _hit(made: World, code: str, click: str, **fields: Any) -> None:
    told = {"person_id": MAJA, "code": code, "network": "linkedin", "id": click} | fields
    made.did(FactKind.HIT, HARBOUR, 1, **told)


def _reached(connection: Connection, number: str, *clicks: str, goal: str = "application", **fields: Any) -> None:
    row = {
        "id": number, "goal": goal, "source": "api", "verified": True, "content": "", "state": "attributed",
        "earlier": (), "at": NOW, "received_at": NOW, "waits_until": NOW,
    }  # fmt: skip
    connection.execute(insert(conversions).values(row | fields))
    for position, click in enumerate(clicks):
        part = {"conversion_id": number, "position": position, "click_id": click, "millionths": 1}
        connection.execute(insert(credits_).values(part))


def test_who_did_nothing_has_no_results(employed: Database) -> None:
    assert employed.read(results, MAJA, SINCE) == Results(0, 0, ())


def test_a_share_is_said_or_clicked_and_counts_once_for_item_and_network(employed: Database) -> None:
    def write(connection: Connection) -> None:
        made = beside(connection)
        code = made.link(MAJA, HARBOUR, 1)
        _hit(made, code, "h1", visitor="a")
        made.did(FactKind.CONFIRM, HARBOUR, 1, person_id=MAJA, network="linkedin")
        made.did(FactKind.CONFIRM, HARBOUR, 1, person_id=MAJA, network="x")
        made.did(FactKind.CONFIRM, BRIDGE, 1, person_id=MAJA)
        made.did(FactKind.TAP, BRIDGE, 1, person_id=MAJA, network="bluesky")

    employed.write(write)
    assert employed.read(results, MAJA, SINCE) == Results(3, 1, ())


def test_a_reader_counts_once_a_day_and_a_machine_never(employed: Database) -> None:
    def write(connection: Connection) -> None:
        made = beside(connection)
        code = made.link(MAJA, HARBOUR, 1)
        for click, visitor in (("h1", "a"), ("h2", "a"), ("h3", "b"), ("h4", None), ("h5", None)):
            _hit(made, code, click, visitor=visitor)
        for verdict in Verdict:
            if verdict is not Verdict.HUMAN:
                _hit(made, code, f"not {verdict}", verdict=verdict, visitor=f"v {verdict}")
        _hit(made, code, "old", visitor="c", at=SINCE - timedelta(seconds=1))

    employed.write(write)
    assert employed.read(results, MAJA, SINCE).readers == 4


def test_a_link_that_was_dropped_is_evidence_of_nothing(employed: Database) -> None:
    def write(connection: Connection) -> None:
        made = beside(connection)
        _hit(made, made.link(MAJA, HARBOUR, 1, dropped_at=ACTED), "h1")

    employed.write(write)
    assert employed.read(results, MAJA, SINCE) == Results(0, 0, ())


def test_goals_are_counted_by_name_however_many_clicks_led_to_each(employed: Database) -> None:
    def write(connection: Connection) -> None:
        made = beside(connection)
        code = made.link(MAJA, HARBOUR, 1)
        for click in ("h1", "h2"):
            _hit(made, code, click, visitor=click)
        _reached(connection, "c1", "h1", "h2")
        _reached(connection, "c2", "h1", goal="sign-up")
        _reached(connection, "c3", "h2", goal="sign-up")
        _reached(connection, "c4", "h2", state="unattributed")
        _reached(connection, "c5", "h2", verified=False)
        _reached(connection, "c6")

    employed.write(write)
    assert employed.read(results, MAJA, SINCE).conversions == (("sign-up", 2), ("application", 1))


def test_nobodys_results_hold_what_a_colleague_brought(employed: Database) -> None:
    def write(connection: Connection) -> None:
        made = beside(connection)
        _hit(made, made.link(OLAV, HARBOUR, 2), "h1", person_id=OLAV)
        made.did(FactKind.CONFIRM, HARBOUR, 2, person_id=OLAV, network="x")
        _reached(connection, "c1", "h1")

    employed.write(write)
    assert employed.read(results, MAJA, SINCE) == Results(0, 0, ())
    assert employed.read(results, OLAV, SINCE) == Results(2, 1, (("application", 1),))


def test_by_item_it_is_told_where_it_was_shared_and_how_many_came(employed: Database) -> None:
    def write(connection: Connection) -> None:
        made = beside(connection)
        code = made.link(MAJA, HARBOUR, 1)
        for click, visitor in (("h1", "a"), ("h2", "a"), ("h3", "b")):
            _hit(made, code, click, visitor=visitor)
        made.did(FactKind.CONFIRM, HARBOUR, 1, person_id=MAJA, network="x")
        made.did(FactKind.CONFIRM, BRIDGE, 1, person_id=MAJA)
        made.did(FactKind.CONFIRM, "gone", 1, person_id=MAJA, network="x")
        made.did(FactKind.CONFIRM, HARBOUR, 1, person_id=OLAV, network="bluesky")

    employed.write(write)
    harbour, bridge, gone = employed.read(by_item, MAJA, SINCE)
    assert (harbour.item_id, harbour.networks, harbour.readers) == (HARBOUR, ("linkedin", "x"), 2)
    assert (bridge.item_id, bridge.networks, bridge.readers) == (BRIDGE, (), 0)
    assert harbour.titles["en"] == "How we cut the harbour's emissions"
    assert gone == ItemResult("gone", {}, ("x",), 0)
