"""The web of a company of one."""

from pathlib import Path

import pytest

from digests.db import Database
from tests.bot.web.world import World, world


@pytest.fixture
def web(database: Database, tmp_path: Path) -> World:
    """In English."""
    return world(database, tmp_path)
