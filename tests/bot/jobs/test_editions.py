"""Opening editions: once per slot, in every zone, and after downtime only what is still worth it."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.jobs.editions import catch_up, due, hand_slot, is_holiday, open_by_hand, open_slot, zones
from bot.jobs.work import schedule
from digests.db import Database
from digests.delivery.store import rows
from digests.edition.model import EditionState
from digests.edition.plan import slots
from digests.errors import UnknownError
from tests.bot.jobs.house import House, house
from tests.factories import NOW, person

COPENHAGEN = "Europe/Copenhagen"
WEEK = timedelta(days=7)
MISSED, OPEN = EditionState.MISSED, EditionState.OPEN


def nightly(cron: str = "30 2 * * *", lateness: str = "12h") -> dict[str, Any]:
    return {"schedules": [{"name": "weekly", "cron": cron, "lateness": lateness}]}


def caught_up(made: House, zone: str = COPENHAGEN) -> int:
    """How many editions catching up opens."""
    return len(catch_up(made.work, schedule(made.work.settings, "weekly"), zone))


def test_zones_are_those_of_the_people_who_are_here(database: Database) -> None:
    staff = [
        person(id="a", email="a@example.com"),
        person(id="b", email="b@example.com", timezone=""),
        person(id="c", email="c@example.com", timezone="America/Nuuk"),
        person(id="d", email="d@example.com", timezone="Asia/Tokyo", left_at=NOW),
    ]
    made = house(database, staff)
    assert made.database.read(zones, "Europe/Oslo") == ["America/Nuuk", COPENHAGEN, "Europe/Oslo"]


def test_who_has_no_zone_is_due_in_the_companys(database: Database) -> None:
    made = house(database, [person(id="a", timezone=""), person(id="b", timezone="Asia/Tokyo", email="b@example.com")])
    weekly = schedule(made.work.settings, "weekly")
    slot = hand_slot(weekly, COPENHAGEN, NOW)
    assert [one.person_id for one in due(made.work, weekly, slot, by_hand=True)] == ["a"]


def test_a_digest_is_due_on_the_first_day_that_is_no_public_holiday(database: Database) -> None:
    made = house(database, **nightly("0 9 * * fri"))
    weekly = schedule(made.work.settings, "weekly")
    (christmas,) = slots(weekly, COPENHAGEN, datetime(2026, 12, 24, tzinfo=UTC), datetime(2026, 12, 26, tzinfo=UTC))
    found = {one.due_at for one in due(made.work, weekly, christmas)}
    assert found == {datetime(2026, 12, 27, 8, tzinfo=UTC)}


def test_a_company_may_send_on_holidays(database: Database) -> None:
    made = house(database, company={"holidays": False}, **nightly("0 9 * * fri"))
    weekly = schedule(made.work.settings, "weekly")
    (christmas,) = slots(weekly, COPENHAGEN, datetime(2026, 12, 24, tzinfo=UTC), datetime(2026, 12, 26, tzinfo=UTC))
    assert {one.due_at for one in due(made.work, weekly, christmas)} == {datetime(2026, 12, 25, 8, tzinfo=UTC)}


@pytest.mark.parametrize(("country", "found"), [("DK", True), ("", False), ("XX", False)])
def test_a_country_without_a_calendar_has_no_holidays(country: str, *, found: bool) -> None:
    assert is_holiday(country, date(2026, 12, 25)) is found


def test_the_first_time_only_what_is_within_lateness_is_opened(database: Database) -> None:
    made = house(database)
    made.clock.now = NOW + timedelta(hours=13)
    assert caught_up(made) == 0
    assert made.editions() == []
    made.clock.now = NOW + timedelta(hours=11)
    assert caught_up(made) == 1


def test_after_downtime_the_youngest_is_opened_and_the_others_are_written_down_as_missed(database: Database) -> None:
    made = house(database)
    assert caught_up(made) == 1
    made.clock.now = NOW + 3 * WEEK + timedelta(hours=2)
    assert caught_up(made) == 1
    assert [(one.period, one.state) for one in made.editions()] == [
        ("2026-W48", OPEN), ("2026-W49", MISSED), ("2026-W50", MISSED), ("2026-W51", OPEN),
    ]  # fmt: skip
    assert caught_up(made) == 0


def test_a_slot_that_comes_twice_on_the_wall_fires_once(database: Database) -> None:
    made = house(database, **nightly())
    made.clock.now = datetime(2026, 10, 24, 12, tzinfo=UTC)
    caught_up(made)
    opened = []
    for minutes in range(0, 181, 15):
        made.clock.now = datetime(2026, 10, 24, 23, 30, tzinfo=UTC) + timedelta(minutes=minutes)
        opened.append(caught_up(made))
    assert sum(opened) == 1
    (night,) = [one for one in made.editions() if one.period == "2026-10-25"]
    assert night.opened_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_slot_that_the_clock_jumps_over_fires_too(database: Database) -> None:
    made = house(database, **nightly())
    made.clock.now = datetime(2026, 3, 28, 12, tzinfo=UTC)
    caught_up(made)
    made.clock.now = datetime(2026, 3, 29, 12, tzinfo=UTC)
    assert caught_up(made) == 1
    assert [one.period for one in made.editions()] == ["2026-03-28", "2026-03-29"]


def test_a_clock_that_is_set_back_fires_nothing_twice(database: Database) -> None:
    made = house(database)
    caught_up(made)
    before = len(made.deliveries())
    for days in (-14, -7, -1, 0):
        made.clock.now = NOW + timedelta(days=days)
        assert caught_up(made) == 0
    assert len(made.editions()) == 1
    assert len(made.deliveries()) == before


def test_two_nodes_that_fire_the_same_slot_open_it_once(database: Database, database_url: str) -> None:
    made = house(database)
    other = Database(database_url)
    both = [made.work, made.on(other, "w2")]
    weekly = schedule(made.work.settings, "weekly")
    (slot,) = slots(weekly, COPENHAGEN, NOW - timedelta(hours=1), NOW)
    ready, opened = threading.Barrier(2), []

    def fire(number: int) -> None:
        ready.wait()
        opened.append(open_slot(both[number], weekly, slot))

    threads = [threading.Thread(target=fire, args=(number,)) for number in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    other.close()
    assert opened.count(None) == 1
    assert len(made.editions()) == 1
    assert sorted(one.person_id or "" for one in made.deliveries()) == ["p0", "p1", "p2"]


def test_a_send_for_one_person_does_not_take_the_editions_place(database: Database) -> None:
    made = house(database)
    made.clock.now = NOW - timedelta(hours=3)
    made.open(only="p1")
    assert list(made.states()) == ["p1"]
    made.clock.now = NOW
    assert caught_up(made) == 1
    assert sorted(made.states()) == ["p0", "p1", "p2"]
    assert caught_up(made) == 0


def test_a_send_for_one_person_hurries_nobody_else(database: Database) -> None:
    made = house(database)
    caught_up(made)
    later = NOW + timedelta(days=2)
    made.change([one.id for one in made.deliveries()], due_at=later, not_before=later)
    made.open(only="p1")
    assert {one.person_id: one.due_at for one in made.deliveries()} == {"p0": later, "p1": NOW, "p2": later}


def test_by_hand_a_pilot_group_is_all_that_is_reached(database: Database) -> None:
    staff = [person(id="e"), person(id="s", email="s@example.com", department="Sales")]
    pilot = {"name": "weekly", "cron": "0 9 * * tue", "audience": {"any": [{"department": ["Sales"]}]}}
    made = house(database, staff, schedules=[pilot])
    made.open()
    assert list(made.states()) == ["s"]
    assert caught_up(made) == 1
    assert list(made.states()) == ["s"]


def test_by_hand_every_zone_has_an_edition_of_its_own(database: Database) -> None:
    staff = [person(id="a"), person(id="b", email="b@example.com", timezone="Asia/Tokyo")]
    made = house(database, staff)
    weekly = schedule(made.work.settings, "weekly")
    opened = open_by_hand(made.work, weekly, NOW)
    assert [one.timezone for one in made.editions()] == ["Asia/Tokyo", COPENHAGEN]
    assert {one.due_at for one in made.database.read(rows, edition_ids=opened)} == {NOW}


def test_a_schedule_that_is_not_there_is_told_with_those_that_are(database: Database) -> None:
    with pytest.raises(UnknownError, match=r"no schedule 'yearly': config.toml has weekly\."):
        schedule(house(database).work.settings, "yearly")
