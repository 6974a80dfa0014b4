"""Editions out of turn: one urgent item, now, for everybody it is meant for and who has not had it."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digests.config import EXTRA
from digests.edition.build import World
from digests.edition.model import Schedule
from digests.relevance.columns import Shelf

LATENESS = timedelta(hours=24)
WAKING, RESTING = time(8), time(18)  # urgent is by day: what comes up at night waits for the morning
SCHEDULE = Schedule(EXTRA, "", LATENESS, items=1)


def period(item_id: str, at: datetime) -> str:
    """An item has one edition out of turn a day: the date in UTC, and a short hash of the item's id."""
    return f"{at.astimezone(UTC).date().isoformat()}-{hashlib.sha256(item_id.encode()).hexdigest()[:8]}"


def due_at(timezone: str, now: datetime) -> datetime:
    """Now, where it is between 8 and 18 on the wall; else the next 8 o'clock there; in UTC."""
    local = now.astimezone(ZoneInfo(timezone))
    if WAKING <= local.time() < RESTING:
        return now
    day = local.date() + timedelta(days=local.time() >= RESTING)
    return datetime.combine(day, WAKING, local.tzinfo).astimezone(UTC)


def alone(world: World, item_id: str | None, now: datetime) -> World:
    """The world with this item alone: nobody has to like it, and it is held out of nobody; empty once it is closed."""
    items = {one: item for one, item in world.items.items() if one == item_id}
    weights = replace(world.policy.weights, exploration=0, hold_out=0, least=float("-inf"))
    return replace(
        world,
        policy=replace(world.policy, weights=weights),
        items=items,
        shelf=Shelf.of(tuple(items.values()), world.company, now, world.policy.quiet),
    )
