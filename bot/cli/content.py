"""`import content`, `check` and `schema queue`: the queue from files."""

import json
import os
from pathlib import Path

import click
from dotenv import dotenv_values

from bot.rendering.queue_file import written
from bot.service import open_service
from bot.sources import yaml_queue
from bot.sources.finding import Finding
from digests import clock, settings
from digests.content.queue import MergeReport
from digests.content.store import load_items
from digests.errors import InputError
from digests.newsroom import files
from digests.newsroom.rules import Known
from digests.newsroom.schema import schema as queue_schema
from digests.newsroom.shape import Level


@click.command("content")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def import_content(path: Path, *, dry_run: bool, as_json: bool) -> None:
    """Merge a YAML file, or a folder of them, into the queue.

    Only what the files changed since they were last imported is taken; what was changed here in the meantime stays, and
    what both changed is shown as a conflict. An item that is no longer in the files stays in the queue: withdraw it.

    An item with an error is refused with line, column and reason (exit code 2); the rest goes in. A file that cannot be
    read changes nothing.
    """
    service = open_service()
    try:
        now = service.clock()
        reading = yaml_queue.read(path, Known.of(service.settings.config), now)
        if reading.unreadable:
            raise InputError(f"{reading.unreadable}; nothing was imported")
        act = service.database.read if dry_run else service.database.write
        report = act(files.merge, reading.items, now, operator=True, dry_run=dry_run)
    finally:
        service.close()
    click.echo(_report_object(report, reading.refused) if as_json else _report_text(report, reading.refused, dry_run))
    if reading.refused:
        raise SystemExit(2)


@click.command("content")
@click.argument("path", type=click.Path(path_type=Path), required=False)
def export_content(path: Path | None) -> None:
    """Write the queue as YAML: to PATH, one file per desk where PATH is a folder, or to the terminal.

    The file has one canonical form: the same queue is always the same bytes, and importing what was exported changes
    nothing. Comments, and the order in which somebody wrote a file, are not kept; suggestions that no desk has taken
    are left out.

    \b
    budstikke export content queue.yaml
    """  # noqa: D301 - click reads the escape
    service = open_service()
    try:
        found = service.database.read(load_items)
    finally:
        service.close()
    zone = service.settings.config.company.timezone
    if path is None:
        click.echo(written(found, zone), nl=False)
    elif path.is_dir():
        for desk in sorted({item.owner for item in found if item.owner}):
            _write(path / f"{desk}.yaml", written((item for item in found if item.owner == desk), zone))
    else:
        _write(path, written(found, zone))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.") from None
    click.echo(f"{path} is written", err=True)


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def check(path: Path, *, as_json: bool) -> None:
    """Lint a YAML queue, a file or a folder, without a database.

    Prints `file:line: level: message [rule]` for every finding, and ends with exit code 2 when one is an error. Where
    there is a config.toml (or BUDSTIKKE_CONFIG names one), its domains, desks, languages, goals and time zone count.
    """
    reading = yaml_queue.read(path, _known(), clock.now())
    if as_json:
        click.echo(json.dumps({"findings": [_finding_object(found) for found in reading.findings]}, ensure_ascii=False))
    else:
        for finding in reading.findings:
            click.echo(str(finding))
        warnings = len(reading.findings) - reading.errors
        click.echo(f"{len(reading.items)} items in order, {reading.errors} errors, {warnings} warnings", err=True)
    if reading.errors:
        raise SystemExit(2)


@click.group()
def schema() -> None:
    """Describe file formats for editors."""


@schema.command("queue")
def schema_queue() -> None:
    """Print the JSON Schema of a queue file, from which editors complete and check."""
    click.echo(schema_text(), nl=False)


def schema_text() -> str:
    """The JSON Schema as it is printed and kept in docs/."""
    return json.dumps(queue_schema(), indent=2, ensure_ascii=False) + "\n"


def _known() -> Known:
    found = {**dotenv_values(".env"), **os.environ}
    path = Path(found.get("BUDSTIKKE_CONFIG") or "config.toml")
    return Known.of(settings.read(path)) if path.is_file() else Known()


def _finding_object(found: Finding) -> dict[str, str | int]:
    return {
        "file": found.file,
        "line": found.line,
        "level": found.level.value,
        "rule": found.rule,
        "message": found.message,
    }


def _report_object(report: MergeReport, refused: tuple[Finding, ...]) -> str:
    return json.dumps(
        {
            "added": report.added,
            "changed": report.changed,
            "left": 0,  # an import takes no item out
            "refused": [
                {"file": found.file, "line": found.line, "column": found.key, "why": found.message} for found in refused
            ],
            "conflicts": [{"item": found.item, "column": found.key, "why": found.why} for found in report.conflicts],
        },
        ensure_ascii=False,
    )


def _report_text(report: MergeReport, refused: tuple[Finding, ...], dry_run: bool) -> str:  # noqa: FBT001
    begin = "It would be" if dry_run else "Queue"
    lines = [f"{begin}: {report.added} added, {report.changed} changed, {len(refused)} refused"]
    lines[0] += f", {len(report.conflicts)} conflicts"
    lines += [f"  {found}" for found in refused if found.level is Level.ERROR]
    lines += [f"  {found.item}, {found.key}: {found.why}" for found in report.conflicts]
    return "\n".join(lines)
