"""The doctor's visit as a whole."""

import json
from pathlib import Path

import pytest

from bot.cli.checks.model import Check, Status
from bot.cli.doctor import as_text, doctor
from digests.db import Database
from tests.bot.cli.command import CONFIG, Desk, desk
from tests.bot.vendor import closed_port

NAMES = [
    "configuration", "secret key", "database", "disk", "clock", "outbox", "recalls", "programme", "schedules", "people",
    "networks", "Slack", "Slack members", "Teams", "mail relay", "webhooks", "feeds", "newsroom sign-in",
    "company sign-in", "colours", "logo", "SPF", "DKIM", "DMARC", "public address", "links address", "links host",
    "links DNS", "links answer",
]  # fmt: skip


@pytest.fixture
def at_desk(tmp_path: Path, database: Database, database_url: str) -> Desk:
    """A desk with a migrated database."""
    assert database is not None
    return desk(tmp_path, database_url)


def test_everything_is_looked_at_and_the_shape_is_what_programs_expect(at_desk: Desk) -> None:
    run = at_desk.run(doctor, "--json")
    checks = json.loads(run.output)["checks"]
    assert [check["name"] for check in checks] == NAMES
    assert {check["status"] for check in checks} <= {"ok", "warning", "error", "off"}
    assert run.exit_code == 0
    assert all(check["fix"] for check in checks if check["status"] in {"warning", "error"})


def test_the_exit_code_tells_of_an_error(at_desk: Desk) -> None:
    assert at_desk.run(doctor).exit_code == 0
    at_desk.configure(CONFIG + f'[slack]\napi_url = "{closed_port()}"\n')
    run = at_desk.run(doctor, "--json", SLACK_BOT_TOKEN="xoxb-test")
    assert (run.exit_code, _status(run.output, "Slack")) == (1, "error")


def _status(output: str, name: str) -> str:
    return next(str(check["status"]) for check in json.loads(output)["checks"] if check["name"] == name)


def test_the_text_says_what_to_do_line_by_line(at_desk: Desk) -> None:
    shown = at_desk.run(doctor, BUDSTIKKE_SECRET_KEY="short").output
    assert "✗ secret key" in shown
    assert "✓ configuration" in shown
    assert "– Slack" in shown
    assert "→ Run `budstikke import people FILE.csv`." in shown


def test_a_configuration_that_cannot_be_read_is_the_one_finding(at_desk: Desk) -> None:
    at_desk.configure("[server\n")
    run = at_desk.run(doctor)
    assert run.exit_code == 1
    assert run.output.startswith("✗ configuration")


@pytest.mark.parametrize("url", ["no address", "oracle://db", "sqlite:////proc/nowhere/budstikke.db"])
def test_a_database_address_that_cannot_be_used_is_a_finding(at_desk: Desk, url: str) -> None:
    run = at_desk.run(doctor, DATABASE_URL=url)
    assert run.exit_code == 1
    assert "DATABASE_URL" in run.output


def test_no_secret_is_shown(at_desk: Desk) -> None:
    relay = closed_port().removeprefix("http://")
    run = at_desk.run(doctor, SMTP_URL=f"smtp://user:hush-hush@{relay}", TEAMS_APP_SECRET="hush-hush")
    assert "hush-hush" not in run.output
    assert run.exit_code == 1


def test_a_mark_stands_before_every_check() -> None:
    shown = as_text([Check(status.value, status, "found", "fix") for status in Status])
    assert [line[0] for line in shown.splitlines()[::2]] == ["✓", "!", "✗", "–"]
