"""A newsroom and a browser for the journeys."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from digests.db import Database
from tests.bot.web.browser import MISSING, chromium
from tests.bot.web.newsroom.lively import busy, enliven
from tests.bot.web.newsroom.office import Office, office


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for all journeys of a module."""
    if MISSING:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with chromium() as found:
        yield found


@pytest.fixture
def newsroom(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Office]:
    """Two desks, somebody in every role, and a month behind them."""
    shutil.copyfile(migrated_sqlite, tmp_path / "budstikke.db")
    database = Database(f"sqlite:///{tmp_path / 'budstikke.db'}")
    made = office(database, tmp_path)
    database.write(enliven)
    database.write(busy)
    yield made
    database.close()
