"""What was delivered shows the item of today, when somebody who may approve says so."""

import pytest
from sqlalchemy import Connection

from digests.db import Database
from digests.delivery.store import deliveries
from digests.errors import InputError
from digests.newsroom import items
from digests.newsroom.correcting import correct, delivered
from digests.newsroom.errors import NotAllowedError
from digests.newsroom.recalls import due_recalls
from tests.bot.chat import keep
from tests.digests.newsroom.house import APPROVER, EDITOR, ID, LATER, House, draft, of
from tests.factories import NOW, person


@pytest.fixture
def house(database: Database) -> House:
    made = House(database)
    made.do(items.add, of(EDITOR), draft(), NOW)
    for number, channel in ((7, "slack"), (8, "slack"), (9, "email")):
        made.do(keep, person(id=f"p-{number}", email=f"p{number}@example.com"), delivery_id=number)
        made.do(arrive, number, channel)
    return made


def arrive(connection: Connection, number: int, channel: str) -> None:
    sent = deliveries.update().where(deliveries.c.id == number).values(state="sent", channel=channel, ref="D1:1.1")
    connection.execute(sent)


def test_messages_that_have_an_item_are_counted_by_channel(house: House) -> None:
    assert house.database.read(delivered, ID) == {"email": 1, "slack": 2}
    assert house.database.read(delivered, "another") == {}


def test_correcting_has_every_message_that_can_be_edited_drawn_anew(house: House) -> None:
    house.do(items.submit, of(EDITOR), ID, NOW)
    house.do(items.approve, of(APPROVER), ID, None, NOW)
    house.do(correct, of(APPROVER), ID, LATER)
    due = house.database.read(due_recalls, LATER, 10)
    assert [(one.delivery_id, one.kind.value) for one in due] == [(7, "correct"), (8, "correct")]
    assert house.acts()[-1] == ("corrected", APPROVER.id, "")


def test_only_whoever_approves_may_change_what_was_delivered(house: House) -> None:
    with pytest.raises(NotAllowedError):
        house.do(correct, of(EDITOR), ID, LATER)


def test_what_is_not_approved_reaches_no_message(house: House) -> None:
    with pytest.raises(InputError, match="draft"):
        house.do(correct, of(APPROVER), ID, LATER)
    assert house.database.read(due_recalls, LATER, 10) == []
