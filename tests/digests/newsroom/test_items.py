"""An item's way through the newsroom: who may do what, and that every step is kept."""

import pytest

from digests.content.model import ItemState
from digests.db import Database
from digests.newsroom import items
from digests.newsroom.errors import NotAllowedError
from tests.digests.newsroom.house import APPROVER, EDITOR, ID, LATER, House, draft, of
from tests.factories import NOW


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def test_an_item_goes_from_draft_to_review_to_approval_and_every_step_is_kept(house: House) -> None:
    made = house.do(items.add, of(EDITOR), draft(), NOW)
    assert (made.id, made.state, made.version) == (ID, ItemState.DRAFT, 1)
    house.do(items.submit, of(EDITOR), ID, NOW)
    approved = house.do(items.approve, of(APPROVER), ID, 2, LATER)
    assert (approved.state, approved.version, approved.approved_at) == (ItemState.APPROVED, 3, LATER)
    assert house.item() == approved
    assert house.acts() == [("added", EDITOR.id, ""), ("submitted", EDITOR.id, ""), ("approved", APPROVER.id, "")]


def test_an_editor_approves_nothing(house: House) -> None:
    house.do(items.add, of(EDITOR), draft(), NOW)
    with pytest.raises(NotAllowedError, match="comms:approver"):
        house.do(items.approve, of(EDITOR), ID, 1, NOW)
    assert house.item().state is ItemState.DRAFT
