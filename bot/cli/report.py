"""`report`: what was offered, what people did with it, and what came back."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot.cli import report_text
from bot.cli.looking import arrived, note
from bot.jobs.weekly import Weekly
from bot.rendering.report.files import as_csv, as_json
from bot.rendering.report.page import page
from bot.rendering.report.view import view
from bot.rendering.words import SOURCE, best, languages
from bot.service import Service, open_service
from digests.delivery.model import Result
from digests.errors import DeliveryError, InputError, SettingsError
from digests.measure.asked import asked
from digests.measure.findings import findings
from digests.measure.model import Report
from digests.measure.posts import POSTED

DAYS = timedelta(days=28)
FORMATS = ("text", "json", "csv", "html")


@click.command()
@click.option("--since", help="From this day or moment on (ISO 8601); 28 days before the end if left out.")
@click.option("--until", help="Up to and with this day, or up to this moment; now if left out.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
@click.option("--language", type=click.Choice(languages()), help="Of text and html; English if left out.")
@click.option("--send", is_flag=True, help="Send this week's report to the places that [report] in config.toml names.")
@click.option("--to", help="With --send: only to this mail address, as a test that leaves no trace.")
@click.option("--dry-run", is_flag=True, help="With --send: say what would go where, and send nothing.")
def report(
    *,
    since: str | None,
    until: str | None,
    form: str,
    out: Path | None,
    language: str | None,
    send: bool,
    to: str | None,
    dry_run: bool,
) -> None:
    """Who took part, by item and by department, beside what the field sees; small groups are not shown."""
    if not send and (to or dry_run):
        raise click.UsageError("--to and --dry-run go with --send.")
    if send and (since or until or out or language):
        raise click.UsageError(
            "--send is about the past week, in the language of [report]: leave the other options out."
        )
    service = open_service()
    try:
        if send:
            _send(service, to, dry_run=dry_run)
        else:
            _show(_told(service, since, until, form, language), out)
    finally:
        service.close()


def _told(service: Service, since: str | None, until: str | None, form: str, language: str | None) -> str:
    config, now = service.settings.config, service.clock()
    zone = ZoneInfo(config.company.timezone)
    end = _moment(until, "--until", zone, whole_day=True) if until else now
    begin = _moment(since, "--since", zone) if since else end - DAYS
    if begin >= end:
        raise InputError("--since lies after --until: turn them round.")
    subject = f"{begin:%Y-%m-%d} to {end:%Y-%m-%d}, as {form}"
    note(service, "report", subject)
    arrived(service)
    if form == "csv":  # a file that goes from hand to hand: nobody's name is in it
        return as_csv(service.database.read(asked, config, begin, end, now))
    if form == "json":
        found = service.database.read(asked, config, begin, end, now, names=True)
        _note_names(service, subject, found)
        return as_json(found) + "\n"
    told = service.database.read(findings, config, begin, end, now, names=True)
    _note_names(service, subject, told.report)
    words = view(told, best((language or "",), SOURCE), config.company.name, zone)
    if form == "html":
        return page(words, config.company.accent)
    shown = report_text.text(words) if told.report.items else report_text.empty(words, told.report.overall.active)
    return f"{shown}\n"


def _note_names(service: Service, subject: str, found: Report) -> None:
    """A report with names is noted once more before it is shown, with how many they are."""
    if found.people:
        note(service, "report", f"{subject}, {len(found.people)} by name")


def _show(told: str, out: Path | None) -> None:
    if out is None:
        click.echo(told, nl=False)
        return
    try:
        out.write_text(told, encoding="utf-8", newline="")
    except OSError as error:
        raise InputError(f"{out} cannot be written ({error.strerror}): name another file.") from error
    click.echo(f"Written to {out}.")


def _send(service: Service, to: str | None, *, dry_run: bool) -> None:
    weekly = service.weekly(to)
    issue = weekly.newest()
    note(service, "report", f"{issue.period}, sent by hand")
    if not weekly.places:
        raise SettingsError(
            "The report has nowhere to go: name a channel, a Teams conversation or mail addresses under [report] in "
            "config.toml, or send a test with --to ADDRESS."
        )
    if dry_run:
        click.echo(report_text.text(weekly.view(issue)))
        click.echo(f"\nNothing was sent. {issue.period} would go to: {', '.join(one.name for one in weekly.places)}.")
    elif to:
        _test(weekly, to)
    else:
        _say(weekly)


def _test(weekly: Weekly, to: str) -> None:
    issue = weekly.newest()
    (place,) = weekly.places
    outcome = place.post(weekly.view(issue), issue.period)
    if outcome.result is not Result.SENT:
        raise DeliveryError(outcome.reason)
    click.echo(f"The report of {issue.period} went to {to}, as a test.")


def _say(weekly: Weekly) -> None:
    issue = weekly.newest()
    failed = []
    for post in weekly.send(issue):
        click.echo(f"{issue.period}  {post.place:<24} {post.state:<8} {post.reason}".rstrip())
        if post.state != POSTED:
            failed.append(post.place)
    if failed:
        raise DeliveryError(f"The report of {issue.period} is not known to have reached {', '.join(failed)}.")


def _moment(given: str, option: str, zone: ZoneInfo, *, whole_day: bool = False) -> datetime:
    """A day or a moment; without offset it is in the company's zone, and a day alone ends when the next one begins."""
    try:
        at = datetime.fromisoformat(given)
    except ValueError:
        raise InputError(
            f"{option} {given!r} is not a day or moment: write it as 2026-11-24 or 2026-11-24T09:00."
        ) from None
    at = at if at.tzinfo else at.replace(tzinfo=zone)
    return at + timedelta(days=1) if whole_day and len(given) <= len("2026-11-24") else at
