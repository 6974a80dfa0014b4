"""What is a person's own: their picks, where each stands, and their newest digest."""

from sqlalchemy import Connection, select

from digests.content.model import ItemState
from digests.content.store import items
from digests.delivery.model import DeliveryState
from digests.delivery.store import deliveries
from digests.edition.store import picks
from digests.employee.model import OwnPick, Standing
from digests.employee.standing import Deed, standing
from digests.employee.store import load_wishes
from digests.ledger.model import NOBODY, FactKind
from digests.ledger.store import facts
from digests.people.store import load_people

_TOLD = (FactKind.TAP, FactKind.COPY, FactKind.CONFIRM, FactKind.DECLINE)


def own_pick(connection: Connection, person_id: str, delivery_id: int, position: int) -> OwnPick | None:
    """The pick, if the delivery is this person's and showed it; None for anybody else's, and for whoever has left."""
    row = connection.execute(
        select(deliveries.c.department, deliveries.c.tracked, picks.c.item_id)
        .join(picks, picks.c.delivery_id == deliveries.c.id)
        .where(deliveries.c.id == delivery_id, deliveries.c.person_id == person_id)
        .where(picks.c.position == position, picks.c.held_out.is_(False))
    ).one_or_none()
    found = load_people(connection, [person_id]) if row is not None else []
    if row is None or not found:
        return None
    return OwnPick(
        person=found[0],
        delivery_id=delivery_id,
        position=position,
        item_id=row.item_id,
        department=row.department,
        tracked=row.tracked and not found[0].preferences.untracked,
    )


def pick_states(connection: Connection, delivery_id: int) -> dict[int, Standing]:
    """Where each pick that a delivery shows stands, by position: from facts, wishes and the items of today."""
    shown = connection.execute(
        select(picks.c.position, picks.c.item_id, picks.c.version, picks.c.shown, items.c.state)
        .outerjoin(items, items.c.id == picks.c.item_id)
        .where(picks.c.delivery_id == delivery_id, picks.c.held_out.is_(False))
        .order_by(picks.c.position)
    ).all()
    deeds, wishes = _deeds(connection, delivery_id), load_wishes(connection, delivery_id)
    return {
        row.position: standing(
            deeds.get(row.item_id, []),
            wishes.get(row.position),
            withdrawn=row.state in (None, ItemState.WITHDRAWN),
            corrected=row.shown not in (None, row.version),
        )
        for row in shown
    }


def newest_delivery(connection: Connection, person_id: str) -> int | None:
    """The digest that reached this person last, as long as it is kept."""
    return connection.scalar(
        select(deliveries.c.id)
        .where(deliveries.c.person_id == person_id, deliveries.c.state == DeliveryState.SENT)
        .order_by(deliveries.c.sent_at.desc(), deliveries.c.id.desc())
        .limit(1)
    )


def _deeds(connection: Connection, delivery_id: int) -> dict[str, list[Deed]]:
    query = select(facts.c.item_id, facts.c.kind, facts.c.at, facts.c.network).where(
        facts.c.delivery_id == delivery_id, facts.c.kind.in_(_TOLD), facts.c.verdict.not_in(NOBODY)
    )
    found: dict[str, list[Deed]] = {}
    for row in connection.execute(query):
        found.setdefault(row.item_id, []).append(Deed(FactKind(row.kind), row.at, row.network or ""))
    return found
