"""What becomes of digests that have an item which was withdrawn, corrected or restored."""

from datetime import datetime

from sqlalchemy import Connection, delete, literal, select, update

from digests.content.model import Item
from digests.db import insert
from digests.delivery.model import DeliveryState
from digests.delivery.store import deliveries
from digests.edition.store import picks
from digests.newsroom.model import RecallKind, RecallState
from digests.newsroom.store import recalls
from digests.people.model import ChannelName

EDITABLE = (ChannelName.SLACK, ChannelName.TEAMS)  # a mail stays as it was sent
_MAY_HAVE_IT = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN)


def take_out(connection: Connection, item_id: str, now: datetime) -> int:
    """Digests that have the item and are not being sent yet are composed anew; says how many."""
    having = select(picks.c.delivery_id).where(picks.c.item_id == item_id, picks.c.held_out.is_(False))
    queued = deliveries.c.state == DeliveryState.QUEUED
    again = (
        update(deliveries)
        .where(queued, deliveries.c.channel.is_not(None), deliveries.c.id.in_(having))
        .values(channel=None, channels_left=(), tries=0, digest=None, changed_at=now)
    )
    taken = connection.execute(again).rowcount
    if taken:
        undone = select(deliveries.c.id).where(queued, deliveries.c.channel.is_(None), deliveries.c.id.in_(having))
        connection.execute(delete(picks).where(picks.c.delivery_id.in_(undone)))
    return taken


def call_back(connection: Connection, item_id: str, kind: RecallKind, now: datetime) -> None:
    """Every message that may have the item and can be edited is to be drawn anew, once it is there.

    What is not sent yet is to be taken out before: nothing can then begin to be sent unseen.
    """
    found = (
        select(
            picks.c.item_id,
            picks.c.delivery_id,
            literal(kind.value),
            literal(RecallState.DUE.value),
            literal(0),
            literal(now, deliveries.c.changed_at.type),
            literal(""),
            literal(now, deliveries.c.changed_at.type),
        )
        .join(deliveries, deliveries.c.id == picks.c.delivery_id)
        .where(
            picks.c.item_id == item_id,
            picks.c.held_out.is_(False),
            deliveries.c.state.in_(_MAY_HAVE_IT),
            deliveries.c.channel.in_([channel.value for channel in EDITABLE]),
            deliveries.c.person_id.is_not(None),
        )
    )
    columns = ("item_id", "delivery_id", "kind", "state", "tries", "not_before", "reason", "changed_at")
    statement = insert(connection, recalls).from_select(columns, found)
    anew = {name: statement.excluded[name] for name in columns[2:]}
    connection.execute(statement.on_conflict_do_update(index_elements=["item_id", "delivery_id"], set_=anew))


def correct(connection: Connection, item: Item, now: datetime) -> None:
    """Digests show the item as it is now: those delivered are drawn anew, those that wait are composed anew."""
    take_out(connection, item.id, now)
    show(connection, item.id, item.version)
    call_back(connection, item.id, RecallKind.CORRECT, now)


def show(connection: Connection, item_id: str, version: int) -> None:
    """From now on digests that had the item show this version of it, on every channel that draws them anew."""
    theirs = select(deliveries.c.id).where(deliveries.c.person_id.is_not(None))
    connection.execute(
        update(picks)
        .where(picks.c.item_id == item_id, picks.c.held_out.is_(False), picks.c.delivery_id.in_(theirs))
        .values(shown=version)
    )
