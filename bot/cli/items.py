"""`item approve`, `withdraw`, `restore` and `recalls`: what the newsroom decides, by hand."""

from collections.abc import Callable
from datetime import datetime, timedelta

import click
from sqlalchemy import Connection

from bot.service import open_service
from digests.config import Config
from digests.content.model import Item
from digests.content.queue import COMMAND
from digests.errors import InputError
from digests.newsroom import drawing, items, recalls
from digests.newsroom.model import LinksThen, Messages, RecallState, Withdrawal
from digests.newsroom.standing import OPERATOR

KEPT = timedelta(days=28)  # what `item recalls` looks back on

Verb = Callable[[Connection, Config, datetime], Item]


@click.group()
def item() -> None:
    """Approve, withdraw or restore an item of the queue."""


@item.command()
@click.argument("id")
def approve(id: str) -> None:  # noqa: A002 - the argument's name in the help
    """Let the item ID into the digests, a withdrawn one too."""
    _tell("approved", lambda c, _, now: items.approve(c, OPERATOR, id, None, now, origin=COMMAND))


@item.command()
@click.argument("id")
@click.option("--keep-messages", is_flag=True, help="Leave messages that were delivered as they are.")
@click.option("--links", type=click.Choice(["gone", "go-on"]), help="What its links answer; else as config.toml says.")
@click.option("--reason", default="", help="Why; kept in its history.")
def withdraw(id: str, links: str | None, reason: str, *, keep_messages: bool) -> None:  # noqa: A002
    """Take the item ID out of the digests; no import brings it back.

    Digests that are not sent yet are composed without it. Messages in Slack and Teams that have it are changed by the
    process that sends (`serve`), unless --keep-messages is given; a mail stays as it was sent.

    \b
    budstikke item withdraw harbour-emissions --links go-on --reason "A figure was wrong"
    """  # noqa: D301 - click reads the escape

    def verb(connection: Connection, config: Config, now: datetime) -> Item:
        chosen = links.replace("-", "_") if links else config.newsroom.links_after_withdrawal
        messages = Messages.KEEP if keep_messages else Messages.RECALL
        how = Withdrawal(messages, LinksThen(chosen), reason)
        return items.withdraw(connection, OPERATOR, id, how, now, origin=COMMAND)

    _tell("withdrawn", verb)


@item.command()
@click.argument("id")
def restore(id: str) -> None:  # noqa: A002 - the argument's name in the help
    """Bring the item ID back as it was before it was withdrawn."""
    _tell("", lambda c, _, now: items.restore(c, OPERATOR, id, now, origin=COMMAND))


def _tell(done: str, verb: Verb) -> None:
    service = open_service()
    try:
        found = service.database.write(verb, service.settings.config, service.clock())
        waiting = service.database.read(recalls.progress, found.id)[RecallState.DUE]
    finally:
        service.close()
    click.echo(f"{found.id} is {done or found.state.value.replace('_', ' ')} (version {found.version})")
    if waiting:
        click.echo(f"{waiting} messages that have it are to be changed", err=True)


@item.command("recalls")
@click.argument("id", required=False)
@click.option("--again", is_flag=True, help="Try once more what was given up, of the item ID.")
def show_recalls(id: str | None, *, again: bool) -> None:  # noqa: A002 - the argument's name in the help
    """Tell how far messages are changed that have a withdrawn, corrected or restored item.

    Mails are not among them: what is mailed stays as it was sent.
    """
    if again and id is None:
        raise InputError("Name the item whose messages shall be tried again.")
    service = open_service()
    try:
        now = service.clock()
        anew = service.database.write(drawing.again, id, now) if again and id is not None else 0
        found = service.database.read(drawing.conditions, now - KEPT, id)
    finally:
        service.close()
    if again:
        click.echo(f"{anew} messages are tried once more by the process that sends (`serve`).", err=True)
    for one in found:
        click.echo(f"{one.item_id}: {one.done} changed, {one.due} to go, {one.failed} given up")
        for why, number in one.reasons:
            click.echo(f"  {number:5} {why}")
    if not found:
        click.echo("No message is to be changed, and none was lately.")
