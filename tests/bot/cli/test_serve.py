"""`serve`: starts only where it can work, hears `send`, and stops without leaving anything in doubt."""

import shutil
import signal
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.slack.blocks import EVENT
from digests.delivery.model import DeliveryState
from digests.delivery.store import counts, rows
from tests.bot.cli.command import CONFIG, Desk, desk
from tests.bot.cli.program import budstikke, serving, started
from tests.journeys.office import staffed


@pytest.fixture
def at_desk(tmp_path: Path, migrated_sqlite: Path) -> Desk:
    """A desk with an empty, migrated SQLite."""
    path = tmp_path / "budstikke.db"
    shutil.copyfile(migrated_sqlite, path)
    return desk(tmp_path, f"sqlite:///{path}")


def refused(at_desk: Desk, *args: str, **secrets: str) -> str:
    """What `serve` says when it does not start: one line, exit 1."""
    done = budstikke(at_desk, "serve", "--port", "0", *args, **secrets)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    return done.stderr


def pause(seconds: float = 60) -> Iterator[None]:
    """Again and again, for so long at most."""
    for _ in range(int(seconds * 20)):
        yield
        threading.Event().wait(0.05)


def fetch(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - our own address
        body: bytes = answer.read()
        return body.decode()


def test_without_a_secret_key_it_does_not_start(at_desk: Desk) -> None:
    assert "BUDSTIKKE_SECRET_KEY is missing" in refused(at_desk, BUDSTIKKE_SECRET_KEY="")


def test_with_a_database_of_another_version_it_does_not_start(tmp_path: Path) -> None:
    assert "budstikke migrate" in refused(desk(tmp_path, f"sqlite:///{tmp_path}/empty.db"))


def test_with_a_schedule_that_cannot_be_followed_it_does_not_start(at_desk: Desk) -> None:
    at_desk.configure(CONFIG.replace('"12h"', '"soon"'))
    assert "weekly: 'soon' is not a length of time" in refused(at_desk)


def test_with_a_channel_that_has_no_secret_it_does_not_start(at_desk: Desk) -> None:
    at_desk.configure(CONFIG + '[delivery]\nchannels = ["email"]\n')
    assert "SMTP_URL" in refused(at_desk)


def test_a_port_in_use_is_said_in_one_line(at_desk: Desk, tmp_path: Path, migrated_sqlite: Path) -> None:
    with serving(at_desk) as first:
        port = first.address.rsplit(":", 1)[1]
        other = tmp_path / "other"
        other.mkdir()
        shutil.copyfile(migrated_sqlite, other / "budstikke.db")
        said = refused(desk(other, f"sqlite:///{other}/budstikke.db"), "--port", port)
    assert f"Nothing can listen on 127.0.0.1:{port}" in said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_and_ends_cleanly_when_told_to(database_url: str, tmp_path: Path, number: int) -> None:
    with serving(desk(tmp_path, database_url)) as program:
        assert fetch(f"{program.address}/healthz") == "ok\n"
        assert fetch(f"{program.address}/readyz") == "ready\n"
        assert program.end(number) == 0
    assert len(program.said) == 1


def test_what_is_changed_of_the_programme_holds_in_a_running_one(at_desk: Desk) -> None:
    file = at_desk.folder / "programme.yaml"
    file.write_text("caps: {items: 2}\n", encoding="utf-8")
    with serving(at_desk, BUDSTIKKE_LOG="INFO") as program:
        fetch(f"{program.address}/healthz")
        assert budstikke(at_desk, "programme", "import", str(file)).returncode == 0
        heard = (any("the programme was changed" in line for line in program.said) for _ in pause())
        assert any(heard)


def test_a_send_beside_it_is_handed_over_and_happens_once(database_url: str, tmp_path: Path) -> None:
    with staffed(tmp_path, database_url) as company, serving(company.desk, "--no-schedule", **company.env) as program:
        fetch(f"{program.address}/healthz")
        done = budstikke(company.desk, "send", "weekly", "--at", "2026-11-24T09:00", **company.env)
        assert done.returncode == 0, done.stderr
        assert "A running `budstikke serve` sends these" in done.stderr
        assert "people, " in done.stdout
        assert program.end() == 0
        digests = [address for address, message in company.slack.messages if EVENT in str(message["metadata"])]
        reached = [*company.relay.digests, *digests]
    assert len(reached) == len(set(reached)) > 200


def test_told_to_stop_it_finishes_the_message_in_hand_and_gives_back_the_rest(
    database_url: str, tmp_path: Path
) -> None:
    with staffed(tmp_path, database_url, SLACK_BOT_TOKEN="") as company:
        company.relay.gate.clear()
        with (
            serving(company.desk, "--no-schedule", **company.env) as program,
            started(company.desk, "send", "weekly", "--at", "2026-11-24T09:00", **company.env),
        ):
            assert company.relay.asked.wait(60)
            program.process.send_signal(signal.SIGTERM)
            company.relay.gate.set()
            assert program.process.wait(60) == 0
        states = company.database.read(counts)
        assert states["sending"] == states["unknown"] == 0
        assert states["queued"] > 0
        sent = [one for one in company.database.read(rows, edition_ids=range(20)) if one.state is DeliveryState.SENT]
        assert len(sent) == len(company.relay.digests) > 0
