"""Makes the sample company lively: what people did with its digests in the last weeks, the same in every run."""

from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, select, update

from digests.content.store import items
from digests.delivery.store import deliveries
from digests.edition.store import picks
from digests.ledger.model import FactKind, Verdict
from digests.ledger.store import facts
from digests.measure.claims import Claim
from digests.measure.conversions import take
from digests.measure.goals import configured, named
from digests.people.store import people
from digests.settings import read
from tests.digests.measure.world import World, world

SAMPLE = Path(__file__).resolve().parents[1] / "examples" / "config.toml"
SHARES = {"Communications": 0.55, "Human Resources": 0.5, "Engineering": 0.34, "Construction": 0.16}
USUAL = 0.24


def chance(*parts: object) -> float:
    """A number from 0 to 1 that follows from the parts."""
    return int.from_bytes(sha256("|".join(map(str, parts)).encode()).digest()[:4]) / 2**32


def back_to(connection: Connection, at: datetime) -> None:
    """Dates every digest that was just sent to `at`, and the people to long before."""
    connection.execute(update(people).values(added_at=at - timedelta(days=100)))
    connection.execute(
        update(deliveries)
        .where(deliveries.c.state == "sent", deliveries.c.sent_at > at)
        .values(sent_at=at, changed_at=at, due_at=at)
    )


def enliven(connection: Connection) -> None:
    """Some people read, some share, and some of their links are followed: by people, previews and machines."""
    made = world(connection)
    query = (
        select(deliveries.c.id, deliveries.c.person_id, deliveries.c.department, deliveries.c.sent_at, picks.c.item_id)
        .join(picks, picks.c.delivery_id == deliveries.c.id)
        .where(deliveries.c.state == "sent", picks.c.held_out.is_(False))
        .order_by(deliveries.c.id, picks.c.position)
    )
    for row in connection.execute(query).all():
        _act(made, row)
    _convert(connection)


def _convert(connection: Connection) -> None:
    """Some readers apply, sign up or book: every fifteenth human click of an item with a goal."""
    wanted = {row.id: row.body.get("goal") for row in connection.execute(select(items.c.id, items.c.body))}
    clicks = (
        select(facts.c.id, facts.c.item_id, facts.c.network, facts.c.at)
        .where(facts.c.kind == FactKind.HIT, facts.c.verdict == Verdict.HUMAN)
        .order_by(facts.c.at, facts.c.id)
    )
    followed = [row for row in connection.execute(clicks).all() if wanted[row.item_id]]
    told = [
        Claim(f"ats-{number}", wanted[row.item_id], row.at + timedelta(hours=2), click_id=row.id)
        for number, row in enumerate(followed[::15], 1)
    ]
    take(connection, told, named(configured(read(SAMPLE))), max(one.at for one in told) + timedelta(minutes=1))


def _act(made: World, row: Row[*tuple[Any, ...]]) -> None:
    eager = SHARES.get(row.department, USUAL) * (0.6 + 0.8 * chance("item", row.item_id))
    luck = chance(row.id, row.item_id)
    at = row.sent_at + timedelta(hours=1 + 20 * chance("when", row.id, row.item_id))
    if luck > eager * 1.6:
        return
    made.did(FactKind.READ, row.item_id, row.id, at=at)
    if luck > eager * 0.7:
        return
    made.did(FactKind.TAP, row.item_id, row.id, at=at)
    network = "linkedin" if chance("network", row.person_id) < 0.7 else "facebook"
    code = made.link(row.person_id, row.item_id, row.id, network=network, minted_at=at)
    if chance("confirm", row.id, row.item_id) < 0.5:
        made.did(FactKind.CONFIRM, row.item_id, row.id, at=at)
    made.did(FactKind.HIT, row.item_id, at=at, code=code, verdict=Verdict.PREVIEW)
    made.did(FactKind.HIT, row.item_id, at=at, code=code, verdict=Verdict.MACHINE)
    for number in range(int(chance("hits", code, row.item_id) * 7)):
        made.did(FactKind.HIT, row.item_id, at=at + timedelta(minutes=10 * number), code=code)
