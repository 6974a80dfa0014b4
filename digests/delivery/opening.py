"""Opens an edition: the edition and a delivery for everyone due, in one transaction."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, func, select, update

from digests.db import insert
from digests.delivery.model import DeliveryState
from digests.delivery.store import deliveries
from digests.edition.model import EditionState, Slot
from digests.edition.store import editions

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Due:
    """A person of an edition, and when their digest is due."""

    person_id: str
    due_at: datetime
    department: str = ""
    country: str = ""
    privacy_mode: str = "works_council"
    tracked: bool = True


def open_edition(
    connection: Connection, slot: Slot, due: Iterable[Due], now: datetime, *, by_hand: bool = False
) -> int | None:
    """Its id; None when the clock fires for an edition that it opened before.

    By hand an edition may be opened again: who of `due` is not in it is added, and what waits of theirs goes now.
    The clock takes over what was opened by hand, because that may have been for one person only, unless it was stopped.
    """
    opened = _enter(connection, slot, EditionState.OPEN, now, by_hand=by_hand)
    edition_id = opened or _find(connection, slot)
    if opened is None and not (
        _reopen(connection, edition_id) if by_hand else _take_over(connection, edition_id, slot)
    ):
        return None
    statement = insert(connection, deliveries).on_conflict_do_nothing()
    people = iter(due)
    while chunk := list(islice(people, CHUNK)):
        if by_hand and opened is None:
            _hurry(connection, edition_id, [one.person_id for one in chunk], now)
        connection.execute(statement, [_row(edition_id, slot, one, now) for one in chunk])
    return edition_id


def miss(connection: Connection, slot: Slot, now: datetime) -> None:
    """Writes down that a slot passed while nobody was there to fire it."""
    _enter(connection, slot, EditionState.MISSED, now, closed_at=now)


def newest_slot(connection: Connection, schedule: str, timezone: str) -> datetime | None:
    """The last slot of a schedule and zone that was opened or missed; None before the first."""
    newest: datetime | None = connection.execute(
        select(func.max(editions.c.slot_at)).where(
            editions.c.schedule == schedule, editions.c.timezone == timezone, editions.c.by_hand.is_(False)
        )
    ).scalar()
    return newest


def _enter(
    connection: Connection,
    slot: Slot,
    state: EditionState,
    now: datetime,
    *,
    by_hand: bool = False,
    closed_at: datetime | None = None,
) -> int | None:
    """The new edition's id; None when the slot has one."""
    statement = insert(connection, editions).values(
        schedule=slot.schedule,
        period=slot.period,
        timezone=slot.timezone,
        state=state,
        slot_at=slot.at,
        opened_at=now,
        closed_at=closed_at,
        by_hand=by_hand,
    )
    entered: int | None = connection.execute(statement.on_conflict_do_nothing().returning(editions.c.id)).scalar()
    return entered


def _find(connection: Connection, slot: Slot) -> int:
    return int(
        connection.execute(
            select(editions.c.id).where(
                editions.c.schedule == slot.schedule,
                editions.c.period == slot.period,
                editions.c.timezone == slot.timezone,
            )
        ).scalar_one()
    )


def _reopen(connection: Connection, edition_id: int) -> bool:
    again = update(editions).where(editions.c.id == edition_id).values(state=EditionState.OPEN, closed_at=None)
    return connection.execute(again).rowcount == 1


def _take_over(connection: Connection, edition_id: int, slot: Slot) -> bool:
    taken = (
        update(editions)
        .where(editions.c.id == edition_id, editions.c.by_hand, editions.c.state != EditionState.STOPPED)
        .values(state=EditionState.OPEN, closed_at=None, by_hand=False, slot_at=slot.at)
    )
    return connection.execute(taken).rowcount == 1


def _hurry(connection: Connection, edition_id: int, people: Collection[str], now: datetime) -> None:
    connection.execute(
        update(deliveries)
        .where(
            deliveries.c.edition_id == edition_id,
            deliveries.c.person_id.in_(people),
            deliveries.c.state == DeliveryState.QUEUED,
            deliveries.c.channel.is_(None),
        )
        .values(due_at=now, not_before=now)
    )


def _row(edition_id: int, slot: Slot, due: Due, now: datetime) -> dict[str, object]:
    return {
        "edition_id": edition_id,
        "schedule": slot.schedule,
        "period": slot.period,
        "person_id": due.person_id,
        "department": due.department,
        "country": due.country,
        "privacy_mode": due.privacy_mode,
        "tracked": due.tracked,
        "state": DeliveryState.QUEUED,
        "due_at": due.due_at,
        "not_before": due.due_at,
        "channels_left": (),
        "changed_at": now,
    }
