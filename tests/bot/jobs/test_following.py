"""What communicators change holds without a restart: settings, schedules, digests and mail follow."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.jobs.batch import Batch
from bot.jobs.following import Following
from bot.jobs.schedule import Clockwork
from bot.jobs.work import schedule, schedules
from digests.db import Database
from digests.newsroom import programme as verbs
from digests.newsroom.standing import OPERATOR
from digests.programme.effective import Present
from digests.programme.model import Body, Piece
from tests.bot.jobs.house import House, house, without
from tests.factories import NOW

PATIENCE = 20  # seconds that a thread may take where the machine is busy


def change(made: House, key: str, after: Body | None) -> None:
    made.database.write(verbs.change, OPERATOR, made.work.settings.file, Piece.read(key), after, now=NOW)


def jobs(clockwork: Clockwork) -> set[str]:
    return {job.id for job in clockwork._scheduler.get_jobs()} - {"refresh"}


def during(made: House, told: Callable[[], None], change_it: Callable[[], None], heard: threading.Event) -> None:
    following = Following(Present(made.work.settings, made.database), told, every=0.01)
    following.start()
    try:
        change_it()
        assert heard.wait(PATIENCE)
    finally:
        following.stop()


def test_a_change_is_adopted_and_told(database: Database) -> None:
    made, heard = house(database), threading.Event()
    during(made, heard.set, lambda: change(made, "caps", {"min_days": 0, "items": 2}), heard)
    assert schedule(made.work.settings, "weekly").items == 2


def test_whoever_follows_goes_on_after_the_database_was_away_and_after_a_fault_of_ours(database: Database) -> None:
    made, heard, faults = house(database), threading.Event(), [ValueError("ours")]

    def told() -> None:
        if faults:
            raise faults.pop()
        heard.set()

    def trouble() -> None:
        change(made, "caps", {"min_days": 0, "items": 3})
        without(database, "programme_revisions")()
        while faults:
            threading.Event().wait(0.01)
        change(made, "caps", {"min_days": 0, "items": 2})

    during(made, told, trouble, heard)
    assert schedule(made.work.settings, "weekly").items == 2


def test_the_clockwork_takes_up_new_times_and_lets_go_of_what_is_off(database: Database) -> None:
    made = house(database)
    clockwork, present = Clockwork(made.work), Present(made.work.settings, database)
    clockwork.start()
    try:
        assert jobs(clockwork) == {"weekly@Europe/Copenhagen"}
        change(made, "schedules/daily", {"cron": "0 7 * * *"})
        change(made, "schedules/weekly", {"cron": "0 9 * * tue", "on": False})
        present.look()
        clockwork._refresh()
        assert jobs(clockwork) == {"daily@Europe/Copenhagen"}
        change(made, "schedules/daily", {"cron": "0 6 * * *"})
        present.look()
        clockwork._refresh()
        assert clockwork._scheduler.get_job("daily@Europe/Copenhagen").args[0].cron == "0 6 * * *"
    finally:
        clockwork.stop()


def test_the_clockwork_looks_at_once_when_it_is_told(database: Database) -> None:
    made = house(database)
    clockwork = Clockwork(made.work)
    clockwork.start()
    try:
        before = clockwork._scheduler.get_job("refresh").next_run_time
        clockwork._scheduler.pause()
        clockwork.follow()
        assert clockwork._scheduler.get_job("refresh").next_run_time < before
    finally:
        clockwork._scheduler.resume()
        clockwork.stop()


def test_a_schedule_whose_job_has_ended_is_let_go_of(database: Database) -> None:
    made = house(database, schedules=[{"name": "rare", "cron": "0 9 1 1 *"}, {"name": "weekly", "cron": "0 9 * * 2"}])
    clockwork, present = Clockwork(made.work), Present(made.work.settings, database)
    clockwork.start()
    try:
        clockwork._scheduler.remove_job("rare@Europe/Copenhagen")
        change(made, "schedules/rare", None)
        present.look()
        clockwork._refresh()
        assert jobs(clockwork) == {"weekly@Europe/Copenhagen"}
    finally:
        clockwork.stop()


def test_the_next_digests_are_composed_by_what_was_changed(database: Database) -> None:
    made = house(database)
    batch, present = Batch(made.work), Present(made.work.settings, database)
    before = batch._fresh_world(None)
    assert batch._fresh_world(None) is before
    change(made, "quiet/results", {"since": "2026-11-24", "until": "2026-11-24"})
    present.look()
    ids = made.open()
    batch.compose(ids)
    assert {one.reason for one in made.deliveries()} == {"nothing to say: 2 quiet period"}


def test_a_cap_of_items_holds_in_every_schedule(database: Database) -> None:
    made = house(database, caps={"items": 2})
    assert [one.items for one in schedules(made.work.settings)] == [2]


def test_whoever_keeps_the_same_settings_sees_the_same(database: Database) -> None:
    made: Any = house(database)
    other = replace(made.work, worker="w2")
    change(made, "caps", {"min_days": 3, "items": 5})
    Present(made.work.settings, database).look()
    assert other.settings.config.caps.min_days == 3
