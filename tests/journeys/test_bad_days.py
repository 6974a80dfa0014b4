"""Bad days: whatever is away, the outbox tells a clear state, nothing is lost, and nobody gets two."""

import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from bot.cli.checks import house
from bot.cli.checks.model import Status
from digests.db import Database
from digests.delivery.model import Delivery, DeliveryState
from digests.delivery.store import attempts, counts
from digests.errors import DatabaseError
from digests.people.model import ChannelName, Preferences
from digests.people.store import load_people, save_preferences
from tests.bot.vendor import closed_port
from tests.journeys.office import PATIENCE, TUESDAY, Office, office, staffed

STALLED = 4  # looks at an unchanged outbox, half a second apart


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    shutil.copyfile(migrated_sqlite, tmp_path / "budstikke.db")
    return f"sqlite:///{tmp_path}/budstikke.db"


def everybody_got_one(company: Office, found: list[Delivery]) -> None:
    reached = Counter(address for address, _ in (*company.relay.messages, *company.slack.messages))
    states = Counter(one.state for one in found)
    assert set(states) == {DeliveryState.SENT, DeliveryState.SKIPPED}
    assert set(reached.values()) == {1}
    assert states[DeliveryState.SENT] == len(reached) > 200


def checked(company: Office, name: str) -> dict[str, str]:
    """What `doctor` says of one thing."""
    told = json.loads(company.budstikke("doctor", "--json").stdout)
    found: dict[str, str] = next(one for one in told["checks"] if one["name"] == name)
    return found


def number_of_attempts(company: Office) -> int:
    return company.database.read(lambda c: c.scalar(select(func.count()).select_from(attempts)) or 0)


def when_stalled(act: Callable[[], None]) -> Callable[[dict[str, int]], None]:
    """A watcher that acts once the outbox has not changed for a while."""
    seen: list[dict[str, int]] = []

    def watch(states: dict[str, int]) -> None:
        seen.append(states)
        if len(seen) == STALLED:
            if all(one == states for one in seen):
                act()
            else:
                del seen[:-1]

    return watch


def test_a_relay_that_is_down_burns_no_try_and_goes_on_when_it_is_back(database_url: str, tmp_path: Path) -> None:
    with staffed(tmp_path, database_url, SLACK_BOT_TOKEN="") as company:
        company.relay.stop()
        found = company.send()
        waiting = [one for one in found if one.state is DeliveryState.QUEUED]
        assert len(waiting) > 200
        assert {one.tries for one in waiting} == {0}
        shown = company.budstikke("outbox").stdout
        assert f"waiting: {len(waiting)} for email; last it met: " in shown
        assert checked(company, "mail relay")["status"] == "error"
        company.relay.start()
        everybody_got_one(company, company.send())
        assert checked(company, "mail relay")["status"] != "error"


def test_slack_out_of_reach_delays_those_who_are_in_slack_and_nobody_else(database_url: str, tmp_path: Path) -> None:
    with staffed(tmp_path, database_url, closed_port()) as company:
        in_slack = _others_have_mail(company)
        found = company.send()
        waiting = [one for one in found if one.state is DeliveryState.QUEUED]
        assert {one.person_id for one in waiting} <= in_slack
        assert len(waiting) > 50
        assert {one.tries for one in waiting} == {0}
        assert {one.state for one in found if one.person_id not in in_slack} <= {"sent", "skipped"}
        shown = company.budstikke("outbox").stdout
        assert f"waiting: {len(waiting)} for slack; last it met: Slack cannot be reached" in shown
        assert checked(company, "Slack")["status"] == "error"
        mailed = company.relay.messages
    with office(tmp_path, database_url) as company:
        company.relay.messages += mailed
        everybody_got_one(company, company.send())


def test_slack_that_answers_with_errors_is_asked_before_anything_goes_again(database_url: str, tmp_path: Path) -> None:
    with staffed(tmp_path, database_url) as company:
        in_slack = _others_have_mail(company)
        company.slack.down = True
        found = company.send()
        doubtful = [one for one in found if one.state is DeliveryState.UNKNOWN]
        assert {one.person_id for one in doubtful} <= in_slack
        assert len(doubtful) > 50
        assert {one.state for one in found if one.person_id not in in_slack} <= {"sent", "skipped"}
        assert f"unknown {len(doubtful)}" in company.budstikke("outbox").stdout
        assert checked(company, "outbox")["fix"].startswith("See `budstikke outbox`; settle each")
        company.slack.down = False
        everybody_got_one(company, company.send())


