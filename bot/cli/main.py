"""The command line: the group, and the one place where errors become a line and an exit code."""

import logging
import os
import sys

import click

from bot.cli import content, doctor, look, people, privacy, report, run, serve, why
from digests.errors import BudstikkeError, InputError


class Commands(click.Group):
    """Commands in the order people meet them, loaded when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The order of a day's work, not of the alphabet."""
        return list(self.commands)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="budstikke")
def budstikke() -> None:
    """A personal digest of things worth sharing for every employee, and what comes of it.

    Begin with: budstikke migrate, import people, import content, send.
    """
    logging.basicConfig(
        level=os.environ.get("BUDSTIKKE_LOG", "WARNING").upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    for chatty in ("httpx", "slack_sdk", "slack_bolt", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


@budstikke.group("import")
def import_() -> None:
    """Bring in people or content."""


import_.add_command(people.import_people)
import_.add_command(content.import_content)
for command in (
    run.migrate,
    content.check,
    content.schema,
    content.item,
    look.preview,
    why.why,
    run.send,
    run.outbox,
    run.edition,
    look.replay,
    serve.serve,
    report.report,
    privacy.person,
    doctor.doctor,
):
    budstikke.add_command(command)


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
