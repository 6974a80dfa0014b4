"""Messages that were delivered with an item: how many there are, and showing them the item of today."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from digests.content.model import Item, ItemState
from digests.delivery.model import DeliveryState
from digests.delivery.store import deliveries
from digests.edition.store import picks
from digests.errors import InputError
from digests.newsroom import messages
from digests.newsroom.keeping import held, words
from digests.newsroom.model import Done
from digests.newsroom.standing import Act, Standing
from digests.newsroom.store import write_down


def correct(connection: Connection, standing: Standing, item_id: str, now: datetime) -> Item:
    """Messages that were delivered show an approved item as it is today."""
    item = held(connection, item_id).item
    standing.must(Act.APPROVE, item.owner)
    if item.state is not ItemState.APPROVED:
        raise InputError(
            "Only what is approved can be shown to people: {item} is {state}.", item=item_id, state=words(item.state)
        )
    messages.correct(connection, item, now)
    write_down(connection, item, Done.CORRECTED, standing.person_id, now)
    return item


def delivered(connection: Connection, item_id: str) -> dict[str, int]:
    """How many messages that arrived have the item, by channel."""
    query = (
        select(deliveries.c.channel, func.count())
        .join(picks, picks.c.delivery_id == deliveries.c.id)
        .where(picks.c.item_id == item_id, picks.c.held_out.is_(False), deliveries.c.state == DeliveryState.SENT.value)
        .group_by(deliveries.c.channel)
        .order_by(deliveries.c.channel)
    )
    return {row[0]: row[1] for row in connection.execute(query)}
