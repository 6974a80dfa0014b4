"""Decisions: four eyes, on the version that was seen, with a reason where one is owed."""

import pytest
from sqlalchemy import select

from digests.content import store as content
from digests.content.model import Item, ItemState
from digests.content.store import Entry
from digests.db import Database
from digests.errors import InputError
from digests.newsroom import items
from digests.newsroom.errors import NotAllowedError, StaleError
from digests.newsroom.model import LinksThen, Withdrawal
from digests.newsroom.standing import OPERATOR
from digests.sharing import links
from digests.sharing import store as sharing
from digests.sharing.model import LinkState, Press, Utm
from tests.digests.newsroom.house import ADMIN, APPROVER, EDITOR, HR, ID, LATER, House, draft, of
from tests.factories import NOW, item

UTM = Utm("budstikke", "employee", "{item}")
GO_ON = Withdrawal(links=LinksThen.GO_ON)


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def in_review(house: House) -> Item:
    house.do(items.add, of(EDITOR), draft(), NOW)
    return house.do(items.submit, of(EDITOR), ID, NOW)


def approved(house: House) -> Item:
    in_review(house)
    return house.do(items.approve, of(APPROVER), ID, 2, NOW)


def state_of_link(house: House) -> LinkState | None:
    target = house.database.read(links.resolve, "code1234", UTM, LATER)
    return None if target is None else target.state(LATER)


def closed(house: House) -> bool:
    return ID in house.database.read(content.load_closed, [ID], LATER)


def test_an_editor_approves_nothing(house: House) -> None:
    in_review(house)
    with pytest.raises(NotAllowedError, match="comms:approver"):
        house.do(items.approve, of(EDITOR), ID, 2, NOW)
    assert house.item().state is ItemState.IN_REVIEW


def test_nobody_approves_what_they_submitted_unless_that_is_allowed(house: House) -> None:
    house.do(items.add, of(EDITOR), draft(), NOW)
    house.do(items.submit, of(APPROVER), ID, NOW)
    with pytest.raises(NotAllowedError, match="somebody else"):
        house.do(items.approve, of(APPROVER), ID, 2, NOW)
    assert house.do(items.approve, of(APPROVER), ID, 2, NOW, own=True).state is ItemState.APPROVED


def test_nobody_approves_what_they_wrote_last_not_even_an_admin(house: House) -> None:
    in_review(house)
    house.do(items.change, of(ADMIN), draft(goal="application"), 2, NOW)
    with pytest.raises(NotAllowedError, match="yourself"):
        house.do(items.approve, of(ADMIN), ID, 3, NOW)
    assert house.do(items.approve, of(APPROVER), ID, 3, NOW).state is ItemState.APPROVED


def test_only_who_wrote_last_counts_not_whoever_wrote_before(house: House) -> None:
    house.do(items.add, of(APPROVER), draft(), NOW)
    house.do(items.change, of(EDITOR), draft(goal="application"), 1, NOW)
    house.do(items.submit, of(EDITOR), ID, NOW)
    assert house.do(items.approve, of(APPROVER), ID, 3, NOW).state is ItemState.APPROVED


def test_the_command_line_approves_as_it_stands(house: House) -> None:
    in_review(house)
    done = house.do(items.approve, OPERATOR, ID, None, NOW, origin="command")
    assert done.state is ItemState.APPROVED
    assert house.acts()[-1] == ("approved", None, "")


def test_approving_twice_is_once(house: House) -> None:
    approved(house)
    assert house.do(items.approve, of(ADMIN), ID, 2, NOW).version == 3


def test_nobody_decides_on_a_version_they_have_not_seen(house: House) -> None:
    in_review(house)
    house.do(items.change, of(EDITOR), draft(goal="application"), 2, NOW)
    with pytest.raises(StaleError, match="at version 3, and you saw 2") as caught:
        house.do(items.approve, of(APPROVER), ID, 2, NOW)
    assert (caught.value.ours.goal, caught.value.theirs.goal) == ("", "application")
    with pytest.raises(StaleError):
        house.do(items.ask_change, of(APPROVER), ID, 2, "Shorter", NOW)
    assert house.item().state is ItemState.IN_REVIEW


def test_asking_for_a_change_sends_it_back_with_the_reason(house: House) -> None:
    in_review(house)
    back = house.do(items.ask_change, of(APPROVER), ID, 2, " Shorter, please. ", NOW)
    assert back.state is ItemState.DRAFT
    assert house.acts()[-1] == ("asked", APPROVER.id, "Shorter, please.")


