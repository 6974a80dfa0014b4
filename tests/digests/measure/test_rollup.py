"""Counters say what the ledger says, however often and by whomever they are rolled up."""

from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import Connection, delete, func, select, update

from digests import privacy
from digests.db import Database
from digests.ledger.model import FactKind, Verdict
from digests.ledger.store import facts
from digests.measure import rollup
from digests.measure.counters import counted, deeds, fact_counts, offer_counts, repeats
from digests.measure.disclosure import Rules
from digests.measure.report import Report, report
from tests.digests.measure.world import world
from tests.factories import NOW

SINCE = NOW - timedelta(days=20, hours=7)
KEPT = NOW - timedelta(days=90)
RULES = Rules("works_council", 3, {"NO": "open"})
HUMAN = (Verdict.HUMAN,) * 4 + (Verdict.DOUBTFUL, Verdict.MACHINE)
NETWORKS = ("linkedin", "x", "bluesky")
ITEMS = ("harbour", "welders", "summer-party", "robots")


def _ledger(connection: Connection, seed: int) -> None:
    """Forty days of a company of 30, with everything that may happen to a fact."""
    chance, made = Random(seed), world(connection)
    sent: list[tuple[int, str, str | None, datetime]] = []
    for number in range(30):
        country = chance.choice(("DK", "DK", "NO"))
        person = made.person(f"p{number}", chance.choice(("Sales", "Legal", "HR")), country=country)
        for _ in range(chance.randint(0, 4)):
            at = NOW - timedelta(days=chance.uniform(0, 40))
            items = chance.sample(ITEMS, chance.randint(1, 2))
            mode = chance.choice(("works_council", "works_council", "open"))
            rung = chance.choice(("newcomer", "reader", "regular"))
            digest = {"rung": rung}
            tracked = chance.random() < 0.8
            delivery = made.sent(
                person, *items, at=at, country=country, privacy_mode=mode, tracked=tracked, digest=digest
            )
            sent += [(delivery, item, person if tracked else None, at) for item in items]
    codes: dict[tuple[str | None, str, str], str] = {}
    for _ in range(300):
        delivery, item, person_, at = chance.choice(sent)
        network = chance.choice(NETWORKS)
        if (person_, item, network) not in codes:
            dropped = NOW if chance.random() < 0.1 else None
            key = chance.choice(("t1", "t2", None))
            owner = delivery if person_ else None
            codes[person_, item, network] = made.link(
                person_, item, owner, network=network, text_key=key, dropped_at=dropped
            )
        when = at + timedelta(days=chance.expovariate(0.2))
        if when < NOW:
            made.did(
                chance.choice((*FactKind,) + (FactKind.HIT,) * 6),
                item,
                delivery if person_ else None,
                at=when,
                network=network,
                code=codes[person_, item, network],
                verdict=chance.choice(HUMAN),
                settles_at=NOW + timedelta(minutes=1) if when > NOW - timedelta(hours=5) else None,
            )


def _roll(database: Database, now: datetime = NOW) -> int:
    rounds = 0
    while database.write(rollup.advance, now):
        rounds += 1
    return rounds


def _told(database: Database, since: datetime = SINCE, until: datetime = NOW) -> Report:
    return database.read(report, since, until, RULES, KEPT)


def _periods() -> tuple[tuple[datetime, datetime], ...]:
    return (
        (SINCE, NOW),
        (NOW - timedelta(days=90), NOW),
        (NOW - timedelta(days=13, hours=3), NOW - timedelta(days=2, hours=5)),
        (NOW - timedelta(days=3), NOW - timedelta(hours=1)),
        (NOW - timedelta(hours=30), NOW - timedelta(hours=26)),
        (NOW - timedelta(days=80), NOW - timedelta(days=60)),
    )


@pytest.mark.parametrize("seed", range(6))
def test_a_report_from_counters_is_the_report_from_the_ledger(database: Database, seed: int) -> None:
    database.write(_ledger, seed)
    raw = [_told(database, *period) for period in _periods()]
    assert _roll(database, NOW - timedelta(days=1.3)) > 20
    assert [_told(database, *period) for period in _periods()] == raw
    _roll(database)
    assert [_told(database, *period) for period in _periods()] == raw
