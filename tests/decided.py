"""What the command line decides on an item, for tests of what comes of it."""

from datetime import datetime

from sqlalchemy import Connection

from digests.content.model import Item
from digests.newsroom import items
from digests.newsroom.model import Withdrawal
from digests.newsroom.standing import OPERATOR


def approve(connection: Connection, item_id: str, now: datetime) -> Item:
    """Lets an item into the digests."""
    return items.approve(connection, OPERATOR, item_id, None, now, origin="command")


def withdraw(connection: Connection, item_id: str, now: datetime) -> Item:
    """Takes an item out, with its messages and links."""
    return items.withdraw(connection, OPERATOR, item_id, Withdrawal(), now, origin="command")
