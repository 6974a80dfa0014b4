"""The command line as a whole: exit codes, one clear line, and never a traceback for bad input."""

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot.cli.main import budstikke as group
from tests.bot.cli.command import Desk, desk
from tests.bot.cli.program import ROOT, budstikke, environment


@pytest.fixture
def at_desk(tmp_path: Path) -> Desk:
    """A desk whose database was never made."""
    return desk(tmp_path, f"sqlite:///{tmp_path}/none.db")


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def test_every_command_stands_in_the_help_and_says_what_it_does() -> None:
    shown = CliRunner().invoke(group, ["--help"]).output
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        assert command.help
        assert f"\n  {name}" in shown


def test_a_command_that_is_not_there_is_wrong_usage(at_desk: Desk) -> None:
    done = budstikke(at_desk, "sned", "weekly")
    assert done.returncode == 2
    assert "No such command 'sned'" in done.stderr


def test_an_argument_that_is_missing_is_wrong_usage(at_desk: Desk) -> None:
    assert budstikke(at_desk, "send").returncode == 2


def test_wrong_input_is_one_line_and_two(at_desk: Desk) -> None:
    done = budstikke(at_desk, "import", "people", "no-such-file.csv")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_schedule_that_is_not_there_is_one_line_and_two(at_desk: Desk) -> None:
    budstikke(at_desk, "migrate")
    done = budstikke(at_desk, "send", "yearly")
    assert (done.returncode, one_line(done)) == (
        2, "budstikke: There is no schedule 'yearly': config.toml has weekly.\n",
    )  # fmt: skip


def test_a_database_that_was_never_made_is_one_line_and_one(at_desk: Desk) -> None:
    done = budstikke(at_desk, "outbox")
    assert done.returncode == 1
    assert "run `budstikke migrate`" in one_line(done)


@pytest.mark.parametrize("url", ["nonsense", "oracle://host/name", "sqlite:////proc/nowhere/x.db"])
def test_a_database_address_that_cannot_be_used_is_one_line_and_one(at_desk: Desk, url: str) -> None:
    done = budstikke(at_desk, "outbox", DATABASE_URL=url)
    assert done.returncode == 1
    assert "DATABASE_URL" in one_line(done)


def test_a_database_that_is_not_there_is_one_line_and_one(at_desk: Desk) -> None:
    done = budstikke(at_desk, "outbox", DATABASE_URL="postgresql://nobody:hush@127.0.0.1:1/none")
    assert done.returncode == 1
    assert "cannot be reached" in one_line(done)
    assert "hush" not in done.stderr


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("[server", "cannot be read"),
        ('[server]\npublic_url = "budstikke.example.com"', "server.public_url"),
        ("", "server"),
    ],
)
def test_a_broken_configuration_is_one_line_and_one(at_desk: Desk, config: str, said: str) -> None:
    at_desk.configure(config)
    done = budstikke(at_desk, "outbox")
    assert done.returncode == 1
    assert said in one_line(done)


def test_a_configuration_that_is_not_there_is_one_line_and_one(at_desk: Desk) -> None:
    (at_desk.folder / "config.toml").unlink()
    done = budstikke(at_desk, "outbox")
    assert done.returncode == 1
    assert "copy config.example.toml" in one_line(done)


def test_a_reader_that_has_seen_enough_ends_it_quietly(at_desk: Desk) -> None:
    command = [sys.executable, "-m", "bot", "schema", "queue"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(at_desk),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
