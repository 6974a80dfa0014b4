"""Counters say what the ledger says, however often and by whomever they are rolled up."""

from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import get_context
from random import Random

import pytest
from sqlalchemy import Connection, delete, func, select, update

from digests import privacy
from digests.db import Database
from digests.ledger.model import FactKind, Verdict
from digests.ledger.store import facts
from digests.measure import gathered, moments, rollup
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
    chance, made = Random(seed), world(connection)  # noqa: S311 - a ledger, no secret
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


def _tables(connection: Connection) -> list[list[tuple[object, ...]]]:
    tables = (fact_counts, offer_counts, repeats, deeds, *gathered.GATHERED)
    return [
        [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
        for table in tables
    ]


def _empty(connection: Connection) -> None:
    for table in (counted, fact_counts, offer_counts, repeats, deeds, *gathered.GATHERED):
        connection.execute(delete(table))


def test_rolling_up_again_changes_nothing(database: Database) -> None:
    database.write(_ledger, 11)
    _roll(database)
    before = database.read(_tables)
    assert _roll(database) == 0
    assert database.read(_tables) == before


def test_counters_add_up_to_the_facts(database: Database) -> None:
    database.write(_ledger, 12)
    _roll(database)

    def sums(connection: Connection) -> tuple[int, int]:
        until = rollup.until_when(connection)
        assert until is not None
        hits = select(func.count()).select_from(facts).where(facts.c.kind == FactKind.HIT, facts.c.at < until)
        rolled = select(func.sum(fact_counts.c.number)).where(fact_counts.c.kind == FactKind.HIT)
        return connection.execute(hits).scalar_one(), connection.execute(rolled).scalar_one()

    hits, rolled = database.read(sums)
    assert hits == rolled > 50


def test_rebuilding_gives_the_same_counters(database: Database) -> None:
    database.write(_ledger, 13)
    _roll(database)
    before, told = database.read(_tables), _told(database)
    database.write(rollup.rebuild, NOW - timedelta(days=50), NOW)
    assert database.read(_tables) == before
    assert _told(database) == told
    assert _roll(database) == 0


def test_facts_that_are_classed_anew_are_counted_anew(database: Database) -> None:
    database.write(_ledger, 14)
    _roll(database)
    doubtful = facts.c.verdict == Verdict.DOUBTFUL, facts.c.at < NOW - timedelta(days=8)
    database.write(lambda connection: connection.execute(update(facts).where(*doubtful).values(verdict="human")))
    database.write(rollup.rebuild, NOW - timedelta(days=60), NOW - timedelta(days=8))
    told = _told(database)
    database.write(_empty)
    assert _told(database) == told


def test_what_waits_for_its_class_is_counted_once_it_has_one(database: Database) -> None:
    at = NOW - timedelta(hours=9)

    def write(connection: Connection) -> None:
        made = world(connection)
        for number in range(8):
            made.sent(made.person(f"p{number}"), "harbour", at=at - timedelta(days=3))
        made.did(FactKind.HIT, "harbour", 1, at=at, network="x")
        made.did(FactKind.HIT, "harbour", 1, at=at + timedelta(hours=2), network="x", settles_at=NOW)

    database.write(write)
    _roll(database)
    assert database.read(rollup.until_when) == (at + timedelta(hours=2)).replace(minute=0)
    before = _told(database)
    assert before.clicks is not None
    assert before.clicks.human == 2
    database.write(lambda connection: connection.execute(update(facts).values(settles_at=None)))
    _roll(database)
    assert database.read(rollup.until_when) == NOW.replace(minute=0) - timedelta(hours=1)
    assert _told(database).clicks == before.clicks


def test_a_hit_that_comes_in_late_is_counted_and_a_share_taken_back_is_not(database: Database) -> None:
    at = NOW - timedelta(hours=20)

    def write(connection: Connection) -> str:
        made = world(connection)
        for number in range(8):
            made.sent(made.person(f"p{number}"), "harbour", at=at - timedelta(days=1))
        made.did(FactKind.HIT, "harbour", 1, at=at, network="x")
        return made.did(FactKind.CONFIRM, "harbour", 2, at=at, network="x")

    share = database.write(write)
    _roll(database)
    late = {"kind": "hit", "verdict": "human", "rules": (), "rule_version": 1, "item_id": "harbour", "network": "x"}
    database.write(lambda connection: connection.execute(facts.insert().values(id="late", at=at, **late)))
    database.write(lambda connection: connection.execute(delete(facts).where(facts.c.id == share)))
    _roll(database, NOW + timedelta(hours=1))
    (harbour,) = _told(database).items
    assert harbour.clicks is not None
    assert harbour.clicks.human == 2
    assert harbour.confirmed == 0


def test_a_late_hit_that_still_waits_is_told_at_once(database: Database) -> None:
    at = NOW - timedelta(days=2)

    def write(connection: Connection) -> None:
        made = world(connection)
        for number in range(8):
            made.sent(made.person(f"p{number}"), "harbour", at=at - timedelta(days=1))

    database.write(write)
    _roll(database)
    late = {"kind": "hit", "verdict": "human", "rules": (), "rule_version": 1, "item_id": "harbour", "delivery_id": 1}
    database.write(
        lambda connection: connection.execute(facts.insert().values(id="late", at=at, settles_at=NOW, **late))
    )
    (harbour,) = _told(database).items
    assert harbour.clicks is not None
    assert (harbour.clicks.human, harbour.evidenced) == (1, 1)


def test_a_digest_that_is_known_to_be_sent_later_is_counted(database: Database) -> None:
    at = NOW - timedelta(days=1)

    def write(connection: Connection) -> None:
        made = world(connection)
        for number in range(8):
            made.sent(made.person(f"p{number}"), "harbour", at=at)

    database.write(write)
    _roll(database)
    database.write(_one_more, at)
    _roll(database, NOW + timedelta(hours=1))
    (harbour,) = _told(database).items
    assert harbour.offered == 9


def _one_more(connection: Connection, at: datetime) -> None:
    made = world(connection)
    for _ in range(8):
        next(made._numbers)
    made.sent(made.person("late"), "harbour", at=at)


def test_figures_without_people_stay_after_erasure_and_retention(database: Database) -> None:
    database.write(_ledger, 15)
    _roll(database)
    before = {item.id: item for item in _told(database).items}
    tables = database.read(_tables)
    for number in range(0, 30, 3):
        database.write(privacy.forget, b"k" * 32, f"p{number}", NOW)
    while not database.write(privacy.retention, NOW, 5, 5).done:
        pass
    assert database.read(_tables) == tables
    database.write(rollup.rebuild, NOW - timedelta(days=60), NOW)
    for item in _told(database).items:
        was = before[item.id]
        told = (item.offered, item.read, item.tapped, item.shared, item.clicks, item.texts)
        assert told == (was.offered, was.read, was.tapped, was.shared, was.clicks, was.texts)


def test_nothing_is_rolled_up_before_anything_happened(database: Database) -> None:
    assert _roll(database) == 0
    assert database.read(rollup.until_when) is None


def test_an_hour_is_counted_once_it_is_over_for_a_while(database: Database) -> None:
    def write(connection: Connection) -> None:
        world(connection).did(FactKind.HIT, "harbour", at=NOW - timedelta(minutes=90))

    database.write(write)
    hour = NOW.replace(minute=0, second=0, microsecond=0)
    _roll(database, hour + timedelta(minutes=5))
    assert database.read(rollup.until_when) == hour - timedelta(hours=1)
    _roll(database, hour + timedelta(minutes=11))
    assert database.read(rollup.until_when) == hour


def _roll_alone(url: str) -> int:
    """In a process of its own."""
    own = Database(url)
    try:
        return _roll(own)
    finally:
        own.close()


def _stretches(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(counted)).scalar_one()


def test_two_processes_at_once_count_everything_once(database_url: str) -> None:
    database = Database(database_url)
    database.write(_ledger, 16)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        rounds = sum(pool.map(_roll_alone, [database_url] * 2))
    tables, told = database.read(_tables), _told(database)
    assert rounds == database.read(_stretches)
    database.write(_empty)
    _roll(database)
    assert database.read(_tables) == tables
    assert _told(database) == told
    database.close()


@pytest.mark.parametrize("rolled", [False, True])
def test_a_share_from_before_and_after_a_period_counts_in_it_if_it_was_clicked_then(
    database: Database, *, rolled: bool
) -> None:
    sent = NOW - timedelta(days=40)

    def write(connection: Connection) -> None:
        made = world(connection)
        for number in range(8):
            made.sent(made.person(f"p{number}"), "harbour", at=sent)
        for delivery, days in ((1, (39, 20, 1)), (2, (39, 1))):
            for day in days:
                made.did(FactKind.HIT, "harbour", delivery, at=NOW - timedelta(days=day), network="x")

    database.write(write)
    if rolled:
        _roll(database)
    found = _told(database, NOW - timedelta(days=30), NOW - timedelta(days=10))
    assert [(network.name, network.shared) for network in found.networks] == [("x", 1)]
    assert found.concentration.sharers == found.overall.involved == 1


@pytest.mark.parametrize("rolled", [False, True])
def test_more_weeks_than_a_number_has_bits_are_told_one_by_one(database: Database, *, rolled: bool) -> None:
    days = (1, 430, 480, 690)

    def write(connection: Connection) -> None:
        made = world(connection)
        for number in range(8):
            person = made.person(f"p{number}", added_at=NOW - timedelta(days=720))
            for place, day in enumerate(days):
                sent = made.sent(person, f"item-{place}", at=NOW - timedelta(days=day, hours=3))
                made.did(FactKind.TAP, f"item-{place}", sent, at=NOW - timedelta(days=day), network="x")

    database.write(write)
    if rolled:
        _roll(database, NOW + timedelta(days=1))
    since = NOW - timedelta(days=700)
    found = database.read(report, since, NOW, RULES, since)
    assert len(found.weeks) > 100
    assert [week.starts for week in found.weeks if week.involved == 8] == [
        moments.monday(NOW - timedelta(days=day)).date() for day in reversed(days)
    ]
    assert [week.reached for week in found.weeks if week.reached] == [8, 8, 8, 8]
    assert found.overall.involved == 8
