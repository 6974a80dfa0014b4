"""What waits for one person's decision, the longest waiting first, in pages."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, ScalarSelect, false, func, or_, select, true

from digests.content.body import from_json
from digests.content.model import Item, ItemState
from digests.content.store import items
from digests.newsroom.model import WROTE, Done
from digests.newsroom.standing import Act, Standing
from digests.newsroom.store import item_decisions

SIZE = 20


@dataclass(frozen=True, slots=True)
class Pending:
    """One page of what waits; pages count from 1, and there is always one."""

    items: tuple[Item, ...]
    page: int
    pages: int
    total: int


def pending(connection: Connection, who: Standing, page: int = 1, *, own: bool = False) -> Pending:
    """Items in review that somebody may decide on; what they wrote or submitted themselves only with `own`."""
    mine = _decided_by(who) & (items.c.state == ItemState.IN_REVIEW.value)
    if not own and who.person_id is not None:
        wrote, submitted = _last([act.value for act in WROTE]), _last([Done.SUBMITTED.value])
        mine &= func.coalesce(wrote, "") != who.person_id
        mine &= func.coalesce(submitted, "") != who.person_id
    total = connection.scalar(select(func.count()).select_from(items).where(mine)) or 0
    pages = max(1, -(-total // SIZE))
    page = min(max(page, 1), pages)
    query = (
        select(items.c.id, items.c.body, items.c.version)
        .where(mine)
        .order_by(items.c.changed_at, items.c.id)
        .limit(SIZE)
        .offset((page - 1) * SIZE)
    )
    found = tuple(from_json(row.id, row.body, row.version) for row in connection.execute(query))
    return Pending(found, page, pages, total)


def _decided_by(who: Standing) -> ColumnElement[bool]:
    if not who.here:
        return false()
    if who.admin:
        return true()
    desks = [desk for desk, acts in who.desks.items() if Act.APPROVE in acts]
    return or_(false(), func.lower(items.c.owner).in_(desks))


def _last(acts: list[str]) -> ScalarSelect[str | None]:
    """Who did one of these last with an item."""
    return (
        select(item_decisions.c.person_id)
        .where(item_decisions.c.item_id == items.c.id, item_decisions.c.act.in_(acts))
        .order_by(item_decisions.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
