"""Modals and tabs of somebody else's, sent again by another person: they tell what was pressed, never who pressed."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, select

from digests.content.model import ItemState
from digests.content.store import items
from digests.ledger.store import load
from digests.newsroom.store import item_decisions
from digests.people.model import Preferences
from digests.people.store import load_preferences
from tests.journeys.slack.desk import opened, placed
from tests.slack_faults.company import Company
from tests.slack_faults.hand import Hand, elements
from tests.slack_faults.world import Json

STATES = {
    "item_withdraw": ItemState.APPROVED,
    "item_correct": ItemState.APPROVED,
    "item_send_next": ItemState.APPROVED,
    "item_preview_as": ItemState.APPROVED,
    "item_ask_change": ItemState.IN_REVIEW,
    "newsroom_edit:headline": ItemState.DRAFT,
    "newsroom_audience": ItemState.DRAFT,
}


def becomes(connection: Connection, item_id: str) -> list[object]:
    of_item = select(items).where(items.c.id == item_id)
    decided = select(item_decisions).where(item_decisions.c.item_id == item_id)
    return [tuple(row) for query in (of_item, decided) for row in connection.execute(query)]


def until_another(hand: Hand, modal: Json) -> None:
    """Returns once another modal stands in front of them."""
    hand.slack.until(lambda _: hand.modal and hand.modal["id"] != modal["id"])


def fill_in(admin: Hand, action: str, other: Hand) -> None:
    """What an admin would have typed."""
    if action == "item_ask_change":
        admin.fill("What should be different?", "All of it")
    if action == "item_preview_as":
        admin.fill("Who?", other.id)
    if action == "newsroom_edit:headline":
        admin.fill("Headline: English", "Taken over")


@pytest.fixture(params=["an employee", "a stranger"])
def intruder(request: pytest.FixtureRequest, stranger: Hand, somebody: Hand) -> Hand:
    """Somebody without a role, known to the directory or not."""
    return somebody if request.param == "an employee" else stranger


def test_an_admins_own_modal_submitted_or_pressed_by_another_reaches_nothing(lyngbro: Company, intruder: Hand) -> None:
    admin, other = lyngbro.hand("admin"), lyngbro.somebody()
    before: dict[str, list[object]] = {}
    for action, state in STATES.items():
        name = f"{action.replace(':', '-').replace('_', '-')}-of-{intruder.id.lower()}"
        made = placed(lyngbro, name, [other], state)
        overview = opened(admin, made)
        admin.press(overview, action)
        until_another(admin, overview)
        fill_in(admin, action, other)
        stolen, before[made.id] = admin.filled(), lyngbro.database.read(becomes, made.id)
        assert intruder.submit(stolen).status == 200, action
        for where in (overview, stolen):
            for block, element in elements(where):
                if element["type"] == "button" and "url" not in element:
                    assert intruder.act(where, element, block).status == 200, element["action_id"]
    settled(lyngbro)
    assert {one: lyngbro.database.read(becomes, one) for one in before} == before
    for hand in (intruder, other):
        assert f"-of-{intruder.id.lower()}" not in str(hand.messages) + str(hand.home) + str(hand.modal)


def test_a_role_at_one_desk_submits_nothing_of_another(lyngbro: Company) -> None:
    admin, hr = lyngbro.hand("admin"), lyngbro.hand("hr")
    made = placed(lyngbro, "harbour-master", [], ItemState.APPROVED)
    admin.press(opened(admin, made), "item_withdraw")
    admin.until_modal("Withdraw an item")
    before = lyngbro.database.read(becomes, made.id)
    hr.submit(admin.filled())
    settled(lyngbro)
    assert lyngbro.database.read(becomes, made.id) == before


TYPED: dict[str, Callable[[Json], object]] = {
    "button": lambda _: None,
    "static_select": lambda one: one["options"][-1]["value"],
    "overflow": lambda one: one["options"][0]["value"],
    "multi_static_select": lambda one: [option["value"] for option in one["options"]][:2],
    "checkboxes": lambda one: [option["value"] for option in one["options"]],
    "plain_text_input": lambda _: "social.example.com",
}


def test_no_control_of_somebody_elses_home_changes_their_settings(lyngbro: Company, somebody: Hand) -> None:
    victim, clerk = lyngbro.somebody(), lyngbro.person_id
    victim.opens_home()
    home = victim.until_home("Preferences", "Pause or stop", "Privacy")
    pressed = [(block, element) for block, element in elements(home) if "url" not in element]
    kinds = {element["type"] for _, element in pressed}
    assert kinds >= {"button", "static_select", "multi_static_select", "checkboxes", "plain_text_input"}
    for block, element in pressed:
        choose = TYPED[element["type"]](element)
        assert somebody.act(home, element, block, choose).status == 200, element["action_id"]
    settled(lyngbro)
    assert lyngbro.database.read(load_preferences, clerk(victim)) == Preferences()
    assert lyngbro.database.read(load_preferences, clerk(somebody)) != Preferences()
    assert [fact for fact in lyngbro.database.read(load) if fact.person_id == clerk(victim)] == []
    assert victim.home == home
    files = lyngbro.slack.seen()["files"].values()
    assert [one for one in files if one["channel"] == victim.conversation] == []


def settled(company: Company) -> None:
    """Returns once what was told before is through: an approver's presses have come all the way and back."""
    hand = company.hand("approver")
    hand.opens_home()
    hand.press(hand.until_home("Preferences"), "Pause for 1 week")
    hand.press(hand.until_home("You have a pause"), "Send me digests again")
    hand.until_home(without="You have a pause")