def test_asking_for_a_change_needs_a_reason_a_role_and_something_in_review(house: House) -> None:
    in_review(house)
    with pytest.raises(InputError, match="only your words"):
        house.do(items.ask_change, of(APPROVER), ID, 2, "  ", NOW)
    with pytest.raises(NotAllowedError):
        house.do(items.ask_change, of(EDITOR), ID, 2, "no", NOW)
    house.do(items.approve, of(APPROVER), ID, 2, NOW)
    with pytest.raises(InputError, match="it is approved"):
        house.do(items.ask_change, of(APPROVER), ID, 3, "no", NOW)


def test_an_approved_item_is_withdrawn_by_whoever_may_approve_and_a_draft_by_its_desk(house: House) -> None:
    house.do(items.add, of(EDITOR), draft(), NOW)
    with pytest.raises(NotAllowedError):
        house.do(items.withdraw, of(HR), ID, Withdrawal(), NOW)
    assert house.do(items.withdraw, of(EDITOR), ID, Withdrawal(), NOW).state is ItemState.WITHDRAWN
    house.do(items.approve, of(APPROVER), ID, 2, NOW)
    with pytest.raises(NotAllowedError, match="comms:approver"):
        house.do(items.withdraw, of(EDITOR), ID, Withdrawal(), NOW)
    gone = house.do(items.withdraw, of(APPROVER), ID, Withdrawal(reason=" Wrong figure "), NOW)
    assert (gone.state, gone.approved_at) == (ItemState.WITHDRAWN, None)
    assert house.acts()[-1] == ("withdrawn", APPROVER.id, "Wrong figure")


def test_the_links_of_a_withdrawn_item_answer_as_chosen_and_again_when_that_is_changed(house: House) -> None:
    approved(house)
    house.do(sharing.add_link, "code1234", Press(ID, "linkedin"), NOW)
    assert state_of_link(house) is LinkState.OPEN
    house.do(items.withdraw, of(APPROVER), ID, Withdrawal(), NOW)
    assert (state_of_link(house), closed(house)) == (LinkState.WITHDRAWN, True)
    again = house.do(items.withdraw, of(APPROVER), ID, GO_ON, NOW)
    assert (again.version, state_of_link(house), closed(house)) == (4, LinkState.OPEN, False)
    target = house.database.read(links.resolve, "code1234", UTM, LATER)
    assert target is not None
    assert target.url.startswith(item().url)
    house.do(items.withdraw, of(APPROVER), ID, Withdrawal(), NOW)
    assert (state_of_link(house), closed(house)) == (LinkState.WITHDRAWN, True)


def test_a_restored_item_is_what_it_was_and_forgets_what_its_links_did(house: House) -> None:
    approved(house)
    house.do(items.withdraw, of(APPROVER), ID, GO_ON, NOW)
    with pytest.raises(NotAllowedError):
        house.do(items.restore, of(EDITOR), ID, NOW)
    back = house.do(items.restore, of(APPROVER), ID, LATER)
    assert (back.state, back.approved_at, back.version) == (ItemState.APPROVED, LATER, 5)
    assert not house.database.read(lambda c: c.scalar(select(content.items.c.links_go_on)))
    assert house.acts()[-1] == ("restored", APPROVER.id, "")


def test_restoring_a_draft_takes_an_editor_and_what_is_not_withdrawn_stays_as_it_is(house: House) -> None:
    house.do(items.add, of(EDITOR), draft(), NOW)
    house.do(items.withdraw, of(EDITOR), ID, Withdrawal(), NOW)
    assert house.do(items.restore, of(EDITOR), ID, NOW).state is ItemState.DRAFT
    assert house.do(items.restore, of(EDITOR), ID, NOW).version == 3
    with pytest.raises(NotAllowedError):
        house.do(items.restore, of(HR), ID, NOW)


def test_an_item_that_came_withdrawn_is_restored_as_a_draft(house: House) -> None:
    came = item(state=ItemState.WITHDRAWN, version=1)
    house.do(content.add_items, [Entry(came, None)], "file", NOW)
    assert house.do(items.restore, of(EDITOR), ID, NOW).state is ItemState.DRAFT


def test_approving_a_withdrawn_item_brings_it_back(house: House) -> None:
    approved(house)
    house.do(items.withdraw, of(APPROVER), ID, GO_ON, NOW)
    back = house.do(items.approve, of(ADMIN), ID, 4, LATER)
    assert (back.state, back.approved_at) == (ItemState.APPROVED, LATER)
    assert not house.database.read(lambda c: c.scalar(select(content.items.c.links_go_on)))
