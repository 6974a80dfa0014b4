"""Messages that are to be drawn anew because an item in them was withdrawn, corrected or restored."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, Row, func, select, update

from digests.delivery.model import DeliveryState
from digests.delivery.store import deliveries
from digests.newsroom.messages import EDITABLE
from digests.newsroom.model import Recall, RecallKind, RecallState
from digests.newsroom.store import recalls
from digests.people.model import ChannelName


def due_recalls(
    connection: Connection,
    now: datetime,
    limit: int,
    skip: Collection[int] = (),
    *,
    channels: Collection[ChannelName] = EDITABLE,
) -> list[Recall]:
    """Those whose message is there and may be drawn now, the longest due first; a message on its way is waited for.

    `channels`: only messages there.
    """
    query = (
        select(recalls)
        .join(deliveries, deliveries.c.id == recalls.c.delivery_id)
        .where(
            recalls.c.state == RecallState.DUE.value,
            recalls.c.not_before <= now,
            recalls.c.id.not_in(skip),
            deliveries.c.state == DeliveryState.SENT,
            deliveries.c.person_id.is_not(None),
            deliveries.c.channel.in_([channel.value for channel in channels]),
        )
        .order_by(recalls.c.not_before, recalls.c.id)
        .limit(limit)
    )
    return [_recall(row) for row in connection.execute(query)]


def recall_done(connection: Connection, ids: Collection[int], now: datetime) -> None:
    """These messages were drawn anew."""
    done = {"state": RecallState.DONE.value, "reason": "", "changed_at": now}
    connection.execute(update(recalls).where(recalls.c.id.in_(ids)).values(tries=recalls.c.tries + 1, **done))


def recall_failed(
    connection: Connection, recall_id: int, reason: str, now: datetime, *, again: datetime | None = None
) -> None:
    """A try came to nothing: it is tried again from `again` on, or never. `reason` tells of nobody."""
    state = RecallState.FAILED if again is None else RecallState.DUE
    connection.execute(
        update(recalls)
        .where(recalls.c.id == recall_id)
        .values(
            state=state.value,
            tries=recalls.c.tries + 1,
            reason=reason,
            not_before=again or recalls.c.not_before,
            changed_at=now,
        )
    )


def failed(connection: Connection, limit: int = 50) -> list[Recall]:
    """Messages that could not be drawn anew, the newest first."""
    query = select(recalls).where(recalls.c.state == RecallState.FAILED.value)
    return [_recall(row) for row in connection.execute(query.order_by(recalls.c.id.desc()).limit(limit))]


def progress(connection: Connection, item_id: str) -> dict[str, int]:
    """How many messages of an item are to be drawn anew, were, and could not be."""
    query = select(recalls.c.state, func.count()).where(recalls.c.item_id == item_id).group_by(recalls.c.state)
    found: dict[str, int] = {row[0]: row[1] for row in connection.execute(query)}
    return {state.value: found.get(state.value, 0) for state in RecallState}


def _recall(row: Row[tuple[object, ...]]) -> Recall:
    return Recall(
        id=row.id,
        item_id=row.item_id,
        delivery_id=row.delivery_id,
        kind=RecallKind(row.kind),
        tries=row.tries,
        not_before=row.not_before,
        reason=row.reason,
    )
