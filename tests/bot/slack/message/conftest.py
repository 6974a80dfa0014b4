"""A digest that was sent, its reader, and the Slack that hears of them."""

from collections.abc import Iterator

import pytest

from digests.db import Database
from tests.bot.chat import settings
from tests.bot.slack.message.reader import CHANGE, OPEN, UPDATE, Reader, deliver
from tests.bot.vendor import Vendor
from tests.factories import person


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as made:
        for method in (UPDATE, OPEN, CHANGE):
            made.usually(method, {"ok": True})
        yield made


@pytest.fixture
def reader(vendor: Vendor, database: Database) -> Reader:
    database.write(deliver, person(slack_id="U1", languages=("en",)))
    return Reader(vendor, database, settings(vendor.address))
