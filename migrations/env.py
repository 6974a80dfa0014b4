"""Runs migrations on a connection that is handed in, or on DATABASE_URL."""

import os

from alembic import context
from sqlalchemy import Connection

from digests.db import Database
from migrations.tables import metadata

OURS = frozenset(metadata.tables)


def run(connection: Connection) -> None:
    """One history for SQLite and PostgreSQL; tables that are not ours are left alone."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        include_name=lambda name, kind, _parents: kind != "table" or name in OURS,
    )
    with context.begin_transaction():
        context.run_migrations()


handed_in = context.config.attributes.get("connection")
if handed_in is not None:
    run(handed_in)
else:
    Database(os.environ.get("DATABASE_URL", "sqlite:///var/budstikke.db")).write(run)
