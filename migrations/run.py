"""Brings a database to the newest schema, and tells which one it has."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from digests.db import Database
from digests.errors import DatabaseError

FOLDER = Path(__file__).resolve().parent
LOCK = 0x6275_6473  # one number that all who migrate this product on PostgreSQL agree on


def migrate(database: Database) -> tuple[str | None, str]:
    """The schema version before and after; a second process waits for the first. DatabaseError for a newer schema."""
    return database.write(_upgrade)


def current(connection: Connection) -> str | None:
    """The schema version the database has, None when it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """The schema version that this code knows."""
    return str(ScriptDirectory(str(FOLDER)).get_current_head())


def _upgrade(connection: Connection) -> tuple[str | None, str]:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    before = current(connection)
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    if before is not None and not _is_known(before):
        raise DatabaseError(
            f"The database is at {before}, which this version does not know: a newer Budstikke migrated it. "
            "Install that version, or restore the backup from before."
        )
    command.upgrade(config, "head")
    return before, newest()


def _is_known(revision: str) -> bool:
    try:
        return ScriptDirectory(str(FOLDER)).get_revision(revision) is not None
    except CommandError:
        return False
