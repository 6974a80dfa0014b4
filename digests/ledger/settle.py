"""Settling: facts get their final verdict once nothing near them can still come in."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from digests.events import bodies
from digests.events import store as events
from digests.events.model import SILENT, Act, Announcing, Event
from digests.ledger import store
from digests.ledger.model import NOBODY, Fact, FactKind, Judgement, Verdict
from digests.ledger.nearness import Waiting
from digests.ledger.rules import LATEST, NEAR, VERSION
from digests.ledger.verdict import is_robot
from digests.ledger.verdict import settle as decide

BATCH = 1000
_PRESSES = (FactKind.TAP, FactKind.COPY, FactKind.CONFIRM)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Settled:
    """How many facts got their final verdict, and which links a machine's tap asked for."""

    facts: int = 0
    codes: frozenset[str] = frozenset()


def settle(connection: Connection, now: datetime, announcing: Announcing = SILENT) -> Settled:
    """Gives a batch of facts whose window is over their final verdict, and destroys the keys of past days.

    Each click and share that turns out to be a person's becomes an event, once.
    """
    store.destroy_day_keys(connection, now.date())
    due = _due(store.load_due(connection, now + LATEST.burst, BATCH), now)
    if not due:
        return Settled()
    every = {fact.id: fact for fact in (*_beside(connection, due.values()), *due.values())}
    own = _own(connection, due.values())
    judged = decide(waiting(fact, open_=fact.id in due, own=fact.id in own) for fact in every.values())
    store.save_judgements(connection, judged, VERSION)
    events.add(connection, (_event(due[fact_id], one, announcing) for fact_id, one in judged.items()))
    machine = {fact_id for fact_id, one in judged.items() if one.verdict in NOBODY}
    codes = {due[fact_id].code for fact_id in machine if due[fact_id].kind in _PRESSES}
    return Settled(len(judged), frozenset(code for code in codes if code))


def waiting(fact: Fact, *, open_: bool, own: bool = False, rules: tuple[str, ...] | None = None) -> Waiting:
    """A fact as the rules over neighbours see it; with other flags than it was kept with, where some are given."""
    hit = fact.kind is FactKind.HIT
    flags = fact.rules if rules is None else rules
    nobodys = hit or fact.delivery_id is None or is_robot(flags)
    return Waiting(
        id=fact.id,
        at=fact.at,
        group=_group(fact),
        target=_target(fact),
        rules=flags,
        own=own,
        open=open_,
        digest=_digest(fact),
        link=f"{fact.code} {fact.agent}" if hit else "",
        address="" if nobodys else f"{fact.delivery_id} {_target(fact)}",
        origin=fact.origin or "",
        trap=fact.kind is FactKind.TRAP,
    )


def _due(pending: Iterable[Fact], now: datetime) -> dict[str, Fact]:
    """Facts whose window has ended, and those of their group that follow within moments: they are judged together."""
    pending = list(pending)
    over = [fact for fact in pending if fact.settles_at is not None and fact.settles_at <= now]
    groups = {_group(fact) for fact in over} - {""}
    return {fact.id: fact for fact in (*over, *(fact for fact in pending if _group(fact) in groups))}


def _beside(connection: Connection, due: Collection[Fact]) -> list[Fact]:
    """Neighbours: of the same digests, and the hidden addresses that the same visitors followed."""
    times = [fact.at for fact in due]
    since, until = min(times) - NEAR, max(times) + NEAR
    deliveries = {fact.delivery_id for fact in due if fact.delivery_id is not None}
    visitors = {fact.visitor for fact in due if fact.delivery_id is None and fact.visitor}
    found = store.load_beside(connection, deliveries, since, until) if deliveries else []
    return found + (store.load_traps(connection, visitors, since, until) if visitors else [])


def _event(fact: Fact, judged: Judgement, announcing: Announcing) -> Event | None:
    """What a fact that is settled is to be told as; None where it is not a person's, or nothing that others hear of."""
    if judged.verdict is not Verdict.HUMAN or fact.kind not in {FactKind.HIT, FactKind.CONFIRM}:
        return None
    act = Act(fact.id, fact.at, fact.item_id, fact.network, fact.person_id, fact.department)
    return bodies.click(announcing, act) if fact.kind is FactKind.HIT else bodies.share(announcing, act)


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


def _group(fact: Fact) -> str:
    """Facts of one digest belong together; hits only where the same visitor asks for links of one digest."""
    if fact.kind is FactKind.HIT:
        return f"hit {fact.visitor} {fact.delivery_id or ''}" if fact.visitor else ""
    if fact.delivery_id is not None:
        return f"digest {fact.delivery_id}"
    return f"visitor {fact.visitor}" if fact.visitor else ""


def _digest(fact: Fact) -> str:
    """What a hidden address gives away: the digest, or the visitor where digests are not kept with a fact."""
    if fact.delivery_id is not None:
        return f"digest {fact.delivery_id}"
    return f"visitor {fact.visitor}" if fact.visitor else ""


def _target(fact: Fact) -> str:
    """What was pressed or followed; copying and opening are one press."""
    if fact.kind is FactKind.HIT:
        return f"hit {fact.code}"
    return f"{'read' if fact.kind is FactKind.READ else 'share'} {fact.item_id} {fact.network}"
