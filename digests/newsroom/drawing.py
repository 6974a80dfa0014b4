"""How far drawing messages anew is, over all items, and having what failed tried once more."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from digests.newsroom.model import RecallState
from digests.newsroom.store import recalls


@dataclass(frozen=True, slots=True)
class Condition:
    """How many messages of an item are to be drawn anew, were, and could not be, and why."""

    item_id: str
    due: int = 0
    done: int = 0
    failed: int = 0
    oldest: datetime | None = None  # since when one could be drawn and was not
    reasons: tuple[tuple[str, int], ...] = field(default=())  # why, how many; the most first


def conditions(connection: Connection, since: datetime, item_id: str | None = None) -> list[Condition]:
    """Every item of which messages are due, or were drawn or given up since a moment; in order of id."""
    of = recalls.c.item_id == item_id if item_id is not None else recalls.c.item_id.is_not(None)
    lately = (recalls.c.changed_at > since) | (recalls.c.state == RecallState.DUE.value)
    counted = (
        select(recalls.c.item_id, recalls.c.state, func.count(), func.min(recalls.c.not_before))
        .where(of, lately)
        .group_by(recalls.c.item_id, recalls.c.state)
    )
    numbers: dict[str, dict[str, tuple[int, datetime]]] = {}
    for one, state, number, oldest in connection.execute(counted):
        numbers.setdefault(one, {})[state] = (number, oldest)
    why = _reasons(connection, since)
    return [_condition(one, found, why.get(one, ())) for one, found in sorted(numbers.items())]


def again(connection: Connection, item_id: str, now: datetime) -> int:
    """What failed is tried again from now on; how many messages that are."""
    failed = (recalls.c.item_id == item_id) & (recalls.c.state == RecallState.FAILED.value)
    anew = {"state": RecallState.DUE.value, "tries": 0, "not_before": now, "changed_at": now}
    return connection.execute(update(recalls).where(failed).values(**anew)).rowcount


def _condition(item_id: str, found: dict[str, tuple[int, datetime]], why: tuple[tuple[str, int], ...]) -> Condition:
    number = {state: found.get(state.value, (0, None)) for state in RecallState}
    return Condition(
        item_id=item_id,
        due=number[RecallState.DUE][0],
        done=number[RecallState.DONE][0],
        failed=number[RecallState.FAILED][0],
        oldest=number[RecallState.DUE][1],
        reasons=why,
    )


def _reasons(connection: Connection, since: datetime) -> dict[str, tuple[tuple[str, int], ...]]:
    query = (
        select(recalls.c.item_id, recalls.c.reason, func.count().label("number"))
        .where(recalls.c.reason != "", (recalls.c.changed_at > since) | (recalls.c.state == RecallState.DUE.value))
        .group_by(recalls.c.item_id, recalls.c.reason)
        .order_by(func.count().desc(), recalls.c.reason)
    )
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    for row in connection.execute(query):
        found[row.item_id] = (*found.get(row.item_id, ()), (row.reason, row.number))
    return found
