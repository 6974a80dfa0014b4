"""`report --send`: the week's report by hand."""

from pathlib import Path

import pytest
from click import UsageError

from bot.cli.report import report
from digests.db import Database
from digests.errors import DeliveryError, SettingsError
from tests.bot.cli.command import CONFIG, Desk, desk
from tests.bot.email.relays import relaying

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MAIL = CONFIG + '\n[report]\nmail = ["communications@example.com", "hr@example.com"]\n'


@pytest.fixture
def at_desk(tmp_path: Path, database: Database, database_url: str) -> Desk:
    assert database is not None
    made = desk(tmp_path, database_url)
    made.configure(MAIL)
    return made


def test_every_address_gets_one_and_a_second_call_sends_nothing(at_desk: Desk) -> None:
    with relaying() as relay:
        first = at_desk.run(report, "--send", SMTP_URL=f"smtp://127.0.0.1:{relay.port}")
        second = at_desk.run(report, "--send", SMTP_URL=f"smtp://127.0.0.1:{relay.port}")
    assert relay.recipients == ["communications@example.com", "hr@example.com"]
    assert first.output.count("posted") == second.output.count("posted") == 2
    assert "example.com" not in first.output
    assert (first.exit_code, second.exit_code) == (0, 0)


def test_a_place_that_took_nothing_is_an_error_and_may_be_tried_again(at_desk: Desk) -> None:
    with relaying() as relay:
        relay.rcpt = ["451 4.3.0 later"]
        first = at_desk.run(report, "--send", SMTP_URL=f"smtp://127.0.0.1:{relay.port}")
        second = at_desk.run(report, "--send", SMTP_URL=f"smtp://127.0.0.1:{relay.port}")
    assert isinstance(first.exception, DeliveryError)
    assert second.exit_code == 0
    assert sorted(relay.recipients) == ["communications@example.com", "hr@example.com"]


def test_a_test_goes_to_one_address_and_the_others_still_get_theirs(at_desk: Desk) -> None:
    with relaying() as relay:
        url = f"smtp://127.0.0.1:{relay.port}"
        run = at_desk.run(report, "--send", "--to", "me@example.com", SMTP_URL=url)
        at_desk.run(report, "--send", SMTP_URL=url)
    assert "as a test" in run.output
    assert relay.recipients == ["me@example.com", "communications@example.com", "hr@example.com"]
    assert [b"[Test]" in message for message in relay.messages] == [True, False, False]


def test_a_test_that_is_refused_is_an_error(at_desk: Desk) -> None:
    with relaying() as relay:
        relay.rcpt = ["550 5.1.1 nobody"]
        run = at_desk.run(report, "--send", "--to", "me@example.com", SMTP_URL=f"smtp://127.0.0.1:{relay.port}")
    assert isinstance(run.exception, DeliveryError)


def test_a_dry_run_says_what_and_where_and_sends_nothing(at_desk: Desk) -> None:
    with relaying() as relay:
        run = at_desk.run(report, "--send", "--dry-run", SMTP_URL=f"smtp://127.0.0.1:{relay.port}")
    assert "The week in sharing" in run.output
    assert "Nothing was sent." in run.output
    assert relay.messages == []


def test_with_nowhere_to_go_it_says_what_to_configure(at_desk: Desk) -> None:
    at_desk.configure(CONFIG)
    error = at_desk.run(report, "--send").exception
    assert isinstance(error, SettingsError)
    assert "[report]" in str(error)


@pytest.mark.parametrize(
    ("section", "missing"),
    [
        ('channel = "#comms"', "SLACK_BOT_TOKEN"),
        ('teams = "19:abc"', "TEAMS_"),
        ('mail = ["a@example.com"]', "SMTP_URL"),
    ],
)
def test_a_place_without_its_secret_says_which_is_missing(at_desk: Desk, section: str, missing: str) -> None:
    at_desk.configure(f"{CONFIG}\n[report]\n{section}\n")
    error = at_desk.run(report, "--send", SLACK_BOT_TOKEN="", SMTP_URL="", TEAMS_APP_ID="").exception
    assert isinstance(error, SettingsError)
    assert missing in str(error)


@pytest.mark.parametrize("wrong", [("--dry-run",), ("--to", "a@example.com"), ("--send", "--since", "2026-11-01")])
def test_options_that_do_not_go_together_are_refused(at_desk: Desk, wrong: tuple[str, ...]) -> None:
    run = at_desk.run(report, *wrong)
    assert run.exit_code == UsageError.exit_code
    assert "--send" in run.output
