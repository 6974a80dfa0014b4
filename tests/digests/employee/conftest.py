"""A company for every test of this room."""

import pytest

from digests.db import Database
from tests.digests.employee.ground import company


@pytest.fixture
def employed(database: Database) -> Database:
    """A database with Maja's digest in it."""
    database.write(company)
    return database
