"""The newsroom that its tests ask for."""

from pathlib import Path

import pytest

from digests.db import Database
from tests.bot.web.newsroom.office import Office, office


@pytest.fixture
def newsroom(database: Database, tmp_path: Path) -> Office:
    """Two desks, somebody in every role, seven items."""
    return office(database, tmp_path)
