"""Models and migrations say the same."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect

from digests.db import Database
from digests.errors import DatabaseError
from migrations.run import FOLDER, current, migrate, newest
from migrations.tables import metadata


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


def test_models_and_migrations_agree(database: Database) -> None:
    assert database.read(_differences) == []


def test_migrating_again_changes_nothing(database: Database) -> None:
    assert migrate(database) == (newest(), newest())
    assert database.read(current) == newest()


def test_a_database_of_a_newer_version_is_left_alone_with_one_clear_line(database: Database) -> None:
    database.write(lambda c: c.exec_driver_sql("UPDATE alembic_version SET version_num = '20991231_later'").rowcount)
    with pytest.raises(DatabaseError, match="20991231_later, which this version does not know"):
        migrate(database)
    assert database.read(current) == "20991231_later"


def test_every_migration_can_be_taken_back_and_made_again(database: Database) -> None:
    def back(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(FOLDER))
        config.attributes["connection"] = connection
        command.downgrade(config, "base")

    database.write(back)
    assert database.read(lambda c: set(inspect(c).get_table_names())) == {"alembic_version"}
    migrate(database)
    assert database.read(_differences) == []
