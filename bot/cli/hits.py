"""`hits`: how requests were classed and why, and running a version of the rules over history."""

import json
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import click
from sqlalchemy import Connection, String, cast, distinct, func, literal, select

from bot.cli.look import moment
from bot.cli.looking import arrived, note
from bot.service import Service, open_service
from digests.delivery.model import DeliveryState
from digests.delivery.store import deliveries
from digests.ledger.model import FactKind, Verdict
from digests.ledger.reclassify import BEGINNING, Move, Passed, reclassify, rules_of
from digests.ledger.rules import VERSION, Rules
from digests.ledger.store import Classed, count_settled, load_classes
from digests.ledger.verdict import deciding
from digests.measure import conversions, rollup
from digests.measure.disclosure import Rules as Disclosure
from digests.measure.disclosure import showable
from digests.measure.goals import configured, named
from digests.measure.naming import protected

WEEK = timedelta(days=7)
SHY = "Figures are not shown: so few people were sent a digest that they would tell of one."


@dataclass(slots=True)
class History:
    """What became of history so far."""

    facts: int = 0
    kept: int = 0
    moved: Counter[Move] = field(default_factory=Counter)
    first: datetime | None = None
    last: datetime | None = None

    def add(self, passed: Passed) -> None:
        """One more batch."""
        self.facts += passed.facts
        self.kept += passed.kept
        self.moved.update(passed.moved)
        self.first = self.first or passed.first
        self.last = passed.last[0] if passed.last else self.last


@click.group()
def hits() -> None:
    """How requests were classed: as a person's, a robot's, a preview's, the sharer's own."""


@hits.command("list")
@click.option("--since", help="From this moment on (ISO 8601); all that is kept if left out.")
@click.option("--json", "as_json", is_flag=True, help="One object.")
def list_hits(since: str | None, *, as_json: bool) -> None:
    """How many requests have which class, and which rule gave it."""
    with closing(open_service()) as service:
        begin = moment(service, since, option="--since") if since else BEGINNING[0]
        note(service, "hits list")
        arrived(service)
        shown = service.database.read(_tellable, _disclosure(service))
        counted = _by_rule(service.database.read(load_classes, begin)) if shown else []
    if as_json:
        click.echo(json.dumps({"hidden": not shown, "classes": [_row(*one) for one in counted]}, indent=1))
    elif not shown:
        click.echo(SHY)
    else:
        click.echo("\n".join(_line(*one) for one in counted) or "Nothing was classed yet.")