def _others_have_mail(company: Office) -> set[str]:
    """Who is not in Slack chooses mail; the others' ids."""
    people = company.database.read(load_people)
    for one in people:
        if not one.slack_id:
            company.database.write(save_preferences, one.id, Preferences(channel=ChannelName.EMAIL), TUESDAY)
    return {one.id for one in people if one.slack_id}


def limited(database: Database, pages: list[int]) -> None:
    """From now on the database's file may grow to so many pages, on whichever connection."""

    @event.listens_for(database.engine, "checkout")
    def limit(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages[0]}")


def pages_of(url: str) -> int:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    try:
        return int(connection.execute("PRAGMA page_count").fetchone()[0])
    finally:
        connection.close()


def test_a_full_disk_is_said_in_one_line_and_changes_nothing(sqlite_url: str, tmp_path: Path) -> None:
    with staffed(tmp_path, sqlite_url) as company:
        pages = [pages_of(sqlite_url)]
        limited(company.database, pages)
        with pytest.raises(DatabaseError, match=r"The disk is full; nothing was changed\."):
            company.send()
        assert (company.relay.messages, company.slack.messages) == ([], [])
        pages[0] = 1_000_000
        everybody_got_one(company, company.send())


@pytest.mark.parametrize("room", [30, 60, 120])
def test_a_disk_that_fills_up_in_the_middle_loses_nobody(sqlite_url: str, tmp_path: Path, room: int) -> None:
    with staffed(tmp_path, sqlite_url) as company:
        pages = [pages_of(sqlite_url) + room]
        limited(company.database, pages)

        def make_room() -> None:
            pages[0] = 1_000_000

        with company.service.sending("weekly", None, TUESDAY) as run:
            run.wait(PATIENCE, when_stalled(make_room))
        make_room()
        everybody_got_one(company, company.send())


def test_a_database_that_another_process_holds_is_waited_for(sqlite_url: str, tmp_path: Path) -> None:
    with staffed(tmp_path, sqlite_url) as company:
        other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)

        @event.listens_for(company.database.engine, "checkout")
        def hurry(connection: sqlite3.Connection, *_: object) -> None:
            connection.execute("PRAGMA busy_timeout=20")

        with company.service.sending("weekly", None, TUESDAY) as run:
            other.execute("PRAGMA busy_timeout=10000")
            other.execute("BEGIN IMMEDIATE")
            run.wait(PATIENCE, when_stalled(other.rollback))
        other.close()
        everybody_got_one(company, company.send())


def test_a_clock_that_is_set_back_sends_nothing_twice_and_loses_nothing(database_url: str, tmp_path: Path) -> None:
    with staffed(tmp_path, database_url, SLACK_BOT_TOKEN="") as company:
        company.relay.stop()
        company.send()
        before = number_of_attempts(company)
        company.relay.start()
        company.clock.now = TUESDAY - timedelta(hours=2)
        waiting = company.send()
        assert DeliveryState.QUEUED in {one.state for one in waiting}
        assert number_of_attempts(company) >= before
        assert house.clock(company.database, company.clock()).status is Status.ERROR
        company.clock.now = TUESDAY + timedelta(minutes=5)
        everybody_got_one(company, company.send())
        company.clock.now = TUESDAY - timedelta(hours=2)
        everybody_got_one(company, company.send())


def test_a_broken_configuration_stops_the_commands_and_changes_nothing(database_url: str, tmp_path: Path) -> None:
    with staffed(tmp_path, database_url) as company:
        config = (tmp_path / "config.toml").read_text(encoding="utf-8")
        company.desk.configure(config.replace("[links]", "[lonks]"))
        done = company.budstikke("send", "weekly")
        assert "lonks" in str(done.exception) or "links" in str(done.exception)
        doctor = company.budstikke("doctor", "--json")
        assert doctor.exit_code == 1
        assert json.loads(doctor.stdout)["checks"][0]["status"] == "error"
        assert sum(company.database.read(counts).values()) == 0
        company.desk.configure(config)
        everybody_got_one(company, company.send())
