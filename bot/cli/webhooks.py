"""`webhooks`: what other systems are told, telling it again, and the secrets it is signed with."""

import json
import secrets
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import datetime

import click

from bot.cli.look import moment
from bot.service import Service, open_service
from digests.config import WEBHOOK_SECRET
from digests.errors import InputError, SettingsError, UnknownError
from digests.events import sendings, signature
from digests.events.announcing import endpoints
from digests.events.model import Endpoint, EventKind
from digests.events.sendings import Wanted
from digests.events.store import Condition, Line, conditions, listed

SHOWN = 10  # sendings that the text lists; --json lists more


@click.group()
def webhooks() -> None:
    """What other systems are told of clicks, conversions and shares."""


@webhooks.command("list")
@click.option("--json", "as_json", is_flag=True, help="One object with every endpoint and the newest sendings.")
def list_(*, as_json: bool) -> None:
    """Every endpoint, how it does, and what waits or was given up."""
    with closing(open_service()) as service:
        found = service.database.read(conditions)
        lines = service.database.read(listed)
        told = endpoints(service.settings)
    if as_json:
        rows = [_object(one, found.get(one.name, Condition())) for one in told]
        click.echo(json.dumps({"endpoints": rows, "sendings": [asdict(one) for one in lines]}, default=_written))
        return
    if not told:
        click.echo("There is no webhook: add [[webhooks]] to config.toml, and `budstikke webhooks secret NAME`.")
        return
    for one in told:
        click.echo("\n".join(_described(one, found.get(one.name, Condition()))))
    if lines:
        click.echo("\nWhat waits or was given up, and the newest that were taken:")
        click.echo("\n".join(_line(one) for one in lines[:SHOWN]))


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def status(endpoint: Endpoint, condition: Condition) -> str:
    """In a word or two: `ok`, `failing`, `gone`, or what is wrong with its secret."""
    try:
        signature.keys(endpoint.secret)
    except SettingsError as wrong:
        return str(wrong)
    if condition.gone == endpoint.fingerprint:
        return "gone"
    return "failing" if condition.failures else "ok"


def _object(endpoint: Endpoint, condition: Condition) -> dict[str, object]:
    told = asdict(condition) | {"gone": condition.gone == endpoint.fingerprint}
    named = {"name": endpoint.name, "url": endpoint.url, "events": sorted(endpoint.kinds)}
    return named | {"status": status(endpoint, condition)} | told


def _described(endpoint: Endpoint, condition: Condition) -> list[str]:
    counted = f"{condition.waiting} waiting, {condition.sent} sent, {condition.failed} given up"
    lines = [
        f"{endpoint.name}: {status(endpoint, condition)} ({counted})",
        f"  {endpoint.url}",
        f"  {', '.join(sorted(endpoint.kinds))}",
    ]
    if condition.failures:
        again = f", next try not before {_minute(condition.not_before)}" if condition.not_before else ""
        lines.append(f"  {condition.failures} failures in a row, the last: {condition.answer}{again}")
    return lines


def _line(line: Line) -> str:
    tries = "1 try" if line.tries == 1 else f"{line.tries} tries"
    again = f", again {_minute(line.not_before)}" if line.state == "waiting" else ""
    said = f": {line.answer}" if line.answer else ""
    return f"  {line.id}  {line.endpoint}  {line.kind}  {line.state} after {tries}{again}{said}"


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


@webhooks.command()
@click.argument("event", nargs=-1)
@click.option("--since", help="All that was told since then (ISO 8601; without offset in the company's zone).")
@click.option("--endpoint", help="To this endpoint alone; otherwise to each that asks for it.")
@click.option("--kind", type=click.Choice([one.value for one in EventKind]), help="This kind alone.")
@click.option("--failed", is_flag=True, help="Only what was given up.")
@click.option("--json", "as_json", is_flag=True, help="One object with how many by endpoint.")
def replay(
    event: tuple[str, ...],
    *,
    since: str | None,
    endpoint: str | None,
    kind: str | None,
    failed: bool,
    as_json: bool,
) -> None:
    """Send events again, under the ids they had; EVENT is such an id. `serve` sends them."""
    if not (event or since or failed):
        raise click.UsageError("Say which: an EVENT, --since or --failed.")
    with closing(open_service()) as service:
        wanted = Wanted(
            since=moment(service, since, option="--since") if since else None,
            kind=EventKind(kind) if kind else None,
            ids=event,
            failed=failed,
        )
        chosen = _chosen(service, endpoint)
        now = service.clock()
        again = {one.name: service.database.write(sendings.replay, one, wanted, now) for one in chosen}
    if event and not sum(again.values()):
        raise UnknownError("No endpoint asks for such an event: `budstikke webhooks list` shows the newest.")
    if as_json:
        click.echo(json.dumps({"replayed": sum(again.values()), "endpoints": again}))
        return
    for name, number in again.items():
        click.echo(f"{name}: {number} {'event goes' if number == 1 else 'events go'} out again.")


def _chosen(service: Service, name: str | None) -> Sequence[Endpoint]:
    """The endpoints to tell again; InputError where one is not there or wants nothing more."""
    told = endpoints(service.settings)
    chosen = [one for one in told if name in {None, one.name}]
    if not chosen:
        known = ", ".join(one.name for one in told) or "none"
        raise UnknownError(f"There is no webhook {name or ''}: config.toml has {known}.")
    found = service.database.read(conditions)
    gone = [one.name for one in chosen if status(one, found.get(one.name, Condition())) == "gone"]
    if gone:
        raise InputError(f"{', '.join(gone)} answered 410 and wants nothing more: change its settings first.")
    return chosen


@webhooks.command()
@click.argument("name", required=False)
def secret(name: str | None) -> None:
    """Make a secret for an endpoint; it is shown once and kept nowhere: put the line into .env."""
    made = signature.secret_from(secrets.token_bytes(signature.LENGTH))
    variable = WEBHOOK_SECRET + (name or "NAME").upper().replace("-", "_")
    click.echo(f"{variable}={made}" if name else made)
    click.echo(f"Put it into .env as {variable}, and into the receiver's settings without the name.", err=True)
