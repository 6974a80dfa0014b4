"""A member of the sample company's workspace, and the Slack that hears of them."""

from collections.abc import Iterator

import pytest

from digests.db import Database
from digests.people.model import Person
from digests.people.store import add_people
from tests.bot.chat import settings
from tests.bot.slack.hand import Hand
from tests.bot.vendor import Vendor
from tests.factories import NOW, person


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as made:
        made.usually("views.publish", {"ok": True})
        made.usually("views.open", {"ok": True})
        made.usually("views.update", {"ok": True})
        made.usually("/response", {"ok": True})
        yield made


@pytest.fixture
def maja(database: Database) -> Person:
    made = person(slack_id="U1", languages=("en",))
    database.write(add_people, [made], NOW)
    return made


@pytest.fixture
def hand(vendor: Vendor, database: Database) -> Hand:
    return Hand(vendor, database, settings(vendor.address))
