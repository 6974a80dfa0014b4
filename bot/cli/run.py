"""Sending: `migrate`, `send`, `outbox`, `edition stop`."""

import json
import sys
from collections import Counter
from collections.abc import Collection
from contextlib import closing
from dataclasses import asdict
from datetime import datetime, timedelta

import click

from bot.cli.checks.work import check_schedules
from bot.cli.look import moment
from bot.cli.looking import note
from bot.service import Service, open_service
from digests.delivery import outbox as actions
from digests.delivery.model import Delivery, DeliveryState
from digests.delivery.store import listed, overview
from digests.errors import InputError
from digests.people.model import Person
from digests.people.store import find_person

SHOWN = 10  # deliveries that `outbox --all` lists; --json lists more
PATIENCE = timedelta(seconds=10)  # `send` waits this long for a retry; `serve` waits for ever


@click.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from migrations.run import migrate as run  # noqa: PLC0415 - Alembic is slow to load

    with closing(open_service()) as service:
        before, after = run(service.database)
    went = f"went from {before or 'nothing'} to {after}"
    click.echo(f"The database is at {after}." if before == after else f"The database {went}.")


@click.command()
@click.argument("schedule")
@click.option(
    "--at", help="As if it were this moment (ISO 8601; without offset in the zone of --only, else the company's)."
)
@click.option("--only", help="One person: an address or an id.")
@click.option("--test-to", help="Mail the digest of --only, marked as a test, to this address; leaves no trace.")
@click.option("--dry-run", is_flag=True, help="Say who would get what, and do nothing.")
@click.option("--json", "as_json", is_flag=True, help="One object with every delivery.")
def send(schedule: str, *, at: str | None, only: str | None, test_to: str | None, dry_run: bool, as_json: bool) -> None:
    """Run this period's edition now, for everyone due. A second call for the same period sends nothing."""
    service = open_service()
    try:
        check_schedules(service.settings.config)
        person = service.database.read(find_person, only) if only else None
        when = moment(service, at, person)
        if test_to:
            note(service, "send --test-to", schedule, person.id if person else None)
            _test(service, schedule, person, test_to, when)
            return
        if dry_run:
            note(service, "send --dry-run", schedule, person.id if person else None)
            _show_plan(service, schedule, when, person, as_json=as_json)
            return
        found, before = _run(service, schedule, when, person.id if person else None, as_json=as_json)
    finally:
        service.close()
    period = found[0].period if found else ""
    if as_json:
        click.echo(json.dumps({"schedule": schedule, "period": period, "deliveries": [_json(d) for d in found]}))
    else:
        _show_sent(schedule, period, found, before)
    bad = [d for d in found if d.state in {DeliveryState.FAILED, DeliveryState.UNKNOWN}]
    waiting = [d for d in found if d.state in {DeliveryState.QUEUED, DeliveryState.SENDING}]
    if waiting:
        click.echo(
            f"budstikke: {len(waiting)} wait for another try ({waiting[0].reason or 'not begun'}); "
            "`budstikke serve`, or the same command again, goes on.",
            err=True,
        )
    if bad:
        click.echo(f"budstikke: {len(bad)} failed or are in doubt: see `budstikke outbox`.", err=True)
    if bad or waiting:
        raise SystemExit(1)


def _run(
    service: Service, schedule: str, when: datetime, only: str | None, *, as_json: bool
) -> tuple[list[Delivery], int]:
    """The deliveries of this `send`, and how many of them were done with before it began."""
    with service.sending(schedule, only, when) as run:
        if run.handed_over and not as_json:
            click.echo("A running `budstikke serve` sends these; this shows how far it is.", err=True)
        total, before = sum(run.counts().values()), run.settled_before
        with click.progressbar(length=total, label="Sending", file=sys.stderr, hidden=as_json or not total) as bar:
            run.wait(PATIENCE, lambda counts: bar.update(_settled(counts) - bar.pos))
        return run.deliveries(), before


def _settled(counts: dict[str, int]) -> int:
    return sum(number for state, number in counts.items() if state not in {"queued", "sending"})


def _json(delivery: Delivery) -> dict[str, object]:
    return {
        "id": delivery.id,
        "person": delivery.person_id,
        "channel": delivery.channel.value if delivery.channel else None,
        "state": delivery.state.value,
        "reason": delivery.reason,
    }


def _show_sent(schedule: str, period: str, found: Collection[Delivery], before: int) -> None:
    if not found:
        click.echo(f"Nobody is in {schedule}'s audience: `budstikke import people` comes first.")
        return
    by_channel: dict[str, int] = {}
    reasons: dict[str, int] = {}
    for delivery in found:
        if delivery.state is DeliveryState.SENT and delivery.channel:
            by_channel[delivery.channel.value] = by_channel.get(delivery.channel.value, 0) + 1
        elif delivery.reason:
            line = f"{delivery.state.value}: {delivery.reason}"
            reasons[line] = reasons.get(line, 0) + 1
    sent = ", ".join(f"{number} by {name}" for name, number in sorted(by_channel.items())) or "none"
    people = "1 person" if len(found) == 1 else f"{len(found)} people"
    click.echo(f"{schedule} {period}: {people}, {sum(by_channel.values())} sent ({sent}).")
    if before == len(found):
        click.echo("  All of it was done before; nothing was sent now.")
    for line, number in sorted(reasons.items(), key=lambda one: -one[1])[:8]:
        click.echo(f"  {number:5} {line}")


