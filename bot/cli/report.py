"""`report`: what was offered, what people did with it, and what came back."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click

from bot.cli import report_text
from bot.cli.cells import sheet
from bot.cli.looking import note
from bot.service import Service, open_service
from digests.errors import InputError
from digests.measure.disclosure import Rules
from digests.measure.involvement import BENCHMARK_ITEM, BENCHMARK_OVERALL
from digests.measure.report import Clicks, Report
from digests.measure.report import report as measured

DAYS = timedelta(days=28)
CLASSES = ("human", "doubtful", "preview", "machine", "self")
HEAD = (
    "section", "name", "people", "read", "tapped", "shared", "involved", "involvement_offered", "involvement_active",
    *(f"clicks_{name}" for name in CLASSES), "hidden",
)  # fmt: skip


@click.command()
@click.option("--since", help="From this day or moment on (ISO 8601); 28 days before the end if left out.")
@click.option("--until", help="Up to and with this day, or up to this moment; now if left out.")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
def report(since: str | None, until: str | None, form: str) -> None:
    """Who took part, by item and by department, beside what the field sees; small groups are not shown."""
    service = open_service()
    try:
        zone = ZoneInfo(service.settings.config.company.timezone)
        now = service.clock()
        end = _moment(until, "--until", zone, whole_day=True) if until else now
        begin = _moment(since, "--since", zone) if since else end - DAYS
        if begin >= end:
            raise InputError("--since lies after --until: turn them round.")
        note(service, "report", f"{begin:%Y-%m-%d} to {end:%Y-%m-%d}, as {form}")
        found = _measured(service, begin, end, now)
    finally:
        service.close()
    if form == "csv":
        click.echo(as_csv(found), nl=False)
    else:
        click.echo(as_json(found) if form == "json" else report_text.text(found, zone))


def _measured(service: Service, begin: datetime, end: datetime, now: datetime) -> Report:
    privacy = service.settings.config.privacy
    rules = Rules(privacy.mode, privacy.k, privacy.countries)
    return service.database.read(measured, begin, end, rules, now - timedelta(days=privacy.raw_days))


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


def as_json(found: Report) -> str:
    """The report as one object; involvement is a share from 0 to 1, and null stands for what may not be told."""
    return json.dumps(
        {
            "since": found.since.isoformat(),
            "until": found.until.isoformat(),
            "items": [
                {
                    "id": item.id,
                    "offered": item.offered,
                    "read": item.read,
                    "tapped": item.tapped,
                    "shared": item.shared,
                    "clicks": dict(zip(CLASSES, _clicks(item.clicks), strict=True)),
                    "involvement_offered": item.involvement_offered,
                    "involvement_active": item.involvement_active,
                    "hidden": item.hidden,
                }
                for item in found.items
            ],
            "overall": {
                "active": found.overall.active,
                "involved": found.overall.involved,
                "involvement": found.overall.involvement,
            },
            "departments": [
                {
                    "name": group.name,
                    "people": group.people,
                    "involvement": group.involvement,
                    "hidden": group.hidden,
                }
                for group in found.departments
            ],
            "goals": [],
            "benchmarks": {"item": BENCHMARK_ITEM, "overall": BENCHMARK_OVERALL},
            "k": found.k,
            "pending": found.pending,
            "cleared": found.cleared,
        },
        ensure_ascii=False,
        indent=1,
    )


def _clicks(clicks: Clicks | None) -> tuple[int | None, ...]:
    if clicks is None:
        return (None,) * len(CLASSES)
    return (clicks.human, clicks.doubtful, clicks.preview, clicks.machine, clicks.self)


def as_csv(found: Report) -> str:
    """The report as one table: a line overall, then items, then departments."""
    none: tuple[None, ...] = (None,) * len(CLASSES)
    overall = found.overall
    rows: list[tuple[object, ...]] = [
        ("overall", "", overall.active, None, None, None, overall.involved, None, overall.involvement, *none,
         _yes(hidden=overall.involved is None)),
    ]  # fmt: skip
    rows += [
        ("item", item.id, item.offered, item.read, item.tapped, item.shared, None, item.involvement_offered,
         item.involvement_active, *_clicks(item.clicks), _yes(hidden=item.hidden))
        for item in found.items
    ]  # fmt: skip
    rows += [
        ("department", group.name, group.people, None, None, None, None, None, group.involvement, *none,
         _yes(hidden=group.hidden))
        for group in found.departments
    ]  # fmt: skip
    return sheet(HEAD, rows)


def _yes(*, hidden: bool) -> str:
    return "yes" if hidden else "no"
