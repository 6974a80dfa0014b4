"""One thing done with many items: each by its own rights, and what cannot be done with one hinders no other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from digests.content.model import Item
from digests.errors import InputError
from digests.newsroom import items, queue, undoing
from digests.newsroom.model import Withdrawal
from digests.newsroom.standing import Standing

MOST = 200  # items at once
MOST_DAYS = 366

Verb = Callable[[str, int], Item]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item: how it is now, or why nothing was done with it."""

    item_id: str
    item: Item | None
    refusal: InputError | None = None


def approve(
    connection: Connection, standing: Standing, seen: Mapping[str, int], now: datetime, *, own: bool = False
) -> list[Outcome]:
    """Approves items in the versions that were seen."""
    return _each(connection, standing, seen, lambda one, at: items.approve(connection, standing, one, at, now, own=own))


def withdraw(
    connection: Connection, standing: Standing, seen: Mapping[str, int], how: Withdrawal, now: datetime
) -> list[Outcome]:
    """Withdraws items, all in one way."""
    return _each(connection, standing, seen, lambda one, _: items.withdraw(connection, standing, one, how, now))


def shift(  # noqa: PLR0917 - which, by what, and when
    connection: Connection, standing: Standing, seen: Mapping[str, int], days: int, zone: ZoneInfo, now: datetime
) -> list[Outcome]:
    """Moves the windows of items by days, at the same time of day in the zone."""
    if not 0 < abs(days) <= MOST_DAYS:
        raise InputError("Say by how many days: from 1 to {most}, or as many back.", most=MOST_DAYS)

    def moved(item_id: str, version: int) -> Item:
        item = queue.find(connection, standing, item_id)
        if item.publish is None and item.expires is None:
            raise InputError("{item} has neither a beginning nor an end that could be moved.", item=item_id)
        publish, expires = (_moved(at, days, zone) for at in (item.publish, item.expires))
        new = replace(item, publish=publish, expires=expires)
        if item.version != version:
            raise InputError("{item} was changed in the meantime: look at it first.", item=item_id)
        return items.change(connection, standing, new, version, now)

    return _each(connection, standing, seen, moved)


def undo(connection: Connection, standing: Standing, seen: Mapping[str, int], now: datetime) -> list[Outcome]:
    """Takes back what made these versions."""
    return _each(connection, standing, seen, lambda one, at: undoing.undo(connection, standing, one, at, now))


def _each(connection: Connection, standing: Standing, seen: Mapping[str, int], verb: Verb) -> list[Outcome]:
    if not seen:
        raise InputError("Choose one item or more.")
    if len(seen) > MOST:
        raise InputError("At most {most} items can be dealt with at once: choose fewer.", most=MOST)
    return [_one(connection, standing, item_id, version, verb) for item_id, version in seen.items()]


def _one(connection: Connection, standing: Standing, item_id: str, version: int, verb: Verb) -> Outcome:
    try:
        with connection.begin_nested():
            queue.find(connection, standing, item_id)
            return Outcome(item_id, verb(item_id, version))
    except InputError as error:
        return Outcome(item_id, None, error)


def _moved(at: datetime | None, days: int, zone: ZoneInfo) -> datetime | None:
    if at is None:
        return None
    local = at.astimezone(zone).replace(tzinfo=None) + timedelta(days=days)
    return local.replace(tzinfo=zone).astimezone(UTC)
