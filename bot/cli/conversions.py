"""`import conversions` and `conversions`: what clicks led to elsewhere goes in, and where each of them stands."""

import json
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy import Connection

from bot.cli.looking import arrived, note
from bot.service import Service, open_service
from bot.sources import conversions_csv
from bot.sources.conversions_csv import Told
from digests.events.announcing import announcing
from digests.measure import conversion_store, conversions
from digests.measure.attribution import State
from digests.measure.claims import Claim, Refusal
from digests.measure.conversion_store import Kept
from digests.measure.conversions import BATCH, REASONS, Outcome, Status
from digests.measure.goals import Goals, configured, named

SHOWN = 20  # rows in the text; --json lists more
MOST = 1000


@dataclass(slots=True)
class Import:
    """What became of a file's rows; a refused one is its row, column and reason."""

    counts: Counter[Status] = field(default_factory=Counter)
    refused: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def added(self) -> int:
        """Conversions that were not known before."""
        return sum(self.counts[Status(state)] for state in State)


@click.command("conversions")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only tell what would become of each row.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def import_conversions(file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Take in conversions that happened elsewhere, such as applications from an applicant system.

    FILE is CSV in UTF-8, comma or semicolon, with the columns external_id, goal, click_id or item_id, and where they
    are known earlier_click_ids, network, value, currency and at; other columns are left out. A time without offset is
    in the company's zone, and a day alone counts as its end.

    A row that was taken in before is counted as a duplicate, so that a longer export of the same may be imported again.
    A row that cannot be used is refused with row, column and reason (exit code 2); the rest goes in.
    """
    with closing(open_service()) as service:
        goals = named(configured(service.settings.config))
        zone = ZoneInfo(service.settings.config.company.timezone)
        told = list(conversions_csv.rows(file.read_bytes(), goals, service.clock(), zone))
        report = Import()
        arrived(service)
        for one, outcome in zip(told, _taken(service, told, goals, dry_run=dry_run), strict=True):
            report.counts[outcome.status] += 1
            if outcome.status is Status.REFUSED:
                report.refused.append((one.row, outcome.column, outcome.why))
    click.echo(as_object(report) if as_json else as_text(report, dry_run=dry_run))
    if report.refused:
        raise SystemExit(2)


class _UndoneError(Exception):
    """A dry run got to its end; raising this takes everything back."""

    def __init__(self, outcomes: list[Outcome]) -> None:
        super().__init__()
        self.outcomes = outcomes


def _taken(service: Service, told: Sequence[Told], goals: Goals, *, dry_run: bool) -> list[Outcome]:
    """What becomes of each row; each batch goes in by itself, and a second import finishes what a crash cut short."""
    parts = [[one.claim for one in told[start : start + BATCH]] for start in range(0, len(told), BATCH)]
    if not dry_run:
        kinds = announcing(service.settings)
        done = [service.database.write(conversions.take, part, goals, service.clock(), kinds) for part in parts]
        return [outcome for outcomes in done for outcome in outcomes]
    try:
        service.database.write(_try, parts, goals, service.clock())
    except _UndoneError as undone:
        return undone.outcomes
    raise AssertionError("a dry run ends by being taken back")


def _try(connection: Connection, parts: Sequence[Sequence[Claim | Refusal]], goals: Goals, now: datetime) -> None:
    raise _UndoneError([outcome for part in parts for outcome in conversions.take(connection, part, goals, now)])


def as_object(report: Import) -> str:
    """The report as JSON, on one line."""
    refused = [{"row": row, "column": column, "why": why} for row, column, why in report.refused]
    states = {status.value: report.counts[status] for status in Status if status is not Status.REFUSED}
    return json.dumps({"added": report.added, "changed": 0, "left": 0, "refused": refused} | states, ensure_ascii=False)


def as_text(report: Import, *, dry_run: bool) -> str:
    """The report for people; the first of what is refused by name."""
    begin = "It would be" if dry_run else "Conversions"
    parts = [f"{report.counts[status]} {status}" for status in (*map(Status, State), Status.DUPLICATE)]
    lines = [f"{begin}: {report.added} added ({', '.join(parts[:3])}), {parts[3]}, {len(report.refused)} refused"]
    for row, column, why in report.refused[:SHOWN]:
        lines.append(f"  row {row}, {column}: {why}" if column else f"  row {row}: {why}")
    if len(report.refused) > SHOWN:
        lines.append(f"  ... and {len(report.refused) - SHOWN} more (--json lists all)")
    return "\n".join(lines)


@click.command("conversions")
@click.option("--state", type=click.Choice([state.value for state in State]), help="Only those that stand there.")
@click.option("--goal", default="", help="Only those of this goal.")
@click.option("--json", "as_json", is_flag=True, help="One object with the newest thousand.")
def list_conversions(*, state: str | None, goal: str, as_json: bool) -> None:
    """Where conversions stand: how many of each goal, and the newest."""
    with closing(open_service()) as service:
        note(service, "conversions", goal or "all goals")
        arrived(service)
        states = [State(state)] if state else list(State)
        found, counts = service.database.read(_listed, states, goal, MOST if as_json else SHOWN)
    if as_json:
        rows = [_row(kept, received) for kept, received in found]
        click.echo(json.dumps({"counts": counts, "conversions": rows}, ensure_ascii=False))
        return
    if not counts:
        click.echo("There are no conversions yet: programs report them to /api/v1/conversions.")
    for one in counts:
        unproven = "" if one["verified"] else ", unverified"
        click.echo(f"{one['goal']}: {one['number']} {one['state']}{unproven}")
    for kept, received in found:
        click.echo(_line(kept, received))


def _listed(
    connection: Connection, states: Sequence[State], goal: str, limit: int
) -> tuple[list[tuple[Kept, datetime]], list[dict[str, Any]]]:
    found = conversion_store.listed(connection, states, goal, limit)
    counts = [
        {"goal": name, "state": state, "verified": verified, "number": number}
        for (name, state, verified), number in conversion_store.counts(connection).items()
        if state in states and goal in {"", name}
    ]
    return found, counts


def _row(kept: Kept, received: datetime) -> dict[str, Any]:
    """Without the click: whose link it was is nobody's to look up."""
    claim = kept.claim
    return {
        "external_id": claim.external_id,
        "goal": claim.goal,
        "state": kept.state,
        "why": REASONS[kept.reason] if kept.reason else None,
        "source": claim.source,
        "verified": claim.source.verified,
        "item_id": claim.item_id,
        "value": str(claim.value.amount) if claim.value else None,
        "currency": claim.value.currency if claim.value else None,
        "at": claim.at.isoformat(),
        "received_at": received.isoformat(),
    }


def _line(kept: Kept, received: datetime) -> str:
    claim = kept.claim
    why = f" ({REASONS[kept.reason]})" if kept.reason else ""
    worth = f", {claim.value}" if claim.value else ""
    name = claim.external_id or "an id that is not kept any more"
    return f"  {received:%Y-%m-%d %H:%M} {claim.goal} {name}: {kept.state}{why}{worth}, by {claim.source}"
