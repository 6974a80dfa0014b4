"""The newsroom of the sample company: two desks, an editor, an approver, an employee, and a queue."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Connection

from digests.config import Content
from digests.content import body
from digests.content.model import Item, ItemState
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.people.store import add_people
from digests.settings import Settings
from tests.bot.chat import settings
from tests.bot.slack.newsroom.stack import Stack
from tests.bot.vendor import Vendor
from tests.factories import NOW, item, person

EDITOR = person(slack_id="U1", languages=("en",), roles=("comms:editor",))
APPROVER = person(
    id="p-0002",
    name="Ida Lund",
    email="ida.lund@example.com",
    slack_id="U2",
    languages=("en",),
    department="Communications",
    roles=("comms:approver", "hr:editor"),
)
EMPLOYEE = person(id="p-0003", name="Bo Friis", email="bo.friis@example.com", slack_id="U3", department="Legal")
DRAFT = item(
    state=ItemState.DRAFT,
    texts=(
        body.text("en", "Proud of what my colleagues did in the harbour."),
        body.text("da", "Stolt af det, mine kolleger har gjort i havnen.", "linkedin"),
    ),
)


def told(vendor: Vendor) -> Settings:
    """Settings of a company with two desks and two languages."""
    known = settings(vendor.address)
    content = Content(desks=["comms", "hr"], languages=["en", "da"], domains=["example.com"])
    return known.model_copy(update={"config": known.config.model_copy(update={"content": content})})


def keep(connection: Connection, *items: Item) -> None:
    """People and items, as files brought them."""
    add_people(connection, [EDITOR, APPROVER, EMPLOYEE], NOW)
    add_items(connection, [Entry(one, None) for one in items], "file", NOW)


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as made:
        for method in ("views.publish", "views.open", "views.push", "views.update", "chat.postMessage"):
            made.usually(method, {"ok": True})
        yield made


@pytest.fixture
def queue(database: Database) -> tuple[Item, ...]:
    """A draft, one in review, one approved, and one of the other desk."""
    found = (
        DRAFT,
        replace(DRAFT, id="crane-school", state=ItemState.IN_REVIEW, title={"en": "A school for cranes"}),
        replace(DRAFT, id="night-shift", state=ItemState.APPROVED, title={"en": "The night shift"}, approved_at=NOW),
        replace(DRAFT, id="welder", owner="hr", title={"en": "Welder wanted"}),
    )
    database.write(keep, *found)
    return found


@pytest.fixture
def editor(vendor: Vendor, database: Database, queue: tuple[Item, ...]) -> Stack:
    del queue
    return Stack(vendor, database, told(vendor))


@pytest.fixture
def approver(vendor: Vendor, database: Database, queue: tuple[Item, ...]) -> Stack:
    del queue
    return Stack(vendor, database, told(vendor), "U2")


@pytest.fixture
def employee(vendor: Vendor, database: Database, queue: tuple[Item, ...]) -> Stack:
    del queue
    return Stack(vendor, database, told(vendor), "U3")
