"""Files are merged into the queue, and what they take out of it leaves the digests too."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from digests.content import queue
from digests.content.model import Item, ItemState
from digests.content.queue import MergeReport
from digests.content.store import load_items
from digests.newsroom import messages
from digests.newsroom.model import RecallKind


def merge(
    connection: Connection, items: Sequence[Item], now: datetime, *, operator: bool, dry_run: bool = False
) -> MergeReport:
    """As `content.queue.merge`; an item that is not approved any more leaves digests that are not sent yet.

    One that a file withdraws disappears from messages that were delivered, as when it is withdrawn by hand.
    """
    ids = [item.id for item in items]
    before = load_items(connection, ids, [ItemState.APPROVED])
    report = queue.merge(connection, items, now, operator=operator, dry_run=dry_run)
    after = {item.id: item.state for item in load_items(connection, [item.id for item in before])}
    for item_id, state in after.items():
        if state is not ItemState.APPROVED:
            messages.take_out(connection, item_id, now)
        if state is ItemState.WITHDRAWN:
            messages.call_back(connection, item_id, RecallKind.RECALL, now)
    return report
