"""A reminder goes out once, in time, and only where it is still wanted."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from digests.content.store import items
from digests.db import Database
from digests.employee import acts
from digests.employee.model import PickState, Reminder
from digests.employee.own import pick_states
from digests.employee.reminders import due_reminders, give_up, reminded
from digests.employee.store import load_wishes
from digests.people.model import ChannelName
from digests.people.store import people
from tests.digests.employee.ground import HARBOUR, MAJA, beside, changed, mine
from tests.factories import NOW

AT = NOW + timedelta(hours=3)
DAY = timedelta(days=1)


@pytest.fixture
def asked(employed: Database) -> Database:
    """Maja wants to hear of the first pick again at eleven, UTC."""
    employed.write(acts.remind, mine(employed), AT, NOW)
    return employed


def due(database: Database, now: Any = AT, limit: int = 10, **which: Any) -> list[int]:
    return [one.position for one in database.read(due_reminders, now, limit, **which)]


def test_a_reminder_is_due_at_its_moment_with_the_place_of_its_message(asked: Database) -> None:
    assert due(asked, AT - timedelta(seconds=1)) == []
    (found,) = asked.read(due_reminders, AT, 10)
    assert found == Reminder(found.id, 1, 1, MAJA, ChannelName.SLACK, "ref of maja")


def test_reminders_come_in_their_order_and_so_many_at_a_time(asked: Database) -> None:
    asked.write(acts.remind, mine(asked, 2), AT - timedelta(hours=1), NOW)
    assert due(asked) == [2, 1]
    assert due(asked, limit=1) == [2]


def test_a_reminder_goes_out_once_and_nothing_is_left_of_it(asked: Database) -> None:
    asked.write(acts.remind, mine(asked, 2), AT + DAY, NOW)
    asked.write(acts.not_now, mine(asked, 3), NOW)
    asked.write(acts.remind, mine(asked, 3), AT, NOW)
    ids = [one.id for one in asked.read(due_reminders, AT, 10)]
    asked.write(reminded, ids, AT)
    assert due(asked) == []
    assert asked.read(load_wishes, 1).keys() == {2, 3}
    found = asked.read(pick_states, 1)
    assert [found[position].state for position in (1, 2, 3)] == [
        PickState.OFFERED,
        PickState.REMINDED,
        PickState.LATER,
    ]


def test_a_reminder_that_nobody_could_send_for_a_day_is_given_up(asked: Database) -> None:
    assert due(asked, AT + DAY - timedelta(seconds=1)) == [1]
    assert due(asked, AT + DAY) == []
    asked.write(give_up, AT + DAY - timedelta(seconds=1))
    assert asked.read(load_wishes, 1).keys() == {1}
    asked.write(give_up, AT + DAY)
    assert asked.read(load_wishes, 1) == {}


def test_what_is_given_up_goes_beside_whatever_goes_out(asked: Database) -> None:
    asked.write(reminded, [], AT + DAY)
    assert asked.read(load_wishes, 1) == {}


def test_only_the_channels_that_were_asked_for_are_given(asked: Database) -> None:
    assert due(asked, channels=[ChannelName.SLACK, ChannelName.TEAMS]) == [1]
    assert due(asked, channels=[ChannelName.TEAMS]) == []


@pytest.mark.parametrize(
    "quiet", [{"stopped": True}, {"paused_until": AT + DAY}], ids=["stopped", "paused"]
)  # fmt: skip
def test_whoever_wants_quiet_is_not_reminded(asked: Database, quiet: dict[str, Any]) -> None:
    asked.write(lambda c: beside(c).chose(MAJA, **quiet))
    assert due(asked) == []


def test_a_pause_that_is_over_keeps_nobody_from_being_reminded(asked: Database) -> None:
    asked.write(lambda c: beside(c).chose(MAJA, paused_until=AT))
    assert due(asked) == [1]


@pytest.mark.parametrize("fields", [{"state": "withdrawn"}, {"expires": AT}], ids=["withdrawn", "over"])
def test_nobody_is_reminded_of_what_is_not_there(asked: Database, fields: dict[str, Any]) -> None:
    asked.write(lambda c: c.execute(update(items).where(items.c.id == HARBOUR).values(expires=AT + DAY)))
    assert due(asked) == [1]
    asked.write(lambda c: c.execute(update(items).where(items.c.id == HARBOUR).values(**fields)))
    assert due(asked) == []


def test_whoever_left_is_not_reminded(asked: Database) -> None:
    asked.write(lambda c: c.execute(update(people).values(left_at=NOW)))
    assert due(asked) == []


@pytest.mark.parametrize(
    "fields", [{"state": "unknown"}, {"channel": None}, {"person_id": None}], ids=["not sent", "nowhere", "cleared"]
)
def test_only_a_digest_that_is_known_to_be_there_is_come_back_to(asked: Database, fields: dict[str, Any]) -> None:
    changed(asked, **fields)
    assert due(asked) == []
