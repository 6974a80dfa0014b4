"""From a settled fact to what is sent: nothing of it tells who clicked, who shared, or by which link."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from digests.db import Database
from digests.events import bodies, sendings, store
from digests.events.model import SILENT, Announcing, EventKind, Sending
from digests.ledger import store as facts
from digests.ledger.model import Fact, FactKind, Verdict
from digests.sharing import links
from tests.digests.events.happening import ALL, endpoint
from tests.factories import KEY, NOW

TRACES: dict[str, Any] = {
    "delivery_id": 7_654_321,
    "person_id": "p-0042-trace",
    "department": "Trace Department",
    "code": "TrAcE123",
    "agent": "Mozilla/5.0 (trace) Firefox/140.0",
    "referrer_host": "trace.example.com",
}
WHEN = NOW.replace(minute=23, second=45)


def fact(kind: FactKind) -> Fact:
    return Fact(
        id=f"{kind}-trace-id", kind=kind, at=WHEN, verdict=Verdict.HUMAN, settles_at=WHEN + timedelta(minutes=10),
        item_id="harbour-emissions", network="linkedin", visitor=f"visitor-trace-{kind}", **TRACES,
    )  # fmt: skip


def everything(connection: Connection) -> str:
    return str([list(connection.execute(select(table))) for table in (store.events, store.sendings)])


def settled(database: Database, announcing: Announcing, *kinds: FactKind) -> list[Sending]:
    """What goes out of facts of these kinds, once they are settled."""
    database.write(facts.add, [fact(kind) for kind in kinds])
    later = WHEN + timedelta(hours=1)
    database.write(links.settle, later, announcing)
    database.write(sendings.spread, (endpoint(),), later)
    found = [database.write(sendings.claim, endpoint(), "w1", later) for _ in kinds]
    return [one for one in found if one is not None]


@pytest.mark.parametrize("mode", ["works_council", "team"])
def test_where_people_are_not_shown_nothing_leads_back_to_one(database: Database, mode: str) -> None:
    announcing = Announcing(ALL, mode=mode, key=KEY)
    sent = settled(database, announcing, FactKind.HIT, FactKind.CONFIRM)
    assert {one.event.kind for one in sent} == {EventKind.CLICK, EventKind.SHARE}
    kept = database.read(everything)
    told = [bodies.content(one.event, announcing).decode() for one in sent]
    for text in (kept, *told):
        assert not [trace for trace in (*map(str, TRACES.values()), "trace") if trace in text]
    assert all('"timestamp":"2026-11-24T08:00:00Z"' in one for one in told)


@pytest.mark.parametrize("kind", [one for one in FactKind if one not in {FactKind.HIT, FactKind.CONFIRM}])
def test_what_is_neither_a_click_nor_a_confirmation_is_not_told(database: Database, kind: FactKind) -> None:
    assert settled(database, Announcing(ALL, key=KEY), kind) == []


def test_settling_again_tells_nothing_twice(database: Database) -> None:
    announcing = Announcing(ALL, key=KEY)
    assert len(settled(database, announcing, FactKind.HIT)) == 1
    assert settled(database, announcing, FactKind.HIT) == []


def test_where_nobody_listens_nothing_is_kept(database: Database) -> None:
    assert settled(database, SILENT, FactKind.HIT) == []
    assert database.read(everything) == "[[], []]"
