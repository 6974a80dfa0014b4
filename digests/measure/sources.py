"""What counters are made of, as selects over the ledger: a report reads the same where nothing is rolled up yet."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, func, literal, literal_column, or_, select
from sqlalchemy.orm import aliased

from digests.delivery.model import DeliveryState
from digests.delivery.store import deliveries
from digests.edition.store import picks
from digests.ledger.model import FactKind, Verdict
from digests.ledger.store import facts
from digests.measure.moments import day_of, week_of
from digests.sharing.store import links

COUNTED = (FactKind.READ, FactKind.TAP, FactKind.COPY, FactKind.CONFIRM, FactKind.HIT)
_PRESSES = (FactKind.TAP, FactKind.COPY)
_SHARES = (FactKind.CONFIRM, FactKind.HIT)

sent = deliveries.c.state == DeliveryState.SENT
_linked = facts.outerjoin(links, links.c.code == facts.c.code)
_item = func.coalesce(facts.c.item_id, links.c.item_id)
_delivery = func.coalesce(facts.c.delivery_id, links.c.delivery_id)
_network = func.coalesce(facts.c.network, links.c.network, "")
_human = facts.c.verdict == Verdict.HUMAN
_hit = facts.c.kind == FactKind.HIT
_alive = or_(facts.c.kind != FactKind.HIT, links.c.dropped_at.is_(None))  # a dropped link is evidence of nothing


def within(column: ColumnElement[datetime], since: datetime, until: datetime) -> ColumnElement[bool]:
    """From `since` (inclusive) to `until` (exclusive)."""
    return and_(column >= since, column < until)


def ordinals(number: int) -> list[ColumnElement[Any]]:
    """The first columns of a select, to group by: PostgreSQL does not see that two parameters have the same value."""
    return [literal_column(str(place)) for place in range(1, number + 1)]


def fact_counts_of(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Facts on items by day, class, network and, for human hits, the link's text."""
    text_key = case((and_(_hit, _human), func.coalesce(links.c.text_key, "")), else_="")
    keys = (
        day_of(facts.c.at).label("day"),
        _item.label("item_id"),
        facts.c.kind,
        facts.c.verdict,
        _network.label("network"),
        and_(_delivery.is_(None), _alive).label("nameless"),
        text_key.label("text_key"),
    )
    return (
        select(*keys, func.count().label("number"))
        .select_from(_linked)
        .where(facts.c.kind.in_(COUNTED), _item.is_not(None), *conditions)
        .group_by(*ordinals(len(keys)))
    )


def offer_counts_of(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Offers of sent deliveries by day, and by what decides who may see them."""
    keys = (
        day_of(deliveries.c.sent_at).label("day"),
        picks.c.item_id,
        deliveries.c.country,
        deliveries.c.privacy_mode,
        deliveries.c.tracked,
    )
    return (
        select(*keys, func.count().label("number"))
        .select_from(picks.join(deliveries, deliveries.c.id == picks.c.delivery_id))
        .where(sent, picks.c.held_out.is_(False), *conditions)
        .group_by(*keys)
    )


def repeats_of(since: datetime, until: datetime) -> Select[Any]:
    """Every delivery before `until` that offered a person what one sent from `since` on offered them as well."""
    other, theirs = aliased(deliveries), aliased(picks)
    again = (
        select(deliveries.c.person_id, picks.c.item_id)
        .select_from(deliveries.join(other, other.c.person_id == deliveries.c.person_id))
        .join(picks, picks.c.delivery_id == deliveries.c.id)
        .join(theirs, and_(theirs.c.delivery_id == other.c.id, theirs.c.item_id == picks.c.item_id))
        .where(sent, within(deliveries.c.sent_at, since, until), picks.c.held_out.is_(False))
        .where(other.c.id != deliveries.c.id, other.c.state == DeliveryState.SENT, other.c.sent_at < until)
        .where(theirs.c.held_out.is_(False))
        .distinct()
        .subquery()
    )
    first = func.min(deliveries.c.id).over(partition_by=(again.c.person_id, again.c.item_id))
    return (
        select(deliveries.c.id.label("delivery_id"), again.c.item_id, first.label("origin_id"))
        .select_from(again.join(deliveries, deliveries.c.person_id == again.c.person_id))
        .join(picks, and_(picks.c.delivery_id == deliveries.c.id, picks.c.item_id == again.c.item_id))
        .where(sent, deliveries.c.sent_at < until, picks.c.held_out.is_(False))
    )


def deeds_of(*conditions: ColumnElement[bool]) -> Select[Any]:
    """What deliveries' people did, by human facts: when first and last in a week, by item and network."""
    keys = (_delivery.label("delivery_id"), _item.label("item_id"), _network.label("network"))
    offer = and_(picks.c.delivery_id == _delivery, picks.c.item_id == _item, picks.c.held_out.is_(False))
    origin = and_(deliveries.c.id == picks.c.delivery_id, sent)

    def when(*kinds: FactKind) -> ColumnElement[datetime]:
        return case((facts.c.kind.in_(kinds), facts.c.at))

    return (
        select(
            *keys,
            week_of(facts.c.at).label("week"),
            func.coalesce(func.max(links.c.text_key), literal("", String)).label("text_key"),
            func.max(deliveries.c.sent_at).label("offered_at"),
            *(func.min(when(kind)).label(name) for kind, name in zip(COUNTED, FIRSTS, strict=True)),
            func.max(when(*_PRESSES)).label("last_tap_at"),
            func.max(when(*_SHARES)).label("last_share_at"),
        )
        .select_from(_linked.outerjoin(picks, offer).outerjoin(deliveries, origin))
        .where(_human, facts.c.kind.in_(COUNTED), _alive, _delivery.is_not(None), _item.is_not(None), *conditions)
        .group_by(*ordinals(4))
    )


FIRSTS = ("read_at", "tap_at", "copy_at", "confirm_at", "click_at")
LASTS = ("last_tap_at", "last_share_at")
