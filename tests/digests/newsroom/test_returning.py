"""Whoever wrote or submitted an item hears once that a change is asked for."""

from datetime import timedelta

import pytest

from digests.content.model import ItemState
from digests.db import Database
from digests.newsroom import items
from digests.newsroom.approvers import asked
from digests.newsroom.returning import FRESH, Returned, untold
from digests.newsroom.standing import OPERATOR, Standing
from tests.digests.newsroom.house import ADMIN, APPROVER, EDITOR, EMPLOYEE, ID, OTHER_EDITOR, House, draft, of
from tests.factories import NOW


@pytest.fixture
def house(database: Database) -> House:
    made = House(database)
    made.do(items.add, of(EDITOR), draft(), NOW)
    return made


def sent_back(house: House, submitter: Standing, by: Standing) -> int:
    version = house.do(items.submit, submitter, ID, NOW).version
    return house.do(items.ask_change, by, ID, version, "Name the captain", NOW).version


def told(house: House, channel: str = "slack") -> list[Returned]:
    return house.database.read(untold, channel, NOW)


def who(house: House) -> list[str]:
    return [one.person.id for one in told(house)]


def test_nobody_is_told_of_what_waits_or_was_never_submitted(house: House) -> None:
    assert told(house) == []
    house.do(items.submit, of(EDITOR), ID, NOW)
    assert told(house) == []


def test_the_author_is_told_by_whom_and_why(house: House) -> None:
    sent_back(house, of(EDITOR), of(APPROVER))
    assert told(house) == [Returned(house.item(), EDITOR, "Name the captain", "App Rover")]


def test_whoever_wrote_and_whoever_submitted_are_both_told(house: House) -> None:
    sent_back(house, of(OTHER_EDITOR), of(APPROVER))
    assert who(house) == [EDITOR.id, OTHER_EDITOR.id]


def test_whoever_sends_their_own_back_is_not_told(house: House) -> None:
    sent_back(house, of(ADMIN), of(ADMIN))
    assert who(house) == [EDITOR.id]


def test_the_command_line_has_no_name(house: House) -> None:
    sent_back(house, of(EDITOR), OPERATOR)
    assert [one.by for one in told(house)] == [""]


def test_whoever_was_told_is_not_told_again_on_that_channel(house: House) -> None:
    version = sent_back(house, of(EDITOR), of(APPROVER))
    house.do(asked, ID, version, EDITOR.id, NOW, channel="slack", ref="")
    assert told(house) == []
    assert [one.person for one in told(house, "teams")] == [EDITOR]


def test_once_it_was_changed_there_is_nothing_left_to_tell(house: House) -> None:
    version = sent_back(house, of(EDITOR), of(APPROVER))
    house.do(items.change, of(OTHER_EDITOR), draft(minutes=9), version, NOW)
    assert told(house) == []
    assert house.item().state is ItemState.DRAFT


def test_what_was_sent_back_long_ago_is_told_to_nobody(house: House) -> None:
    sent_back(house, of(EDITOR), of(APPROVER))
    assert house.database.read(untold, "slack", NOW + FRESH - timedelta(seconds=1)) != []
    assert house.database.read(untold, "slack", NOW + FRESH) == []


def test_an_author_without_a_role_at_the_desk_is_not_told(house: House) -> None:
    made = house.do(items.suggest, EMPLOYEE, "https://www.example.com/tip", "A tip", "", "", NOW)
    house.do(items.accept, of(EDITOR), made.id, "comms", NOW)
    version = house.do(items.submit, of(EDITOR), made.id, NOW).version
    house.do(items.ask_change, of(APPROVER), made.id, version, "Why now?", NOW)
    assert EMPLOYEE.id not in who(house)
    assert EDITOR.id in who(house)
