"""Who can approve, and the cards that asked them."""

import pytest

from digests.db import Database
from digests.newsroom import approvers
from digests.newsroom.model import Card
from digests.people.store import add_people
from tests.digests.newsroom.house import ADMIN, APPROVER, EDITOR, HR, ID, LATER, House
from tests.factories import NOW, person


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def test_a_desk_s_approvers_are_those_with_its_role_and_the_admins(house: House) -> None:
    assert [one.id for one in house.database.read(approvers.approvers, "comms")] == [ADMIN.id, APPROVER.id]
    assert [one.id for one in house.database.read(approvers.approvers, "hr")] == [ADMIN.id, HR.id]


def test_roles_count_however_they_are_written_and_not_of_those_who_left(house: House) -> None:
    loud = person(id="p-loud", email="loud@example.com", roles=("CSR:Approver",))
    left = person(id="p-left", email="left@example.com", roles=("csr:approver",), left_at=NOW)
    almost = person(id="p-almost", email="almost@example.com", roles=("administration", "csr:approvers"))
    house.do(add_people, [loud, left, almost], NOW)
    assert [one.id for one in house.database.read(approvers.approvers, "csr")] == [ADMIN.id, "p-loud"]


def test_where_nobody_can_approve_there_is_nobody(database: Database) -> None:
    database.write(add_people, [EDITOR], NOW)
    assert database.read(approvers.approvers, "comms") == []


def test_a_card_is_found_again_where_it_stands_now(house: House) -> None:
    house.do(approvers.asked, ID, 2, APPROVER.id, NOW, channel="slack", ref="D1/1.1")
    house.do(approvers.asked, ID, 2, ADMIN.id, NOW, channel="slack", ref="D2/1.1")
    house.do(approvers.asked, ID, 3, ADMIN.id, NOW, channel="slack", ref="D2/2.1")
    house.do(approvers.asked, ID, 2, APPROVER.id, LATER, channel="slack", ref="D1/9.9")
    found = house.database.read(approvers.cards, ID, 2)
    assert [(card.person_id, card.ref) for card in found] == [(APPROVER.id, "D1/9.9"), (ADMIN.id, "D2/1.1")]
    assert house.database.read(approvers.cards, ID)[-1] == Card(found[-1].id + 1, ID, 3, ADMIN.id, "slack", "D2/2.1")
    assert house.database.read(approvers.cards, "other") == []
