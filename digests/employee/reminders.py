"""Reminders that people asked for: which are due, and that each goes out once."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, or_, select

from digests.content.model import ItemState
from digests.content.store import items
from digests.delivery.model import DeliveryState
from digests.delivery.store import deliveries
from digests.edition.store import picks
from digests.employee.model import Reminder
from digests.employee.store import close_reminders, wishes
from digests.people.model import ChannelName
from digests.people.store import people, preferences

LATE = timedelta(days=1)  # a reminder that could not go out for so long is of no use any more


def due_reminders(
    connection: Connection, now: datetime, limit: int, channels: Collection[ChannelName] | None = None
) -> list[Reminder]:
    """Those that are due, the oldest first: of sent digests, open items, and people who have no quiet now."""
    query = (
        select(wishes.c.id, wishes.c.delivery_id, wishes.c.position, wishes.c.person_id, deliveries.c.channel)
        .add_columns(deliveries.c.ref)
        .join(deliveries, deliveries.c.id == wishes.c.delivery_id)
        .join(picks, (picks.c.delivery_id == wishes.c.delivery_id) & (picks.c.position == wishes.c.position))
        .join(items, items.c.id == picks.c.item_id)
        .join(people, people.c.id == wishes.c.person_id)
        .outerjoin(preferences, preferences.c.person_id == wishes.c.person_id)
        .where(wishes.c.remind_at <= now, wishes.c.remind_at > now - LATE)
        .where(deliveries.c.state == DeliveryState.SENT, deliveries.c.channel.is_not(None))
        .where(deliveries.c.person_id == wishes.c.person_id)
        .where(items.c.state != ItemState.WITHDRAWN, or_(items.c.expires.is_(None), items.c.expires > now))
        .where(people.c.left_at.is_(None))
        .where(or_(preferences.c.person_id.is_(None), preferences.c.stopped.is_(False)))
        .where(or_(preferences.c.paused_until.is_(None), preferences.c.paused_until <= now))
        .order_by(wishes.c.remind_at, wishes.c.id)
        .limit(limit)
    )
    if channels is not None:
        query = query.where(deliveries.c.channel.in_(channels))
    return [
        Reminder(row.id, row.delivery_id, row.position, row.person_id, ChannelName(row.channel), row.ref)
        for row in connection.execute(query)
    ]


def reminded(connection: Connection, ids: Collection[int], now: datetime) -> None:
    """These are about to go out, and never again; those that nobody could send in time are given up beside them."""
    close_reminders(connection, wishes.c.id.in_(ids))
    give_up(connection, now)


def give_up(connection: Connection, now: datetime) -> None:
    """Nobody waits any more for what could not be sent within a day: its person had quiet, or the bot was down."""
    close_reminders(connection, wishes.c.remind_at <= now - LATE)
