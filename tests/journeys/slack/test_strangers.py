"""Forged presses and submissions: whoever has no role decides nothing, and nobody changes anybody else's settings."""

import pytest
from sqlalchemy import Connection, func, select

from digests.content.store import item_versions, items
from digests.newsroom.store import item_decisions
from digests.people.model import Preferences
from digests.people.store import load_preferences
from tests.slack_faults.company import Company
from tests.slack_faults.hand import Hand
from tests.slack_faults.world import Json

DECIDING = (
    "item_submit",
    "item_approve",
    "item_ask_change",
    "item_send_next",
    "item_correct",
    "item_withdraw",
    "item_restore",
    "item_test",
    "item_preview_as",
)
WRITING = (
    "newsroom_add",
    "newsroom_open",
    "newsroom_edit:details",
    "newsroom_texts",
    "newsroom_audience",
    "newsroom_history",
    "newsroom_accept:comms",
    "newsroom_decline",
    "newsroom_text_remove",
    "newsroom_turn:approved",
    "newsroom_text",
    "newsroom_group",
)
VIEWS = (
    "newsroom_save",
    "newsroom_declined",
    "item_ask_change",
    "item_withdraw",
    "item_correct",
    "item_send_next",
    "item_preview_as",
)
KEPT = '{"item":"item-0","version":1,"form":"headline","about":"1:item-0","place":"","language":"en"}'


def content(connection: Connection) -> list[object]:
    rows = connection.execute(select(items).order_by(items.c.id)).all()
    counts = [connection.scalar(select(func.count()).select_from(one)) for one in (item_versions, item_decisions)]
    return [*(tuple(row) for row in rows), *counts]


@pytest.fixture(params=["an employee", "a stranger"])
def intruder(request: pytest.FixtureRequest, stranger: Hand, somebody: Hand) -> Hand:
    """Somebody without a role, known to the directory or not."""
    return somebody if request.param == "an employee" else stranger


def forged(action: str, value: str) -> Json:
    return {"type": "button", "action_id": action, "value": value, "text": {"type": "plain_text", "text": "Go"}}


def test_no_forged_press_or_submission_reaches_a_communicators_act(lyngbro: Company, intruder: Hand) -> None:
    before = lyngbro.database.read(content)
    messages = len(intruder.messages)
    home = {"id": "V1", "type": "home", "blocks": [], "private_metadata": KEPT}
    modal = {"id": "V2", "type": "modal", "blocks": [], "private_metadata": KEPT, "hash": "1"}
    for action in (*DECIDING, *WRITING):
        value = "1:item-0" if action in DECIDING else "item-0"
        for where in (home, modal):
            assert intruder.act(where, forged(action, value), {"block_id": "b"}).status == 200, action
    values = {
        "title:en#0": {"title": {"type": "plain_text_input", "value": "Taken over"}},
        "reason": {"chosen": {"type": "plain_text_input", "value": "Because"}},
        "person": {"chosen": {"type": "users_select", "selected_user": "UADMIN"}},
    }
    for callback in VIEWS:
        view = {**modal, "callback_id": callback, "state": {"values": values}}
        assert intruder.submit(view).status == 200, callback
    intruder.shortcut("queue_item", {"text": "<https://www.example.com/forged>"})
    quiet(lyngbro)
    assert lyngbro.database.read(content) == before
    shown = str(intruder.modal)
    assert "Headline" not in shown
    assert "Harbour" not in shown
    assert "The newsroom's queue" not in str(intruder.home)
    assert len([one for one in intruder.messages if "[Test]" in str(one)]) == 0
    assert len(intruder.messages) <= messages + 1  # a word that says why not


def test_a_person_can_only_change_their_own_settings(lyngbro: Company, somebody: Hand) -> None:
    victim = lyngbro.somebody()
    digest = victim.digest
    for what, choose in (("snooze", "1 week"), ("share_linkedin", None), ("item_menu", None)):
        intruding = {**digest, "user": victim.id}
        options = [e for b in digest["blocks"] for e in b.get("elements", []) if e.get("action_id") == what]
        chosen = choose or (options[0]["options"][0]["value"] if "options" in options[0] else None)
        if what == "snooze":
            chosen = options[0]["options"][0]["value"]
        assert somebody.act(intruding, options[0], {"block_id": "b"}, chosen).status == 200
    quiet(lyngbro)
    assert lyngbro.database.read(load_preferences, lyngbro.person_id(victim)) == Preferences()
    assert victim.digest["blocks"] == digest["blocks"]


def quiet(company: Company) -> None:
    """Returns once what was told before is through: somebody else's press has come all the way."""
    other = company.somebody()
    other.opens_home()
    other.until_home("Preferences")
    other.press(other.home, "Pause for 1 week")
    other.until_home("You have a pause")
