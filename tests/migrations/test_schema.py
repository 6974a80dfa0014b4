"""Models and migrations say the same."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from digests.db import Database
from migrations.run import current, migrate, newest
from migrations.tables import metadata


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


def test_models_and_migrations_agree(database: Database) -> None:
    assert database.read(_differences) == []


def test_migrating_again_changes_nothing(database: Database) -> None:
    assert migrate(database) == (newest(), newest())
    assert database.read(current) == newest()
