"""Whether this machine is in order: secret key, database, disk and clock."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError

from bot.cli.checks.model import Check, error, off, ok, warning
from digests.db import Database
from digests.delivery.store import deliveries
from digests.errors import BudstikkeError, SettingsError
from digests.ledger.store import facts
from digests.settings import Settings

MEGABYTE = 1_000_000
FULL = 100 * MEGABYTE  # under this nothing should be sent
TIGHT = 1_000 * MEGABYTE
DRIFT = timedelta(minutes=5)  # between the clocks of two machines


def secret_key(settings: Settings) -> Check:
    """Every signed address hangs on it."""
    try:
        return ok("secret key", f"{len(settings.key)} characters")
    except SettingsError as missing:
        return error("secret key", "missing or too short", str(missing))


def database_ready(database: Database) -> Check:
    """It is there, can be written, and has the tables of this version."""
    from migrations.run import current, newest  # noqa: PLC0415 - Alembic is slow to load

    name = "database"
    file = _file(database)
    if file is not None and not file.exists():
        return error(name, f"{file} is not there", "Run `budstikke migrate`.")
    try:
        version = database.read(current)
        database.write(_nothing)
    except (BudstikkeError, DBAPIError) as trouble:
        return error(name, str(trouble).splitlines()[0], "Check DATABASE_URL and that the database is running.")
    if version != newest():
        return error(name, f"its tables are of version {version or 'none'}, not {newest()}", "Run `budstikke migrate`.")
    return ok(name, f"{database.url.get_backend_name()}, version {version}")


def _nothing(connection: Connection) -> None:
    """Taking the turn to write is what shows that it can be taken."""


def disk(database: Database) -> Check:
    """Room for the database to grow; on PostgreSQL its own server has to look."""
    file = _file(database)
    if file is None:
        return off("disk", "the database is on its own server")
    return free(shutil.disk_usage(file.parent).free, str(file.parent))


def free(size: int, where: str) -> Check:
    """What so many bytes of free space mean."""
    found = f"{size // MEGABYTE:,} MB free in {where}"
    if size < FULL:
        return error("disk", found, "Make room: nothing can be kept when the disk is full.")
    return warning("disk", found, "Make room soon.") if size < TIGHT else ok("disk", found)


def clock(database: Database, now: datetime) -> Check:
    """Nothing in the database is from the future."""
    try:
        newest = database.read(_newest)
    except BudstikkeError:
        return off("clock", "the database has to be there first")
    if newest is not None and newest > now + DRIFT:
        return error(
            "clock",
            f"it says {now:%Y-%m-%d %H:%M} UTC, and the newest entry is from {newest:%Y-%m-%d %H:%M} UTC",
            "Set this machine's clock (turn on NTP): it was set back, or was wrong when that was written.",
        )
    return ok("clock", f"{now:%Y-%m-%d %H:%M} UTC")


def _newest(connection: Connection) -> datetime | None:
    newest = [connection.scalar(select(func.max(column))) for column in (facts.c.at, deliveries.c.changed_at)]
    return max((at for at in newest if at is not None), default=None)


def _file(database: Database) -> Path | None:
    return Path(database.url.database or "") if database.sqlite else None
