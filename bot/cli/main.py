"""The command line: the group, and the one place where errors become a line and an exit code."""

import logging
import os
import sys
from importlib import import_module

import click

from digests.errors import BudstikkeError, InputError

# In the order of a day's work; each is loaded when it is called, so that `check` need not wait for the web.
COMMANDS = {
    "migrate": "run:migrate",
    "import": "main:import_",
    "export": "main:export",
    "check": "content:check",
    "schema": "content:schema",
    "item": "items:item",
    "why": "why:why",
    "preview": "look:preview",
    "send": "run:send",
    "outbox": "run:outbox",
    "edition": "run:edition",
    "replay": "look:replay",
    "serve": "serve:serve",
    "report": "report:report",
    "hits": "hits:hits",
    "conversions": "conversions:list_conversions",
    "person": "privacy:person",
    "privacy": "statements:privacy",
    "programme": "programme:programme",
    "signin": "access:signin",
    "apikey": "access:apikey",
    "audit": "access:audit",
    "webhooks": "webhooks:webhooks",
    "doctor": "doctor:doctor",
}
IMPORTS = {
    "people": "people:import_people",
    "content": "content:import_content",
    "conversions": "conversions:import_conversions",
}
EXPORTS = {
    "content": "content:export_content",
}
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
QUIET = ("httpx", "slack_sdk", "slack_bolt", "alembic", "apscheduler")


class Commands(click.Group):
    """Commands by name and place, in the order they are named."""

    def __init__(self, *args: object, places: dict[str, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The order of a day's work, not of the alphabet."""
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Loads the command's room."""
        if cmd_name not in self._places:
            return None
        room, name = self._places[cmd_name].split(":")
        command: click.Command = getattr(import_module(f"bot.cli.{room}"), name)
        return command


@click.group(
    cls=Commands,
    places=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="budstikke")
def budstikke() -> None:
    """A personal digest of things worth sharing for every employee, and what comes of it.

    Begin with: budstikke migrate, import people, import content, send.
    """
    level = os.environ.get("BUDSTIKKE_LOG", "WARNING").upper()
    if level not in LEVELS:
        raise click.UsageError(f"BUDSTIKKE_LOG={level} is no level: {', '.join(LEVELS)}.")
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for chatty in QUIET:
        logging.getLogger(chatty).setLevel(logging.WARNING)


@click.group(cls=Commands, places=IMPORTS)
def import_() -> None:
    """Bring in people, content or conversions."""


@click.group(cls=Commands, places=EXPORTS)
def export() -> None:
    """Take out content."""


def main() -> None:
    """Runs a command: 0 done, 1 it failed or part of it did, 2 wrong usage or input; no traceback for bad input."""
    try:
        budstikke(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(1)
    except InputError as error:
        click.echo(f"budstikke: {error}", err=True)
        sys.exit(2)
    except BudstikkeError as error:
        click.echo(f"budstikke: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
