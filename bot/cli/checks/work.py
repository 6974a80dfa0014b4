"""Whether the work goes on: outbox, schedules, networks, and people without an address."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from bot.cli.checks.model import Check, Status, error, off, ok, warning
from digests.config import Config, duration
from digests.db import Database
from digests.delivery.model import DeliveryState
from digests.delivery.store import deliveries
from digests.edition import cron
from digests.errors import BudstikkeError, SettingsError
from digests.networks import NETWORKS, STALE_AFTER, Network
from digests.people.store import load_people

LATELY = timedelta(days=28)
WAITING = timedelta(hours=1)  # after this something should have been tried
_LATER = "the database has to be there first"


def outbox(database: Database, now: datetime) -> Check:
    """Nothing failed lately, nothing is in doubt, and nothing waits for too long."""
    try:
        states, oldest = database.read(_states, now)
    except BudstikkeError:
        return off("outbox", _LATER)
    found = ", ".join(f"{number} {state}" for state, number in sorted(states.items())) or "empty"
    if states.get(DeliveryState.UNKNOWN):
        return warning(
            "outbox", found, "See `budstikke outbox`; settle each with `budstikke outbox settle ID sent|resend`."
        )
    if states.get(DeliveryState.FAILED):
        return warning("outbox", found, "See `budstikke outbox` for the reasons.")
    if oldest is not None and oldest < now - WAITING:
        return warning(
            "outbox",
            f"{found}; the oldest waits since {oldest:%Y-%m-%d %H:%M} UTC",
            "Is `budstikke serve` running? `budstikke outbox` tells what the last try met.",
        )
    return ok("outbox", found)


def _states(connection: Connection, now: datetime) -> tuple[dict[str, int], datetime | None]:
    counted = (
        select(deliveries.c.state, func.count())
        .where(deliveries.c.changed_at > now - LATELY)
        .group_by(deliveries.c.state)
    )
    queued = select(func.min(deliveries.c.not_before)).where(deliveries.c.state == DeliveryState.QUEUED)
    return {state: number for state, number in connection.execute(counted)}, connection.scalar(queued)  # noqa: C416


def schedules(config: Config) -> Check:
    """Every schedule's cron line, lateness, and the company's zone can be read."""
    wrong = []
    for schedule in config.schedules:
        try:
            cron.read(schedule.cron)
            duration(schedule.lateness)
        except SettingsError as unreadable:
            wrong.append(f"{schedule.name}: {unreadable}")
    try:
        ZoneInfo(config.company.timezone)
    except (KeyError, ValueError, OSError):
        wrong.append(f"company.timezone {config.company.timezone!r} is not a time zone.")
    names = [schedule.name for schedule in config.schedules]
    wrong += [f"{name}: two schedules have this name." for name in sorted({n for n in names if names.count(n) > 1})]
    if wrong:
        return error("schedules", " ".join(wrong), "Correct [[schedules]] and [company] in config.toml.")
    return ok("schedules", ", ".join(names))


def check_schedules(config: Config) -> None:
    """SettingsError, for whoever is about to follow the schedules, when one cannot be followed."""
    found = schedules(config)
    if found.status is Status.ERROR:
        raise SettingsError(f"{found.found} {found.fix}")


def networks(today: date, known: Sequence[Network] = tuple(NETWORKS.values())) -> Check:
    """Somebody tried each network's composer within the last half year."""
    stale = sorted(network.title for network in known if network.stale(today))
    if stale:
        return warning(
            "networks",
            f"nobody has tried {', '.join(stale)} for {STALE_AFTER.days} days",
            "Update Budstikke: a newer version has newer addresses.",
        )
    return ok("networks", f"{len(known)} tried within {STALE_AFTER.days} days")


def reachable(database: Database) -> Check:
    """Everybody has an address of some kind."""
    try:
        people = database.read(load_people)
    except BudstikkeError:
        return off("people", _LATER)
    missing = [person.id for person in people if not person.reachable]
    if not people:
        return warning("people", "nobody is in the directory", "Run `budstikke import people FILE.csv`.")
    if missing:
        return warning(
            "people",
            f"{len(missing)} of {len(people)} have no address at all",
            f"Add an email, slack_id or teams_id to {', '.join(missing[:5])}{' ...' if len(missing) > 5 else ''}.",  # noqa: PLR2004
        )
    return ok("people", f"all {len(people)} can be reached")
