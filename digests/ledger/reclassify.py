"""Running a version of the rules over history: what was seen stays, what the rules made of it is made anew.

Nobody is told: events went out once, when each fact settled. Links that were dropped stay dropped. What lost its person
or its visitor by erasure or retention keeps the class it has, because what the rules would ask is gone.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Connection

from digests.errors import InputError
from digests.ledger import store
from digests.ledger.model import Fact, FactKind, Verdict
from digests.ledger.rules import NEAR, RULES, Rules
from digests.ledger.settle import waiting
from digests.ledger.store import Place
from digests.ledger.verdict import again, settle

BATCH = 5000
BEGINNING = (datetime(1970, 1, 1, tzinfo=UTC), "")
Move = tuple[FactKind, Verdict, Verdict]  # what, from, to


@dataclass(frozen=True, slots=True)
class Passed:
    """One batch of history: how many facts were looked at, how many kept their class unasked, and what moved."""

    facts: int = 0
    kept: int = 0
    moved: Mapping[Move, int] = field(default_factory=dict)
    first: datetime | None = None
    last: Place | None = None  # where the next batch goes on; None: history has ended


def rules_of(version: int) -> Rules:
    """The rules of a version; InputError for one that never was."""
    try:
        return RULES[version]
    except KeyError:
        known = ", ".join(map(str, RULES))
        raise InputError(f"There are no rules {version}: choose one of {known}.") from None


def reclassify(
    connection: Connection, rules: Rules, after: Place = BEGINNING, *, dry: bool = False, limit: int = BATCH
) -> Passed:
    """Judges a batch of settled facts again by these rules; `dry`, it only says what would move."""
    batch = store.load_settled(connection, after, limit)
    if not batch:
        return Passed()
    open_ = {fact.id: fact for fact in batch if not _erased(fact)}
    every = store.load_between(connection, batch[0].at - NEAR, batch[-1].at + NEAR)
    judged = settle(
        (waiting(fact, open_=fact.id in open_, rules=again(fact.rules, fact.agent, rules)) for fact in every), rules
    )
    if not dry:
        store.save_again(connection, judged, rules.version)
    moved = Counter(
        (fact.kind, fact.verdict, judged[fact.id].verdict)
        for fact in open_.values()
        if judged[fact.id].verdict is not fact.verdict
    )
    return Passed(len(batch), len(batch) - len(open_), moved, batch[0].at, (batch[-1].at, batch[-1].id))


def _erased(fact: Fact) -> bool:
    """Nothing is left that the rules could ask; what Slack told us of was never more."""
    return fact.person_id is None and fact.visitor is None and fact.agent is None
