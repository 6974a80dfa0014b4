"""What a person's own shares brought: shown to nobody but them."""

from datetime import datetime

from sqlalchemy import Connection, String, and_, column, func, select, table

from digests.content.store import load_items
from digests.employee.model import ItemResult, Results
from digests.ledger.model import FactKind, Verdict
from digests.ledger.store import facts
from digests.sharing.store import links

# Goals are made further up, by digests.measure; here they are only read, and only the person's own.
_conversions = table("conversions", column("id"), column("goal", String), column("state", String), column("verified"))
_credits = table("attributions", column("conversion_id"), column("click_id", String))
_ATTRIBUTED = "attributed"


def results(connection: Connection, person_id: str, since: datetime) -> Results:
    """Shares, readers and goals since then: a share is confirmed or clicked, a reader counts once a day and link."""
    alive = and_(facts.c.person_id == person_id, facts.c.at >= since, facts.c.verdict == Verdict.HUMAN)
    shared = (
        select(facts.c.item_id, facts.c.network)
        .outerjoin(links, links.c.code == facts.c.code)
        .where(alive, facts.c.kind.in_((FactKind.CONFIRM, FactKind.HIT)), links.c.dropped_at.is_(None))
        .distinct()
        .subquery()
    )
    followed = (
        select(facts.c.code, func.coalesce(facts.c.visitor, facts.c.id))
        .outerjoin(links, links.c.code == facts.c.code)
        .where(alive, facts.c.kind == FactKind.HIT, links.c.dropped_at.is_(None))
        .distinct()
        .subquery()
    )
    led = (
        select(_conversions.c.goal, func.count(_conversions.c.id.distinct()).label("number"))
        .join(_credits, _credits.c.conversion_id == _conversions.c.id)
        .join(facts, facts.c.id == _credits.c.click_id)
        .where(alive, facts.c.kind == FactKind.HIT)
        .where(_conversions.c.verified, _conversions.c.state == _ATTRIBUTED)
        .group_by(_conversions.c.goal)
        .order_by(func.count(_conversions.c.id.distinct()).desc(), _conversions.c.goal)
    )
    return Results(
        shares=connection.execute(select(func.count()).select_from(shared)).scalar_one(),
        readers=connection.execute(select(func.count()).select_from(followed)).scalar_one(),
        conversions=tuple((row.goal, row.number) for row in connection.execute(led)),
    )


def by_item(connection: Connection, person_id: str, since: datetime) -> list[ItemResult]:
    """The same by item, what brought most readers first: where it was shared, and how many came."""
    query = (
        select(facts.c.item_id, facts.c.network, facts.c.kind, facts.c.code, facts.c.visitor, facts.c.id)
        .outerjoin(links, links.c.code == facts.c.code)
        .where(facts.c.person_id == person_id, facts.c.at >= since, facts.c.verdict == Verdict.HUMAN)
        .where(facts.c.kind.in_((FactKind.CONFIRM, FactKind.HIT)), links.c.dropped_at.is_(None))
    )
    networks: dict[str, set[str]] = {}
    readers: dict[str, set[tuple[str, str]]] = {}
    for row in connection.execute(query):
        networks.setdefault(row.item_id, set()).add(row.network or "")
        if row.kind == FactKind.HIT:
            readers.setdefault(row.item_id, set()).add((row.code, row.visitor or row.id))
    titles = {item.id: item.title for item in load_items(connection, networks)}
    found = [
        ItemResult(name, titles.get(name, {}), tuple(sorted(where - {""})), len(readers.get(name, ())))
        for name, where in networks.items()
    ]
    return sorted(found, key=lambda one: (-one.readers, one.item_id))
