"""What is a person's own: their picks, where each stands, and their newest digest."""

from sqlalchemy import Connection, select

from digests.content.model import Item, ItemState
from digests.content.store import load_items, load_versions
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
        select(picks.c.position, picks.c.item_id, picks.c.version)
        .where(picks.c.delivery_id == delivery_id, picks.c.held_out.is_(False))
        .order_by(picks.c.position)
    ).all()
    today = {item.id: item for item in load_items(connection, {row.item_id for row in shown})}
    newer = {(row.item_id, row.version) for row in shown if _is_newer(today.get(row.item_id), row.version)}
    delivered = load_versions(connection, newer) if newer else {}
    deeds = _deeds(connection, delivery_id)
    wishes = load_wishes(connection, delivery_id)
    found = {}
    for row in shown:
        item, then = today.get(row.item_id), delivered.get((row.item_id, row.version))
        found[row.position] = standing(
            deeds.get(row.item_id, []),
            wishes.get(row.position),
            withdrawn=item is None or item.state is ItemState.WITHDRAWN,
            corrected=item is not None and then is not None and _said(item) != _said(then),
        )
    return found


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


def _is_newer(item: Item | None, version: int) -> bool:
    return item is not None and item.state is ItemState.APPROVED and item.version > version


def _said(item: Item) -> tuple[object, ...]:
    """All that a digest says of an item."""
    return (item.url, dict(item.title), dict(item.summary), item.texts, item.networks, item.image, item.disclosure)
