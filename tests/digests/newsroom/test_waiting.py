"""Approvers are asked once about each version, reminded once, and in time somebody else is asked in their place."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, update

from digests.content.model import ItemState
from digests.content.queue import merge
from digests.db import Database
from digests.newsroom import deputies, items, waiting
from digests.newsroom.approvers import asked, cards
from digests.newsroom.standing import OPERATOR
from digests.newsroom.waiting import Patience
from digests.people.model import Person
from digests.people.store import add_people, people
from tests.digests.newsroom.house import ADMIN, APPROVER, EDITOR, HR, ID, LATER, OTHER_EDITOR, House, draft, of
from tests.factories import NOW, person

HOUR = timedelta(hours=1)
DESK_ADMIN = person(id="p-chief", name="Chi Ef", email="chief@example.com", roles=("comms:admin",))
PATIENCE = Patience()


@pytest.fixture
def house(database: Database) -> House:
    made = House(database)
    made.do(add_people, [DESK_ADMIN], NOW)
    made.do(items.add, of(EDITOR), draft(), NOW)
    return made


def submitted(house: House, who: Person = EDITOR) -> int:
    return house.do(items.submit, of(who), ID, NOW).version


def unasked(house: House, hours: float = 0, patience: Patience = PATIENCE, **more: int) -> list[str]:
    return [one.person.id for one in house.database.read(waiting.unasked, NOW + hours * HOUR, patience, **more)]


def unreminded(house: House, hours: float, patience: Patience = PATIENCE) -> list[str]:
    return [card.person_id for card, _ in house.database.read(waiting.unreminded, NOW + hours * HOUR, patience)]


def card(house: House, version: int, person_id: str = APPROVER.id, channel: str = "slack", ref: str = "D1:1.1") -> None:
    house.do(asked, ID, version, person_id, NOW, channel=channel, ref=ref)


def away(house: House, who: Person, deputy: Person, days: int | None = 7) -> None:
    ends = None if days is None else NOW + timedelta(days=days)
    house.do(deputies.name, of(who), deputy.id, starts=NOW - HOUR, ends=ends, now=NOW)


def leaves(house: House, who: Person) -> None:
    house.database.write(lambda c: c.execute(update(people).where(people.c.id == who.id).values(left_at=NOW)))


def test_nobody_is_asked_about_a_draft(house: House) -> None:
    assert unasked(house) == []
    assert unreminded(house, 1000) == []


def test_approvers_are_asked_about_what_was_submitted_and_by_whom(house: House) -> None:
    version = submitted(house)
    (first,) = house.database.read(waiting.unasked, NOW, PATIENCE)
    assert first.person.id == APPROVER.id
    assert (first.item.version, first.by, first.at, first.open) == (version, "Edit Or", NOW, True)


def test_whoever_was_asked_on_any_channel_is_not_asked_again_about_the_same_version(house: House) -> None:
    version = submitted(house)
    card(house, version, channel="email")
    assert unasked(house) == []
    house.do(items.change, of(OTHER_EDITOR), draft(minutes=9), version, NOW)
    assert unasked(house) == [APPROVER.id]


def test_where_the_approver_wrote_it_the_desks_admins_are_asked_and_else_the_companys(house: House) -> None:
    submitted(house, APPROVER)
    assert unasked(house) == [DESK_ADMIN.id]
    leaves(house, DESK_ADMIN)
    assert unasked(house) == [ADMIN.id]
    leaves(house, ADMIN)
    assert unasked(house) == []
    assert unasked(house, patience=Patience(own=True)) == [APPROVER.id]


def test_two_items_of_a_desk_are_two_questions(house: House) -> None:
    submitted(house)
    house.do(items.add, of(EDITOR), draft(id="second"), NOW)
    house.do(items.submit, of(EDITOR), "second", NOW)
    assert unasked(house) == [APPROVER.id, APPROVER.id]
    assert unasked(house, limit=1) == [APPROVER.id]


def test_an_item_that_a_file_brought_has_nobody_who_submitted_it(house: House) -> None:
    house.do(merge, [draft(id="from-a-file", state=ItemState.IN_REVIEW)], NOW, operator=True)
    (one,) = house.database.read(waiting.unasked, NOW, PATIENCE)
    assert (one.item.id, one.by, one.at) == ("from-a-file", "", None)


def test_what_the_command_line_submitted_has_no_name(house: House) -> None:
    house.do(items.submit, OPERATOR, ID, NOW)
    (one,) = house.database.read(waiting.unasked, NOW, PATIENCE)
    assert (one.by, one.at) == ("", NOW)


def test_while_an_approver_is_away_their_deputy_is_asked_in_their_place(house: House) -> None:
    away(house, APPROVER, HR)
    submitted(house)
    assert unasked(house) == [HR.id]
    assert unasked(house, 24 * 8) == [APPROVER.id]


def test_a_deputy_who_wrote_it_or_left_is_not_asked(house: House) -> None:
    away(house, APPROVER, EDITOR)
    submitted(house)
    assert unasked(house) == [APPROVER.id]
    away(house, APPROVER, HR)
    assert unasked(house) == [HR.id]
    leaves(house, HR)
    assert unasked(house) == [APPROVER.id]


def test_once_time_is_up_the_deputy_is_asked(house: House) -> None:
    away(house, APPROVER, HR, days=None)
    version = submitted(house)
    assert unasked(house) == [APPROVER.id]
    card(house, version)
    assert unasked(house, 47.9) == []
    assert unasked(house, 48) == [HR.id]
    card(house, version, HR.id)
    assert unasked(house, 49) == []


def test_without_a_deputy_the_desks_admins_are_asked_in_time_and_else_the_companys(house: House) -> None:
    card(house, submitted(house))
    assert unasked(house, 48) == [DESK_ADMIN.id]
    leaves(house, DESK_ADMIN)
    assert unasked(house, 48) == [ADMIN.id]


def test_as_long_as_one_of_several_approvers_has_time_nobody_else_is_asked(house: House) -> None:
    other = person(id="p-later", name="La Ter", email="later@example.com", roles=("comms:approver",))
    house.do(add_people, [other], NOW)
    version = submitted(house)
    card(house, version)
    house.do(asked, ID, version, other.id, NOW + HOUR, channel="email", ref="m")
    assert unasked(house, 48) == []
    assert unasked(house, 49) == [DESK_ADMIN.id]


def test_whoever_no_channel_reaches_keeps_nobody_waiting(house: House) -> None:
    card(house, submitted(house), channel=waiting.NOWHERE, ref="")
    assert unasked(house) == [DESK_ADMIN.id]


def test_a_deadline_of_nought_asks_nobody_else(house: House) -> None:
    card(house, submitted(house))
    assert unasked(house, 10_000, Patience(deadline=0)) == []


def test_hours_of_weekends_are_not_counted(house: House) -> None:
    card(house, submitted(house))
    friday = 72  # NOW is a Tuesday morning
    house.do(asked, ID, house.item().version, APPROVER.id, NOW + friday * HOUR, channel="slack", ref="D1:1.1")
    assert unreminded(house, friday + 71) == []
    assert unreminded(house, friday + 72) == [APPROVER.id]


def test_hours_of_holidays_are_not_counted(house: House) -> None:
    card(house, submitted(house))
    off = replace(PATIENCE, is_holiday=lambda country, day: (country, day.day) == ("DK", 25))
    assert unreminded(house, 24, off) == []
    assert unreminded(house, 48, off) == [APPROVER.id]


def test_an_approver_is_reminded_once(house: House) -> None:
    version = submitted(house)
    card(house, version)
    assert unreminded(house, 23.9) == []
    assert unreminded(house, 24) == [APPROVER.id]
    assert unreminded(house, 24, Patience(remind=0)) == []
    numbers = [one.id for one in house.database.read(cards, ID)]
    house.do(waiting.reminded, numbers, NOW + 24 * HOUR)
    assert unreminded(house, 30) == []
    house.do(waiting.reminded, numbers, None)
    assert unreminded(house, 30) == [APPROVER.id]


def test_nobody_is_reminded_of_what_they_were_not_sent_or_cannot_decide(house: House) -> None:
    version = submitted(house)
    card(house, version, ref="")
    card(house, version, HR.id)
    assert unreminded(house, 24) == []
    away(house, APPROVER, HR)
    card(house, version)
    assert unreminded(house, 24) == [HR.id]


def test_nobody_is_reminded_of_what_is_decided(house: House) -> None:
    version = submitted(house)
    card(house, version)
    house.do(items.approve, of(APPROVER), ID, version, LATER)
    assert unreminded(house, 24) == []


def test_many_items_take_as_many_queries_as_one(house: House) -> None:
    queries: list[str] = []
    event.listen(
        house.database.engine, "before_cursor_execute", lambda _connection, _cursor, said, *_: queries.append(said)
    )
    away(house, APPROVER, HR)
    card(house, submitted(house))
    queries.clear()
    house.database.read(waiting.load_waiting, NOW)
    few = len(queries)
    for number in range(30):
        house.do(merge, [draft(id=f"n-{number}", state=ItemState.IN_REVIEW)], NOW, operator=True)
    queries.clear()
    assert len(house.database.read(waiting.load_waiting, NOW).items) == 31
    assert len(queries) == few
