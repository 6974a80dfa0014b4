"""Whether the work goes on."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.cli.checks.model import Status
from bot.cli.checks.work import networks, outbox, reachable, schedules
from digests.db import Database
from digests.networks import NETWORKS, STALE_AFTER
from tests.bot.cli.checks.setting import settings
from tests.digests.measure.world import world
from tests.factories import NOW

HOUR = timedelta(hours=1)


def _delivery(database: Database, **fields: Any) -> None:
    database.write(lambda connection: world(connection).sent(None, **fields))


def test_an_empty_outbox_is_in_order(database: Database) -> None:
    assert outbox(database, NOW).status is Status.OK


@pytest.mark.parametrize("state", ["sent", "skipped", "sending"])
def test_what_went_its_way_is_in_order(database: Database, state: str) -> None:
    _delivery(database, state=state)
    assert (outbox(database, NOW).status, outbox(database, NOW).found) == (Status.OK, f"1 {state}")


@pytest.mark.parametrize("state", ["failed", "unknown"])
def test_what_failed_or_is_in_doubt_is_told(database: Database, state: str) -> None:
    _delivery(database, state=state)
    found = outbox(database, NOW)
    assert found.status is Status.WARNING
    assert "budstikke outbox" in found.fix


def test_a_failure_of_long_ago_is_forgotten(database: Database) -> None:
    _delivery(database, state="failed", at=NOW - timedelta(days=40))
    assert outbox(database, NOW).status is Status.OK


def test_what_waits_for_too_long_is_told(database: Database) -> None:
    _delivery(database, state="queued", at=NOW - 2 * HOUR)
    found = outbox(database, NOW)
    assert found.status is Status.WARNING
    assert "2026-11-24 06:00" in found.found


def test_what_waits_for_its_time_is_in_order(database: Database) -> None:
    _delivery(database, state="queued", at=NOW + HOUR, changed_at=NOW)
    assert outbox(database, NOW).status is Status.OK


def test_without_tables_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    empty = Database(f"sqlite:///{tmp_path}/empty.db")
    found = {outbox(empty, NOW).status, reachable(empty).status}
    empty.close()
    assert found == {Status.OFF}


def test_schedules_that_can_be_read_are_in_order() -> None:
    assert schedules(settings().config).found == "weekly"


@pytest.mark.parametrize(
    ("sections", "named"),
    [
        ({"schedules": [{"name": "weekly", "cron": "0 9 * *"}]}, "weekly: "),
        ({"schedules": [{"name": "weekly", "cron": "0 9 * * 2", "lateness": "soon"}]}, "'soon'"),
        ({"schedules": [{"name": "weekly", "cron": "0 9 * * 2"}] * 2}, "two schedules"),
        ({"company": {"timezone": "Europe/Atlantis"}}, "Europe/Atlantis"),
        ({"company": {"timezone": "../etc"}}, "../etc"),
    ],
)
def test_a_schedule_that_cannot_run_is_an_error(sections: dict[str, Any], named: str) -> None:
    found = schedules(settings(**sections).config)
    assert found.status is Status.ERROR
    assert named in found.found


def test_networks_that_nobody_tried_for_half_a_year_are_named() -> None:
    seen = max(network.verified_on for network in NETWORKS.values())
    assert networks(seen).status is Status.OK
    stale = networks(seen + STALE_AFTER + timedelta(days=1))
    assert stale.status is Status.WARNING
    assert "LinkedIn" in stale.found


def test_networks_are_judged_one_by_one() -> None:
    assert networks(date(2030, 1, 1), []).status is Status.OK


def test_people_without_an_address_are_counted(database: Database) -> None:
    assert "import people" in reachable(database).fix

    def write(connection: Connection) -> None:
        made = world(connection)
        made.person("here")
        for number in range(6):
            made.person(f"nowhere-{number}", email="")

    database.write(write)
    found = reachable(database)
    assert (found.status, found.found) == (Status.WARNING, "6 of 7 have no address at all")
    assert found.fix.endswith("nowhere-4 ....")


def test_who_left_need_not_be_reached(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        made.person("here")
        made.person("gone", email="", left_at=NOW)

    database.write(write)
    assert reachable(database).status is Status.OK
