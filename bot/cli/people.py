"""`import people`: a directory snapshot goes in."""

import json
from pathlib import Path

import click

from bot.service import open_service
from bot.sources import people_csv
from digests.people.directory import Leaving, MergeReport, merge

SHOWN = 20  # refused rows and unreachable people in the text; --json lists all


@click.command("people")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
@click.option("--leave", is_flag=True, help="Mark people who are not in the file as left.")
@click.option("--force", is_flag=True, help="With --leave: even when more than people.max_leave_share would leave.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def import_people(file: Path, *, dry_run: bool, leave: bool, force: bool, as_json: bool) -> None:
    """Merge a directory snapshot (CSV) into the people.

    FILE is CSV in UTF-8, comma or semicolon, with the columns id, name, email, department, title, country, language,
    timezone, interests, slack_id, teams_id and roles; only id and name are needed, and other columns are left out
    unless people.attributes in config.toml names them. What the file has no column for stays as it is.

    A row that cannot be used is refused with row, column and reason (exit code 2); the rest goes in.
    """
    service = open_service()
    try:
        section = service.settings.config.people
        snapshot = people_csv.read(file.read_bytes(), section.attributes)
        act = service.database.read if dry_run else service.database.write
        report = act(
            merge,
            snapshot,
            service.clock(),
            key=lambda: service.key,
            leave=Leaving(section.max_leave_share, force) if leave else None,
            attributes=section.attributes,
            dry_run=dry_run,
        )
    finally:
        service.close()
    click.echo(as_object(report) if as_json else as_text(report, dry_run=dry_run))
    if report.refused:
        raise SystemExit(2)


def as_object(report: MergeReport) -> str:
    """The report as JSON, on one line."""
    refused = [{"row": found.row, "column": found.column, "why": found.why} for found in report.refused]
    return json.dumps(
        {
            "added": report.added,
            "changed": report.changed,
            "left": report.left,
            "refused": refused,
            "unreachable": list(report.unreachable),
            "erased": report.erased,
        },
        ensure_ascii=False,
    )


def as_text(report: MergeReport, *, dry_run: bool) -> str:
    """The report for people; the first of what is refused and of who is unreachable by name."""
    begin = "It would be" if dry_run else "People"
    counts = f"{report.added} added, {report.changed} changed, {report.left} left"
    lines = [f"{begin}: {counts}, {len(report.refused)} refused, {len(report.unreachable)} unreachable"]
    lines += [_refused(found.row, found.column, found.why) for found in report.refused[:SHOWN]]
    lines += _more(len(report.refused))
    if report.erased:
        lines.append(f"{report.erased} of the file were erased on request and are not made again.")
    if report.unreachable:
        lines.append("Without any address, kept but unreachable:")
        lines += [f"  {person_id}" for person_id in report.unreachable[:SHOWN]]
        lines += _more(len(report.unreachable))
    return "\n".join(lines)


def _refused(row: int, column: str, why: str) -> str:
    return f"  row {row}, {column}: {why}" if column else f"  row {row}: {why}"


def _more(number: int) -> list[str]:
    return [f"  ... and {number - SHOWN} more (--json lists all)"] if number > SHOWN else []
