"""One `send`, and the lock that lets one process send at a time."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.jobs.embedded import Runner
from bot.jobs.lock import SendingLock
from bot.jobs.sending import ALONE, Sending
from bot.jobs.work import schedule
from digests.db import Database
from tests.bot.jobs.house import MINUTE, House, house
from tests.factories import NOW

ROOT = Path(__file__).resolve().parents[3]
HOLDER = """
import sys
from bot.jobs.lock import SendingLock
from digests.db import Database
lock = SendingLock(Database(sys.argv[1]))
print(lock.take(), flush=True)
sys.stdin.read()
"""


def sent(made: House, only: str | None = None) -> list[tuple[str | None, str]]:
    with Sending(made.work, schedule(made.work.settings, "weekly"), made.clock(), only) as run:
        assert not run.handed_over
        run.wait(MINUTE / 6, lambda _: None)
        return [(one.person_id, one.state.value) for one in run.deliveries()]


def test_sending_twice_sends_once(database: Database) -> None:
    made = house(database)
    everybody = [("p0", "sent"), ("p1", "sent"), ("p2", "sent")]
    assert sent(made) == everybody
    assert sent(made) == everybody
    assert len(made.mail.sent) == 3


def test_sending_to_one_tells_of_one(database: Database) -> None:
    made = house(database)
    assert sent(made, "p1") == [("p1", "sent")]
    assert [one.person.id for one in made.mail.sent] == ["p1"]
    assert sent(made) == [("p1", "sent"), ("p0", "sent"), ("p2", "sent")]


def test_progress_is_watched(database: Database) -> None:
    made = house(database)
    seen: list[dict[str, int]] = []
    with Sending(made.work, schedule(made.work.settings, "weekly"), NOW) as run:
        assert sum(run.counts().values()) == 3
        run.wait(MINUTE, seen.append)
    assert seen[-1]["sent"] == 3


def test_beside_a_running_process_its_runner_sends(database: Database) -> None:
    made = house(database)
    lock = SendingLock(made.database)
    assert lock.take()
    runner = Runner(made.work)
    runner.start()
    try:
        with Sending(made.work, schedule(made.work.settings, "weekly"), NOW) as run:
            assert run.handed_over
            run.wait(MINUTE, lambda _: None)
            assert [one.state.value for one in run.deliveries()] == ["sent"] * 3
    finally:
        runner.stop()
        lock.release()
    assert len(made.mail.sent) == 3


def test_what_was_handed_over_is_not_waited_for_for_ever(database: Database) -> None:
    made = house(database)
    lock = SendingLock(made.database)
    assert lock.take()

    def watch(_: dict[str, int]) -> None:
        made.clock.now += ALONE

    with Sending(made.work, schedule(made.work.settings, "weekly"), NOW) as run:
        run.wait(MINUTE, watch)
        assert run.counts()["queued"] == 3
    lock.release()


def test_a_send_that_cannot_begin_gives_the_lock_back(database: Database) -> None:
    made = house(database)
    made.open()
    made.change([one.id for one in made.deliveries()], state="unknown", channel="email")
    made.mail.fault = RuntimeError("a fault of ours")
    with pytest.raises(RuntimeError), Sending(made.work, schedule(made.work.settings, "weekly"), NOW):
        pass
    lock = SendingLock(made.database)
    assert lock.take()
    lock.release()


def test_a_second_process_may_not_send_until_the_first_is_gone(database: Database, database_url: str) -> None:
    command = [sys.executable, "-c", HOLDER, database_url]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "True\n"
        lock = SendingLock(database)
        assert lock.take() is False
        first.kill()
        first.wait()
    # PostgreSQL hears a moment later that a process is gone.
    assert any(lock.take() for _ in range(200))
    lock.release()


def test_the_lock_can_be_given_back_and_taken_again(database: Database) -> None:
    first, second = SendingLock(database), SendingLock(database)
    assert first.take()
    assert not second.take()
    first.release()
    assert second.take()
    second.release()
