"""The newsroom's people and queue, for those who decide."""

from typing import Any

import pytest

from digests.content.model import Item
from digests.content.store import load_items
from digests.db import Database
from digests.newsroom.queue import history
from tests.bot.slack.newsroom.conftest import approver, editor, employee, queue, vendor
from tests.bot.slack.newsroom.stack import Stack
from tests.bot.vendor import Vendor

__all__ = ["approver", "editor", "employee", "queue", "vendor"]
MESSAGE = {"ts": "1.1", "text": "For approval", "blocks": []}


def now(database: Database, item_id: str) -> Item:
    """The item as it is."""
    (found,) = database.read(load_items, [item_id])
    return found


def acts(database: Database, item_id: str) -> list[tuple[str, str | None, str]]:
    """What was decided: the act, who, and why."""
    return [(one.act.value, one.who, one.reason) for one in database.read(history, item_id)]


async def open_item(stack: Stack, item_id: str) -> None:
    """The item's own modal, as its button on the Home tab opens it."""
    await stack.forge(
        {"type": "button", "action_id": "newsroom_open", "block_id": "b", "value": item_id}, {"type": "home"}
    )


@pytest.fixture(autouse=True)
def edited(vendor: Vendor) -> Any:
    """Slack takes every change of a message."""
    vendor.usually("chat.update", {"ok": True})
