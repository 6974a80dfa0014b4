"""The reference of the command line names every command and every option."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot.cli.main import budstikke

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "command-line.md"
SECTION = re.compile(r"^### `(budstikke [^`]+)`\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
OPTION = re.compile(r"^\| `(--[a-z-]+)` \|", re.MULTILINE)


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that can be called, by its full name: groups that do something by themselves too."""
    if not isinstance(command, click.Group) or command.invoke_without_command:
        yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for one in command.list_commands(context):
            found = command.get_command(context, one)
            assert found is not None
            yield from commands(found, f"{name} {one}")


COMMANDS = dict(commands(budstikke, "budstikke"))


def called(heading: str) -> str:
    """The command of a heading, which goes on with the command's arguments."""
    return max((name for name in COMMANDS if f"{heading} ".startswith(f"{name} ")), key=len, default=heading)


def told() -> dict[str, str]:
    """What the reference says of each command."""
    return {called(heading): text for heading, text in SECTION.findall(REFERENCE.read_text(encoding="utf-8"))}


def test_the_reference_has_the_commands_that_there_are() -> None:
    assert sorted(told()) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_reference_has_the_options_that_the_command_has(name: str) -> None:
    options = [option for one in COMMANDS[name].params if isinstance(one, click.Option) for option in one.opts]
    assert sorted(OPTION.findall(told()[name])) == sorted(options)
