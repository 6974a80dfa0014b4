"""The clock fires when the plan has a slot, and what it fires opens an edition."""

from datetime import UTC, datetime, timedelta

from bot.jobs.schedule import Clockwork, SlotTrigger
from bot.jobs.work import schedule
from digests.db import Database
from digests.edition.model import Schedule
from tests.bot.jobs.house import house, without
from tests.factories import NOW, person

COPENHAGEN = "Europe/Copenhagen"


def trigger(cron: str) -> SlotTrigger:
    return SlotTrigger(Schedule("weekly", cron, timedelta(hours=12)), COPENHAGEN)


def test_the_next_slot_comes_after_now_and_then_after_the_last() -> None:
    weekly = trigger("0 9 * * tue")
    first = weekly.get_next_fire_time(None, NOW - timedelta(hours=1))
    assert first == NOW
    assert weekly.get_next_fire_time(first, NOW) == NOW + timedelta(days=7)


def test_a_rare_slot_is_found_too() -> None:
    assert trigger("0 10 1 6 *").get_next_fire_time(None, NOW) == datetime(2027, 6, 1, 8, tzinfo=UTC)


def test_a_slot_that_never_comes_is_not_waited_for() -> None:
    assert trigger("0 10 30 2 *").get_next_fire_time(None, NOW) is None


def test_a_night_with_the_same_hour_twice_has_one_slot() -> None:
    nightly = trigger("30 2 * * *")
    first = nightly.get_next_fire_time(None, datetime(2026, 10, 24, 12, tzinfo=UTC))
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert nightly.get_next_fire_time(first, first) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_a_slot_that_fires_opens_an_edition_once(database: Database) -> None:
    made = house(database)
    clockwork = Clockwork(made.work)
    weekly = schedule(made.work.settings, "weekly")
    clockwork._fire(weekly, COPENHAGEN)
    clockwork._fire(weekly, COPENHAGEN)
    assert [one.period for one in made.editions()] == ["2026-W48"]
    assert len(made.deliveries()) == 3


def test_there_is_a_job_for_each_schedule_and_zone_and_new_zones_get_theirs(database: Database) -> None:
    staff = [person(id="a"), person(id="b", email="b@example.com", timezone="Asia/Tokyo")]
    made = house(database, staff)
    clockwork = Clockwork(made.work)
    clockwork.start()
    try:
        jobs = {job.id for job in clockwork._scheduler.get_jobs()}
    finally:
        clockwork.stop()
    assert jobs == {"refresh", f"weekly@{COPENHAGEN}", "weekly@Asia/Tokyo"}
    assert {one.timezone for one in made.editions()} == {COPENHAGEN, "Asia/Tokyo"}


def test_a_slot_that_found_the_database_away_is_opened_at_the_next_look(database: Database) -> None:
    made = house(database)
    clockwork = Clockwork(made.work)
    back = without(database, "editions")
    clockwork._fire(schedule(made.work.settings, "weekly"), COPENHAGEN)
    clockwork._refresh()
    back()
    assert made.editions() == []
    clockwork._refresh()
    assert [one.period for one in made.editions()] == ["2026-W48"]


def test_without_a_database_the_clock_waits(database: Database) -> None:
    made = house(database)
    back = without(database, "people")
    clockwork = Clockwork(made.work)
    clockwork._refresh()
    back()
    assert made.editions() == []
