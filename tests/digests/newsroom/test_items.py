"""Writing items: any employee suggests, editors add, change and submit; every step is kept, and nothing is lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from digests.content import store as content
from digests.content.model import Item, ItemState, Kind
from digests.db import Database
from digests.errors import InputError, UnknownError
from digests.newsroom import items, queue
from digests.newsroom.errors import NotAllowedError, StaleError
from digests.newsroom.writing import MOST_A_DAY
from tests.digests.newsroom.house import (
    ADMIN,
    APPROVER,
    EDITOR,
    EMPLOYEE,
    HR,
    ID,
    LATER,
    OTHER_EDITOR,
    House,
    draft,
    of,
)
from tests.factories import NOW, person

URL = "https://www.example.com/news/quay"


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def suggested(house: House, title: str = "A new quay", url: str = URL, why: str = "", **more: str) -> Item:
    return house.do(items.suggest, EMPLOYEE, url, title, why, "https://chat.example.com/p1", NOW, **more)


def approved(house: House, **fields: object) -> Item:
    house.do(items.add, of(EDITOR), draft(**fields), NOW)
    house.do(items.submit, of(EDITOR), ID, NOW)
    return house.do(items.approve, of(APPROVER), ID, 2, NOW)


def origins(house: House) -> list[str]:
    order = select(content.item_versions.c.origin).order_by(content.item_versions.c.version)
    return house.database.read(lambda c: list(c.scalars(order)))


def test_an_item_goes_from_draft_to_review_to_approval_and_every_step_is_kept(house: House) -> None:
    made = house.do(items.add, of(EDITOR), draft(), NOW)
    assert (made.id, made.state, made.version) == (ID, ItemState.DRAFT, 1)
    house.do(items.submit, of(EDITOR), ID, NOW, origin="slack")
    done = house.do(items.approve, of(APPROVER), ID, 2, LATER)
    assert (done.state, done.version, done.approved_at) == (ItemState.APPROVED, 3, LATER)
    assert house.item() == done
    assert house.acts() == [("added", EDITOR.id, ""), ("submitted", EDITOR.id, ""), ("approved", APPROVER.id, "")]
    assert origins(house) == ["newsroom", "slack", "newsroom"]


def test_any_employee_suggests_and_it_waits_for_a_desk(house: House) -> None:
    made = suggested(house, "  A new   quay ", f" {URL} ", "We built it")
    assert made == Item("a-new-quay", URL, Kind.ARTICLE, "", {"da": "A new quay"}, state=ItemState.SUGGESTED)
    assert house.acts("a-new-quay") == [("suggested", EMPLOYEE.id, "")]
    found = house.database.read(queue.suggestions, ["a-new-quay", "other"])["a-new-quay"]
    assert (found.person_id, found.why, found.permalink) == (EMPLOYEE.id, "We built it", "https://chat.example.com/p1")


def test_a_suggestion_is_in_the_company_s_language_where_the_person_names_none(house: House) -> None:
    made = house.do(items.suggest, person(languages=()), URL, "New", "", "", NOW, language="sv")
    assert made.title == {"sv": "New"}


def test_titles_that_are_alike_make_items_apart(house: House) -> None:
    suggested(house)
    assert suggested(house, url="https://www.example.com/other").id == "a-new-quay-2"


@pytest.mark.parametrize(
    "url", ["", "http://www.example.com", "https://", "javascript:alert(1)", "https://[", "https://a b"]
)
def test_what_is_no_https_address_is_refused(house: House, url: str) -> None:
    with pytest.raises(InputError, match="https://"):
        suggested(house, url=url)
    with pytest.raises(InputError, match="https://"):
        house.do(items.add, of(EDITOR), draft(url=url), NOW)


@pytest.mark.parametrize("title", ["", "  ", "x" * 301])
def test_a_suggestion_needs_a_title_of_a_fair_length(house: House, title: str) -> None:
    with pytest.raises(InputError, match="title"):
        suggested(house, title)


def test_an_address_is_suggested_once_until_it_is_withdrawn(house: House) -> None:
    suggested(house)
    with pytest.raises(InputError, match="in the queue already"):
        suggested(house)
    house.do(items.decline, of(EDITOR), "a-new-quay", "Too early", NOW)
    assert suggested(house).id == "a-new-quay-2"


def test_nobody_suggests_more_in_a_day_than_can_be_looked_at(house: House) -> None:
    for number in range(MOST_A_DAY):
        suggested(house, url=f"{URL}/{number}")
    with pytest.raises(InputError, match="tomorrow"):
        suggested(house, url=f"{URL}/more")
    later = NOW + timedelta(days=1)
    assert house.do(items.suggest, EMPLOYEE, f"{URL}/more", "More", "", "", later).id == "more"


def test_whoever_left_suggests_nothing(house: House) -> None:
    with pytest.raises(NotAllowedError, match="work here"):
        house.do(items.suggest, person(left_at=NOW), URL, "New", "", "", NOW)


def test_a_desk_takes_a_suggestion_as_its_draft(house: House) -> None:
    suggested(house)
    taken = house.do(items.accept, of(HR), "a-new-quay", "hr", NOW)
    assert (taken.owner, taken.state, taken.version) == ("hr", ItemState.DRAFT, 2)
    with pytest.raises(InputError, match="not a suggestion any more: it is draft"):
        house.do(items.accept, of(HR), "a-new-quay", "hr", NOW)
    with pytest.raises(InputError, match="not a suggestion any more"):
        house.do(items.decline, of(HR), "a-new-quay", "no", NOW)


def test_a_declined_suggestion_says_why(house: House) -> None:
    suggested(house)
    with pytest.raises(NotAllowedError):
        house.do(items.decline, of(EMPLOYEE), "a-new-quay", "mine", NOW)
    declined = house.do(items.decline, of(EDITOR), "a-new-quay", " We had this last week. ", NOW)
    assert declined.state is ItemState.WITHDRAWN
    assert house.acts("a-new-quay")[-1] == ("declined", EDITOR.id, "We had this last week.")


def test_nobody_takes_a_suggestion_for_a_desk_that_is_not_theirs(house: House) -> None:
    suggested(house)
    with pytest.raises(NotAllowedError, match="hr:editor"):
        house.do(items.accept, of(EDITOR), "a-new-quay", "hr", NOW)


def test_writing_on_a_suggestion_takes_it_on(house: House) -> None:
    made = suggested(house)
    new = house.do(items.change, of(EDITOR), replace(made, owner="comms", goal="application"), 1, NOW)
    assert (new.state, new.owner) == (ItemState.DRAFT, "comms")


def test_an_added_item_without_an_id_is_named_after_its_title(house: House) -> None:
    assert house.do(items.add, of(EDITOR), draft(id=""), NOW).id == "how-we-cut-the-harbour-s-emissions"
    assert house.do(items.add, of(EDITOR), draft(id="", title={}), NOW).id == "item"


def test_an_added_item_is_a_draft_whatever_it_says_of_itself(house: House) -> None:
    made = house.do(items.add, of(ADMIN), draft(state=ItemState.APPROVED, approved_at=NOW, version=9), NOW)
    assert (made.state, made.approved_at, made.version) == (ItemState.DRAFT, None, 1)


def test_an_id_is_given_once(house: House) -> None:
    house.do(items.add, of(EDITOR), draft(), NOW)
    with pytest.raises(InputError, match="already"):
        house.do(items.add, of(EDITOR), draft(), NOW)


@pytest.mark.parametrize("who", [EMPLOYEE, HR], ids=lambda one: one.id)
def test_nobody_touches_another_desk_s_items(house: House, who: object) -> None:
    house.do(items.add, of(EDITOR), draft(), NOW)
    theirs = of(who)  # type: ignore[arg-type]
    for verb in (
        lambda c: items.add(c, theirs, draft(id="new"), NOW),
        lambda c: items.change(c, theirs, draft(goal="x"), 1, NOW),
        lambda c: items.submit(c, theirs, ID, NOW),
    ):
        with pytest.raises(NotAllowedError):
            house.do(verb)
    assert house.item() == replace(draft(), version=1)


def test_an_item_is_given_to_a_desk_only_by_whoever_edits_there(house: House) -> None:
    house.do(items.add, of(EDITOR), draft(), NOW)
    with pytest.raises(NotAllowedError, match="hr:editor"):
        house.do(items.change, of(EDITOR), draft(owner="hr"), 1, NOW)
    assert house.do(items.change, of(ADMIN), draft(owner="hr"), 1, NOW).owner == "hr"


def test_a_change_is_a_version_and_the_same_again_is_none(house: House) -> None:
    house.do(items.add, of(EDITOR), draft(), NOW)
    new = house.do(items.change, of(OTHER_EDITOR), draft(goal="application"), 1, LATER)
    assert (new.version, new.goal) == (2, "application")
    assert house.do(items.change, of(OTHER_EDITOR), draft(goal="application"), 2, LATER).version == 2
    assert house.acts() == [("added", EDITOR.id, ""), ("changed", OTHER_EDITOR.id, "")]


def test_two_who_change_different_fields_both_have_their_way(house: House) -> None:
    house.do(items.add, of(EDITOR), draft(), NOW)
    house.do(items.change, of(EDITOR), draft(goal="application"), 1, NOW)
    new = house.do(items.change, of(OTHER_EDITOR), draft(topics=("bridges",)), 1, LATER)
    assert (new.version, new.goal, new.topics) == (3, "application", ("bridges",))


def test_two_who_change_the_same_field_are_shown_both_versions_and_nothing_is_lost(house: House) -> None:
    house.do(items.add, of(EDITOR), draft(), NOW)
    house.do(items.change, of(EDITOR), draft(goal="theirs"), 1, NOW)
    with pytest.raises(StaleError, match=r"goal.*at version 2, and you saw 1") as caught:
        house.do(items.change, of(OTHER_EDITOR), draft(goal="ours"), 1, LATER)
    stale = caught.value
    assert (stale.ours.goal, stale.theirs.goal, stale.base.goal, stale.fields) == ("ours", "theirs", "", ("goal",))
    assert house.item().goal == "theirs"
    assert house.do(items.change, of(OTHER_EDITOR), stale.ours, stale.theirs.version, LATER).goal == "ours"


def test_a_version_that_never_was_cannot_be_the_base(house: House) -> None:
    house.do(items.add, of(EDITOR), draft(), NOW)
    with pytest.raises(UnknownError, match="never had a version 7"):
        house.do(items.change, of(EDITOR), draft(goal="x"), 7, NOW)


def test_an_editor_s_change_of_an_approved_item_goes_to_review_again(house: House) -> None:
    approved(house)
    new = house.do(items.change, of(EDITOR), draft(goal="application"), 3, LATER)
    assert (new.state, new.approved_at) == (ItemState.IN_REVIEW, None)


def test_an_approver_s_change_stays_approved_unless_it_leads_elsewhere(house: House) -> None:
    approved(house)
    new = house.do(items.change, of(APPROVER), draft(goal="application"), 3, LATER)
    assert (new.state, new.approved_at) == (ItemState.APPROVED, NOW)
    moved = house.do(items.change, of(APPROVER), replace(new, url=URL), 4, LATER)
    assert moved.state is ItemState.IN_REVIEW


def test_where_own_approval_is_allowed_an_approver_may_lead_elsewhere_too(house: House) -> None:
    made = approved(house)
    moved = house.do(items.change, of(APPROVER), replace(made, url=URL), 3, LATER, own=True)
    assert (moved.state, moved.url) == (ItemState.APPROVED, URL)


def test_a_withdrawn_item_is_restored_before_it_is_changed(house: House) -> None:
    suggested(house)
    declined = house.do(items.decline, of(EDITOR), "a-new-quay", "", NOW)
    with pytest.raises(InputError, match="restore it"):
        house.do(items.change, of(EDITOR), replace(declined, owner="comms", goal="x"), 2, NOW)


def test_a_correction_needs_whoever_may_approve(house: House) -> None:
    approved(house)
    with pytest.raises(NotAllowedError, match="comms:approver"):
        house.do(items.change, of(EDITOR), draft(goal="application"), 3, NOW, refresh=True)
    house.do(items.change, of(APPROVER), draft(goal="application"), 3, NOW, refresh=True)
    assert house.acts()[-1] == ("corrected", APPROVER.id, "")


def test_submitting_twice_is_once_and_what_is_approved_is_not_submitted(house: House) -> None:
    house.do(items.add, of(EDITOR), draft(), NOW)
    assert house.do(items.submit, of(EDITOR), ID, NOW).version == 2
    assert house.do(items.submit, of(EDITOR), ID, NOW).version == 2
    house.do(items.approve, of(APPROVER), ID, 2, NOW)
    with pytest.raises(InputError, match="Only a draft"):
        house.do(items.submit, of(EDITOR), ID, NOW)


def test_an_item_that_is_not_there_is_guessed_at(house: House) -> None:
    house.do(items.add, of(EDITOR), draft(), NOW)
    with pytest.raises(UnknownError, match="perhaps harbour-emissions"):
        house.do(items.submit, of(EDITOR), "harbor-emission", NOW)
    with pytest.raises(UnknownError, match=r"queue\.$"):
        house.do(items.submit, of(EDITOR), "zzz", NOW)
