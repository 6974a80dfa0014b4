"""Deciding in Slack: by whoever may, about the version that was seen, and said where it was pressed."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import Connection, func, select

from digests.content import store
from digests.content.model import ItemState
from digests.db import Database
from digests.delivery.store import deliveries
from digests.edition.store import picks
from digests.newsroom import items
from digests.newsroom.recalls import progress
from digests.newsroom.standing import OPERATOR
from tests.bot.chat import keep
from tests.bot.slack.decisions.conftest import MESSAGE, acts, now, open_item
from tests.bot.slack.hand import texts
from tests.bot.slack.newsroom.stack import Stack
from tests.bot.vendor import Vendor
from tests.factories import NOW, person

WAITING, APPROVED, DRAFT = "crane-school", "night-shift", "harbour-emissions"


def _arrived(connection: Connection) -> None:
    """A message in Slack that has the approved item."""
    keep(connection, person(id="p-0009", email="nine@example.com"), delivery_id=9)
    connection.execute(deliveries.update().values(state="sent", channel="slack", ref="D9:1.1"))
    connection.execute(picks.update().values(item_id=APPROVED))


def _go_on(connection: Connection, item_id: str) -> bool:
    return bool(connection.scalar(select(store.items.c.links_go_on).where(store.items.c.id == item_id)))


def _extra(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(deliveries)) or 0


EVERY = [
    "item_submit",
    "item_approve",
    "item_ask_change",
    "item_send_next",
    "item_correct",
    "item_withdraw",
    "item_restore",
    "item_test",
    "item_preview_as",
]


async def test_a_card_that_approves_says_who_and_when(approver: Stack, database: Database, vendor: Vendor) -> None:
    await approver.press_card("item_approve", f"1:{WAITING}", MESSAGE)
    assert now(database, WAITING).state is ItemState.APPROVED
    assert acts(database, WAITING) == [("approved", "p-0002", "")]
    (call,) = vendor.asked("chat.update")
    assert (call.arguments["channel"], call.arguments["ts"]) == ("D1", "1.1")
    assert "Approved by Ida Lund, Nov 24, 2026" in "\n".join(texts(call.arguments["blocks"]))
    assert "item_approve" not in json.dumps(call.arguments["blocks"])
    assert approver.modals == []


async def test_a_card_of_a_version_that_was_changed_meanwhile_says_so_and_approves_nothing(
    approver: Stack, database: Database, vendor: Vendor
) -> None:
    item = now(database, WAITING)
    database.write(items.change, OPERATOR, replace(item, minutes=9), item.version, NOW)
    await approver.press_card("item_approve", f"1:{WAITING}", MESSAGE)
    assert now(database, WAITING).state is ItemState.IN_REVIEW
    assert "This card was about version 1; it is at version 2 now." in json.dumps(
        vendor.asked("chat.update")[0].arguments["blocks"]
    )
    assert "it was changed meanwhile and is at version 2 now" in approver.reads()


async def test_nobody_approves_what_they_submitted_themselves(approver: Stack, database: Database) -> None:
    await open_item(approver, DRAFT)
    await approver.press("item_submit")
    assert "Submitted. Those who can approve it are asked now." in approver.reads()
    await approver.press("item_approve")
    assert "You may not decide this" in approver.reads()
    assert now(database, DRAFT).state is ItemState.IN_REVIEW


async def test_where_it_is_allowed_people_approve_their_own(approver: Stack, database: Database) -> None:
    config = approver.settings.config
    newsroom = config.newsroom.model_copy(update={"own_approval": True})
    approver.settings = approver.settings.model_copy(
        update={"config": config.model_copy(update={"newsroom": newsroom})}
    )
    await open_item(approver, DRAFT)
    await approver.press("item_submit")
    await approver.press("item_approve")
    assert "Approved. It goes into the digests from now on." in approver.reads()
    assert now(database, DRAFT).state is ItemState.APPROVED


async def test_a_change_is_asked_for_with_a_reason(approver: Stack, database: Database) -> None:
    await open_item(approver, WAITING)
    await approver.press("item_ask_change")
    await approver.submit()
    assert list(approver.errors) == ["reason"]
    approver.fill("reason", "Shorter, please.")
    await approver.submit()
    assert now(database, WAITING).state is ItemState.DRAFT
    assert acts(database, WAITING) == [("asked", "p-0002", "Shorter, please.")]
    assert len(approver.modals) == 1
    assert "Sent back." in approver.reads()


async def test_a_change_can_be_asked_for_from_a_card(approver: Stack, database: Database) -> None:
    await approver.press_card("item_ask_change", f"1:{WAITING}", MESSAGE)
    approver.fill("reason", "Shorter, please.")
    await approver.submit()
    assert acts(database, WAITING) == [("asked", "p-0002", "Shorter, please.")]
    assert "Sent back." in approver.reads()


async def test_no_change_is_asked_for_of_what_nobody_saw(approver: Stack, database: Database) -> None:
    await approver.press_card("item_ask_change", f"7:{WAITING}", MESSAGE)
    assert "This was about version 7" in approver.reads()
    assert acts(database, WAITING) == []


@pytest.mark.parametrize(("messages", "links", "due"), [("recall", "gone", 1), ("keep", "go_on", 0)])
async def test_withdrawing_recalls_messages_and_closes_links_as_chosen(
    approver: Stack, database: Database, messages: str, links: str, due: int
) -> None:
    database.write(_arrived)
    await open_item(approver, APPROVED)
    await approver.press("item_withdraw")
    assert "Delivered in Slack and Teams: fewer than 8. These can be changed." in approver.reads()
    approver.fill("messages", messages)
    approver.fill("links", links)
    approver.fill("reason", "A figure was wrong.")
    await approver.submit()
    assert now(database, APPROVED).state is ItemState.WITHDRAWN
    assert acts(database, APPROVED) == [("withdrawn", "p-0002", "A figure was wrong.")]
    assert database.read(progress, APPROVED)["due"] == due
    assert database.read(_go_on, APPROVED) is (links == "go_on")
    assert "Withdrawn." in approver.reads()
    await approver.press("item_restore")
    assert now(database, APPROVED).state is ItemState.APPROVED
    assert "Restored." in approver.reads()


async def test_where_nothing_was_delivered_nobody_is_asked_about_messages(approver: Stack, database: Database) -> None:
    await open_item(approver, APPROVED)
    await approver.press("item_withdraw")
    assert "Short links" in approver.reads()
    assert "Delivered" not in approver.reads()
    await approver.submit()
    assert now(database, APPROVED).state is ItemState.WITHDRAWN
    assert "Withdrawn." in approver.reads()
    assert "being changed" not in approver.reads()


async def test_delivered_messages_are_corrected_after_a_question(approver: Stack, database: Database) -> None:
    database.write(_arrived)
    await open_item(approver, APPROVED)
    await approver.press("item_correct")
    await approver.submit()
    assert database.read(progress, APPROVED)["due"] == 1
    assert acts(database, APPROVED) == [("corrected", "p-0002", "")]
    assert "are being changed" in approver.reads()


async def test_an_urgent_item_is_sent_next_after_its_reach_was_shown(approver: Stack, database: Database) -> None:
    await open_item(approver, APPROVED)
    await approver.press("item_send_next")
    assert "Reaches fewer than 8 people" in approver.reads()
    await approver.submit()
    assert acts(database, APPROVED) == [("sent_next", "p-0002", "")]
    assert "It is on its way" in approver.reads()
    assert database.read(_extra) == 3
    await approver.press("item_send_next")
    await approver.submit()
    assert "once a day is enough" in approver.reads()


@pytest.mark.parametrize("action", EVERY)
async def test_a_stranger_reaches_nothing_by_forged_presses(
    employee: Stack, database: Database, vendor: Vendor, action: str
) -> None:
    for slack_id in ("U3", "U404", ""):
        employee.slack_id = slack_id
        for value in (f"1:{WAITING}", f"1:{APPROVED}", f"1:{DRAFT}", "", "1:../x"):
            await employee.press_card(action, value, MESSAGE)
    assert {one: now(database, one).version for one in (WAITING, APPROVED, DRAFT)} == dict.fromkeys(
        (WAITING, APPROVED, DRAFT), 1
    )
    assert vendor.calls == []


@pytest.mark.parametrize("callback", ["item_ask_change", "item_withdraw", "item_correct", "item_send_next"])
@pytest.mark.parametrize("slack_id", ["U3", "U404", "U1"])
async def test_a_forged_submission_by_whoever_may_not_changes_nothing(
    employee: Stack, database: Database, callback: str, slack_id: str
) -> None:
    employee.slack_id = slack_id
    for item_id in (WAITING, APPROVED, "welder"):
        metadata = json.dumps({"about": f"1:{item_id}", "place": "", "language": "../../x"})
        employee.modals = [{"id": "V9", "type": "modal", "callback_id": callback, "private_metadata": metadata}]
        reason = {"type": "input", "block_id": "reason", "element": {"type": "plain_text_input", "action_id": "chosen"}}
        employee.modals[0]["blocks"] = [reason]
        employee.fill("reason", "Because.")
        await employee.submit()
        if slack_id == "U1" and callback == "item_withdraw" and item_id == WAITING:
            continue  # an editor may take back what was never approved
        assert now(database, item_id).version == 1
        assert [act for act in acts(database, item_id) if act[0] != "withdrawn"] == []


@pytest.mark.parametrize("metadata", ["", "{", "[]", '{"about": 7}', '{"about": "x"}'])
async def test_a_modal_that_remembers_nothing_of_ours_is_acknowledged(approver: Stack, metadata: str) -> None:
    for callback in ("item_withdraw", "item_preview_as"):
        approver.modals = [
            {"id": "V9", "type": "modal", "callback_id": callback, "private_metadata": metadata, "blocks": []}
        ]
        await approver.submit()
        assert approver.modals == []


async def test_an_editor_is_told_that_they_may_not_and_of_other_desks_nothing(
    editor: Stack, database: Database
) -> None:
    await editor.press_card("item_ask_change", f"1:{WAITING}", MESSAGE)
    assert "You may not do this" in editor.reads()
    await editor.press_card("item_withdraw", "1:welder", MESSAGE)
    assert "You may not do this" in editor.reads()
    await editor.press_card("item_approve", "1:welder", MESSAGE)
    assert now(database, "welder").state is ItemState.DRAFT