@hits.command("reclassify")
@click.option("--rules", "version", type=int, required=True, help=f"A version of the rules; the newest is {VERSION}.")
@click.option("--since", help="From this moment on (ISO 8601); all that is kept if left out.")
@click.option("--dry-run", is_flag=True, help="Say what would move, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="One object.")
def reclassify_hits(version: int, since: str | None, *, dry_run: bool, as_json: bool) -> None:
    """Run a version of the rules over history and say what moved; counters are made anew, and nobody is told."""
    rules = rules_of(version)
    with closing(open_service()) as service:
        begin = moment(service, since, option="--since") if since else BEGINNING[0]
        note(service, "hits reclassify --dry-run" if dry_run else "hits reclassify", f"rules {version}")
        shown = service.database.read(_tellable, _disclosure(service))
        arrived(service)
        found = _run(service, rules, begin, dry=dry_run, quiet=as_json)
        weeks = 0 if dry_run else _rebuild(service, found, quiet=as_json)
        goals = named(configured(service.settings.config))
        while not dry_run and service.database.write(conversions.reconsider, goals):
            pass  # conversions follow the clicks that led to them
    if as_json:
        click.echo(_as_json(found, version, weeks, dry_run=dry_run, shown=shown))
    else:
        click.echo("\n".join(_told(found, version, weeks, dry_run=dry_run, shown=shown)))


def _run(service: Service, rules: Rules, begin: datetime, *, dry: bool, quiet: bool) -> History:
    found = History()
    total = service.database.read(count_settled, begin)
    act = service.database.read if dry else service.database.write
    after = (begin, "")
    with click.progressbar(length=total, label="Judging", file=sys.stderr, hidden=quiet or not total) as bar:
        while True:
            passed = act(reclassify, rules, after, dry=dry)
            if passed.last is None:
                return found
            found.add(passed)
            bar.update(passed.facts)
            after = passed.last


def _rebuild(service: Service, found: History, *, quiet: bool) -> int:
    """Makes the counters of every week that was judged anew, a week at a time; says how many."""
    if found.first is None or found.last is None:
        return 0
    weeks = (found.last - found.first) // WEEK + 1
    with click.progressbar(length=weeks, label="Counting", file=sys.stderr, hidden=quiet) as bar:
        for number in range(weeks):
            begin = found.first + number * WEEK
            end = min(begin + WEEK, found.last + timedelta(microseconds=1))
            service.database.write(rollup.rebuild, begin, end)
            bar.update(1)
    return weeks


def _disclosure(service: Service) -> Disclosure:
    privacy = service.settings.config.privacy
    return Disclosure(privacy.mode, privacy.k, privacy.countries)


def _tellable(connection: Connection, rules: Disclosure) -> bool:
    """Whether figures about everybody may be told: of k protected people or more, or of none."""
    unit = func.coalesce(deliveries.c.person_id, literal("#") + cast(deliveries.c.id, String))
    query = select(func.count(distinct(unit))).where(deliveries.c.state == DeliveryState.SENT, protected(rules))
    return showable(connection.execute(query).scalar_one(), rules.k)


def _by_rule(classed: list[Classed]) -> list[tuple[tuple[FactKind, Verdict, str, int], int]]:
    found: Counter[tuple[FactKind, Verdict, str, int]] = Counter()
    for one in classed:
        found[one.kind, one.verdict, deciding(one.rules), one.version] += one.facts
    return sorted(found.items(), key=lambda one: (one[0][0], -one[1], one[0]))


def _row(key: tuple[FactKind, Verdict, str, int], number: int) -> dict[str, object]:
    kind, verdict, rule, version = key
    return {"what": kind, "class": verdict, "rule": rule, "rules": version, "count": number}


def _line(key: tuple[FactKind, Verdict, str, int], number: int) -> str:
    kind, verdict, rule, version = key
    return f"{number:>10,}  {kind:<8} {verdict:<9} {rule or 'nothing against it':<20} rules {version}"


def _as_json(found: History, version: int, weeks: int, *, dry_run: bool, shown: bool) -> str:
    moved = [
        {"what": what, "from": before, "to": after, "count": number}
        for (what, before, after), number in sorted(found.moved.items())
    ]
    return json.dumps(
        {
            "rules": version,
            "dry_run": dry_run,
            "hidden": not shown,
            "judged": found.facts - found.kept if shown else None,
            "kept": found.kept if shown else None,
            "moved": moved if shown else [],
            "weeks": weeks,
        },
        indent=1,
    )


def _told(found: History, version: int, weeks: int, *, dry_run: bool, shown: bool) -> list[str]:
    if not shown:
        lines = [SHY]
    else:
        lines = [f"Rules {version} over {found.facts - found.kept:,} requests:"]
        lines += [
            f"{number:>10,}  {what:<8} {before} → {after}"
            for (what, before, after), number in sorted(found.moved.items(), key=lambda one: -one[1])
        ] or ["  nothing moves" if dry_run else "  nothing moved"]
        if found.kept:
            lines.append(f"{found.kept:,} keep their class: whose they were is erased.")
    if dry_run:
        lines.append("Nothing was changed.")
    else:
        lines.append(
            f"Counters of {weeks} weeks were made anew. Nobody was told: events go out once, when a hit settles."
        )
    if version != VERSION:
        lines.append(f"New requests go on being judged by rules {VERSION}.")
    return lines
