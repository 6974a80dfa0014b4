"""`doctor`: looks at everything a running Budstikke needs, and says what to do."""

import json
from collections.abc import Sequence

import click
from dns.exception import DNSException
from dns.resolver import Resolver
from sqlalchemy.exc import ArgumentError

from bot.cli.checks import (
    addresses,
    domains,
    feeds,
    house,
    look,
    names,
    programme,
    recalls,
    signin,
    slack,
    vendors,
    webhooks,
    work,
)
from bot.cli.checks.model import Check, Status, error, ok
from bot.service import Service, open_service
from bot.web.newsroom.health.model import Examined, Trouble
from digests.errors import SettingsError
from digests.people.model import ChannelName

MARKS = {Status.OK: "✓", Status.WARNING: "!", Status.ERROR: "✗", Status.OFF: "–"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def doctor(as_json: bool) -> None:  # noqa: FBT001
    """Check configuration, database, channels and addresses; nothing is sent. Exit 1 when something does not work."""
    checks = examine()
    click.echo(as_object(checks) if as_json else as_text(checks))
    if any(check.status is Status.ERROR for check in checks):
        raise SystemExit(1)


def examine() -> list[Check]:
    """Every check, in the order in which things should be put right."""
    try:
        service = open_service()
    except SettingsError as wrong:
        return [error("configuration", "it cannot be used", str(wrong))]
    except (ArgumentError, ImportError, OSError):
        return [
            error(
                "configuration", "DATABASE_URL cannot be used", "Write sqlite:///var/budstikke.db or postgresql://..."
            )
        ]
    try:
        return [ok("configuration", str(service.settings.path)), *_looked(service, _resolver())]
    finally:
        service.close()


def examined(service: Service) -> Examined:
    """What is wrong with a running Budstikke, for the newsroom's own page."""
    checks = _looked(service, _resolver())
    wrong = [check for check in checks if check.status in {Status.WARNING, Status.ERROR}]
    return Examined(
        tuple(Trouble(check.name, check.found, check.fix, check.status is Status.ERROR) for check in wrong),
        sum(check.status is not Status.OFF for check in checks),
    )


def _resolver() -> Resolver | None:
    try:
        return names.resolver()
    except (DNSException, OSError):
        return None


def _looked(service: Service, dns: Resolver | None) -> list[Check]:
    settings, database, now = service.settings, service.database, service.clock()
    demo = service.enabled() == (ChannelName.PREVIEW,)
    return [
        house.secret_key(settings),
        house.database_ready(database),
        house.disk(database),
        house.clock(database, now),
        work.outbox(database, now),
        recalls.recalled(database, now),
        programme.programme(settings, database),
        work.schedules(settings.config),
        work.reachable(database),
        work.networks(now.date()),
        slack.slack(settings, database),
        slack.members(settings, database, now),
        vendors.teams(settings),
        vendors.mail(settings),
        webhooks.webhooks(settings, database, now),
        feeds.feeds(database),
        signin.newsroom(settings, database, service.clock),
        signin.company(settings, service.clock),
        look.colours(settings.config.company),
        look.logo(settings),
        *names.sender(settings, dns),
        addresses.public_address(settings.config, demo=demo),
        addresses.links_address(settings.config, demo=demo),
        addresses.links_host(settings.config, demo=demo),
        leads := domains.links_dns(settings.config, dns),
        domains.links_answer(settings.config, leads),
    ]


def as_object(checks: Sequence[Check]) -> str:
    """The checks as JSON."""
    rows = [
        {"name": check.name, "status": check.status.value, "fix": check.fix, "found": check.found} for check in checks
    ]
    return json.dumps({"checks": rows}, ensure_ascii=False, indent=1)


def as_text(checks: Sequence[Check]) -> str:
    """The checks for people, each with what to do where there is something."""
    width = max(len(check.name) for check in checks)
    lines = []
    for check in checks:
        lines.append(f"{MARKS[check.status]} {check.name:<{width}}  {check.found}".rstrip())
        if check.fix:
            lines.append(f"  {'':<{width}}  → {check.fix}")
    return "\n".join(lines)
