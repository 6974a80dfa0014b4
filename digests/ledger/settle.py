"""Settling: facts get their final verdict once nothing near them can still come in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from digests.ledger import store
from digests.ledger.model import NOBODY, Fact, FactKind
from digests.ledger.verdict import BURST, VERSION, Waiting
from digests.ledger.verdict import settle as decide

BATCH = 1000
_PRESSES = (FactKind.TAP, FactKind.COPY, FactKind.CONFIRM)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Settled:
    """How many facts got their final verdict, and which links a machine's tap asked for."""

    facts: int = 0
    codes: frozenset[str] = frozenset()


def settle(connection: Connection, now: datetime) -> Settled:
    """Gives a batch of facts whose window is over their final verdict, and destroys the keys of past days."""
    store.destroy_day_keys(connection, now.date())
    due = _due(store.load_due(connection, now + BURST, BATCH), now)
    if not due:
        return Settled()
    times = [fact.at for fact in due.values()]
    deliveries = {fact.delivery_id for fact in due.values() if fact.delivery_id is not None}
    beside = store.load_beside(connection, deliveries, min(times) - BURST, max(times) + BURST)
    own = _own(connection, due.values())
    every = {fact.id: fact for fact in (*beside, *due.values())}
    judged = decide(_waiting(fact, open_=fact.id in due, own=fact.id in own) for fact in every.values())
    store.save_judgements(connection, judged, VERSION)
    machine = {fact_id for fact_id, one in judged.items() if one.verdict in NOBODY}
    codes = {due[fact_id].code for fact_id in machine if due[fact_id].kind in _PRESSES}
    return Settled(len(judged), frozenset(code for code in codes if code))


def _due(pending: Iterable[Fact], now: datetime) -> dict[str, Fact]:
    """Facts whose window has ended, and those of their group that follow within moments: they are judged together."""
    waiting = list(pending)
    over = [fact for fact in waiting if fact.settles_at is not None and fact.settles_at <= now]
    groups = {_group(fact) for fact in over} - {""}
    return {fact.id: fact for fact in (*over, *(fact for fact in waiting if _group(fact) in groups))}


def _own(connection: Connection, due: Iterable[Fact]) -> frozenset[str]:
    """Hits by the one who shared the link, told by the same visitor's hash on the same day."""
    hits = [fact for fact in due if fact.kind is FactKind.HIT and fact.visitor]
    if not hits:
        return frozenset()
    people = {fact.person_id for fact in hits if fact.person_id}
    codes = {fact.code for fact in hits if fact.code}
    items = {fact.item_id for fact in hits if fact.item_id}
    visitors = store.load_own_visitors(connection, people, items, codes, min(fact.at for fact in hits) - _DAY)
    return frozenset(fact.id for fact in hits if visitors & {(fact.person_id, fact.visitor), (fact.code, fact.visitor)})


def _waiting(fact: Fact, *, open_: bool, own: bool) -> Waiting:
    return Waiting(fact.id, fact.at, _group(fact), _target(fact), fact.rules, own, open_)


def _group(fact: Fact) -> str:
    """Facts of one digest belong together; hits only where the same visitor asks for links of one digest."""
    if fact.kind is FactKind.HIT:
        return f"hit {fact.visitor} {fact.delivery_id or ''}" if fact.visitor else ""
    if fact.delivery_id is not None:
        return f"digest {fact.delivery_id}"
    return f"visitor {fact.visitor}" if fact.visitor else ""


def _target(fact: Fact) -> str:
    """What was pressed or followed; copying and opening are one press."""
    if fact.kind is FactKind.HIT:
        return f"hit {fact.code}"
    return f"{'read' if fact.kind is FactKind.READ else 'share'} {fact.item_id} {fact.network}"