def _test(service: Service, schedule: str, person: Person | None, address: str, when: datetime) -> None:
    if person is None:
        raise InputError("--test-to needs --only PERSON: whose digest shall it be?")
    parcel, why_not = service.composed(schedule, person, when)
    if parcel is None:
        raise InputError(f"That person would get nothing: {why_not}.")
    service.test(parcel, address)
    click.echo(f"A test went to {address}; its links lead to a page that says so.")


def _show_plan(service: Service, schedule: str, when: datetime, person: Person | None, *, as_json: bool) -> None:
    planned = service.planned(schedule, when, person)
    if as_json:
        rows = [
            {"id": None, "person": who, "channel": channel, "state": "queued" if channel else "skipped", "reason": why}
            for who, channel, why in planned
        ]
        click.echo(json.dumps({"schedule": schedule, "period": service.period(schedule, when), "deliveries": rows}))
        return
    lines = Counter(
        f"would go by {channel.value}" if channel else f"would be skipped: {why}" for _, channel, why in planned
    )
    for line, number in lines.most_common():
        click.echo(f"{number:6} {line}")
    click.echo("Nothing was sent.")


@click.group(invoke_without_command=True)
@click.option(
    "--json", "as_json", is_flag=True, help="One object with counts, and the newest deliveries with their ids."
)
@click.option("--all", "all_states", is_flag=True, help="List the newest deliveries too, whatever their state.")
@click.pass_context
def outbox(ctx: click.Context, *, as_json: bool, all_states: bool) -> None:
    """Deliveries by state, the oldest that waits, and those in doubt."""
    if ctx.invoked_subcommand:
        return
    with closing(open_service()) as service:
        state = service.database.read(overview)
        found = _listed(service) if as_json or all_states else []
    if as_json:
        click.echo(
            json.dumps(
                {
                    "schedule": None,
                    "period": None,
                    "counts": state.counts,
                    "oldest": state.oldest.isoformat() if state.oldest else None,
                    "editions": [
                        {"id": e.id, "schedule": e.schedule, "period": e.period, "timezone": e.timezone}
                        for e in state.open
                    ],
                    "waiting": [asdict(one) for one in state.waiting],
                    "deliveries": [_json(d) | {"edition": d.edition_id} for d in found],
                }
            )
        )
        return
    if not sum(state.counts.values()):
        click.echo("The outbox is empty: no edition was opened yet. `budstikke send SCHEDULE` opens one.")
        return
    click.echo("  ".join(f"{name} {number}" for name, number in state.counts.items()))
    if state.oldest:
        click.echo(f"The oldest that waits was due {state.oldest:%Y-%m-%d %H:%M} UTC.")
    for edition in state.open:
        click.echo(f"open: edition {edition.id}, {edition.schedule} {edition.period} {edition.timezone}")
    for waiting in state.waiting:
        said = f"; last it met: {waiting.reason}" if waiting.reason else ""
        click.echo(f"waiting: {waiting.deliveries} for {waiting.channel}{said}")
    for delivery in state.troubled:
        click.echo(f"{delivery.state.value:8} {delivery.id:7} {delivery.channel or '-':8} {delivery.reason}")
    for delivery in found[:SHOWN]:
        channel = delivery.channel or "-"
        click.echo(f"{delivery.id:7} {delivery.person_id or 'erased':12} {channel:8} {delivery.state.value}")
    if any(d.state is DeliveryState.UNKNOWN for d in state.troubled):
        click.echo("In doubt: `budstikke outbox settle ID sent` when it arrived, `... resend` to send it once more.")


def _listed(service: Service) -> list[Delivery]:
    note(service, "outbox")  # it says who got what
    return service.database.read(listed)


@outbox.command()
@click.argument("delivery", type=int)
@click.argument("verdict", type=click.Choice(["sent", "resend"]))
def settle(delivery: int, verdict: str) -> None:
    """Say what became of a delivery in doubt."""
    with closing(open_service()) as service:
        service.database.write(actions.settle, delivery, verdict, service.clock())
    click.echo(f"Delivery {delivery} is {'sent' if verdict == 'sent' else 'queued again'}.")


@click.group()
def edition() -> None:
    """A running edition."""


@edition.command("stop")
@click.argument("edition_id", metavar="ID", type=int)
def stop_edition(edition_id: int) -> None:
    """Stop an edition; what is not sent is skipped."""
    with closing(open_service()) as service:
        skipped = service.database.write(actions.stop, edition_id, service.clock())
    if skipped is None:
        click.echo(f"Edition {edition_id} is not open any more: there was nothing to stop.")
        return
    click.echo(f"Edition {edition_id} is stopped; {skipped} deliveries are skipped.")
