"""A press of a share button: written down, and given its link, in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from digests.ledger import store
from digests.ledger.model import NOBODY, Fact, FactKind, Judgement
from digests.ledger.verdict import VERSION
from digests.sharing.links import mint
from digests.sharing.model import Link, Press


@dataclass(frozen=True, slots=True)
class Tap:
    """A press with what was seen of it. `id` is unique to the press, so that a press sent twice is kept once."""

    id: str
    press: Press
    judgement: Judgement
    kinds: Sequence[FactKind] = (FactKind.TAP,)  # with COPY where the text was copied on the way
    agent: str = ""
    visitor: str = ""
    origin: str = ""


def record(connection: Connection, tap: Tap, settle: timedelta, code: Callable[[], str], now: datetime) -> Link:
    """Keeps the press and gives the link that belongs to it; a machine's is looked at again when it settles."""
    machine = tap.judgement.verdict in NOBODY
    link = mint(connection, tap.press, code, now, machine=machine)
    judged = replace(tap.judgement, settles_at=now + settle) if machine else tap.judgement
    store.add(connection, [_fact(replace(tap, judgement=judged), kind, link.code, now) for kind in tap.kinds])
    return link


def _fact(tap: Tap, kind: FactKind, code: str, now: datetime) -> Fact:
    return Fact(
        id=f"{kind}-{tap.id}",
        kind=kind,
        at=now,
        verdict=tap.judgement.verdict,
        rules=tap.judgement.rules,
        rule_version=VERSION,
        settles_at=tap.judgement.settles_at,
        delivery_id=tap.press.delivery_id,
        person_id=tap.press.person_id,
        department=tap.press.department,
        item_id=tap.press.item_id,
        network=tap.press.network,
        code=code,
        agent=tap.agent or None,
        visitor=tap.visitor or None,
        origin=tap.origin or None,
    )
