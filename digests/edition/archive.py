"""Writes digests down, and reads them again exactly as they were."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select, update

from digests.content.model import Item
from digests.content.store import load_versions
from digests.db import DriverStatement
from digests.edition.model import Digest, Offer, Pick
from digests.edition.store import delivery, picks
from digests.edition.wording import Wording
from digests.people.model import ChannelName, Person, Rung
from digests.people.store import load_people
from digests.relevance.fit import networks_of
from digests.relevance.model import Choice, Reason

_PICK = DriverStatement(
    "INSERT INTO picks (delivery_id, position, item_id, version, score, probability, components, reasons, offers, "
    "language, colleagues, held_out, hold_out) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class Composed:
    """A digest with what is kept beside it."""

    digest: Digest
    choices: tuple[Choice, ...]  # the held-out ones too
    person: Person
    channels: tuple[ChannelName, ...]  # best first; never empty
    privacy_mode: str


def save_digests(connection: Connection, composed: Sequence[Composed], now: datetime) -> None:
    """Writes digests onto their deliveries, ready to be sent, with every pick and what was held out."""
    if not composed:
        return
    statement = (
        update(delivery)
        .where(delivery.c.id == bindparam("delivery_id"))
        .values(
            digest=bindparam("new_digest"),
            channel=bindparam("new_channel"),
            channels_left=bindparam("new_left"),
            department=bindparam("new_department"),
            country=bindparam("new_country"),
            tracked=bindparam("new_tracked"),
            privacy_mode=bindparam("new_mode"),
            changed_at=now,
        )
    )
    connection.execute(statement, [_delivery(one) for one in composed])
    _PICK.run(connection, [row for one in composed for row in _picks(one)])


def save_held_out(connection: Connection, chosen: Mapping[int, Sequence[Choice]]) -> None:
    """Writes what was held out of deliveries that have nothing left: without them the held-out would be too few."""
    rows = [_choice(delivery_id, choice, None) for delivery_id, choices in chosen.items() for choice in choices]
    if rows:
        _PICK.run(connection, rows)


def save_skipped(connection: Connection, reasons: Mapping[int, str], now: datetime) -> None:
    """Closes deliveries without a digest; each says why."""
    if reasons:
        statement = (
            update(delivery)
            .where(delivery.c.id == bindparam("delivery_id"))
            .values(state="skipped", reason=bindparam("why"), changed_at=now)
        )
        connection.execute(statement, [{"delivery_id": one, "why": reason} for one, reason in reasons.items()])


def load_digests(connection: Connection, ids: Collection[int], *, as_composed: bool = False) -> list[Digest]:
    """Digests in order of delivery, with what was corrected since, or exactly as they were composed.

    The erased and the unmade are missing.
    """
    query = select(delivery).where(
        delivery.c.id.in_(ids), delivery.c.person_id.is_not(None), delivery.c.channel.is_not(None)
    )
    rows = [row for row in connection.execute(query.order_by(delivery.c.id)) if row.digest]
    names = {one.id: one for one in load_people(connection, {row.person_id for row in rows}, active=False)}
    seen = picks.c.version if as_composed else func.coalesce(picks.c.shown, picks.c.version)
    kept = select(picks, seen.label("seen")).where(
        picks.c.delivery_id.in_([row.id for row in rows]), picks.c.held_out.is_(False)
    )
    found = connection.execute(kept.order_by(picks.c.delivery_id, picks.c.position)).all()
    versions = load_versions(connection, {(row.item_id, row.seen) for row in found})
    by_delivery: dict[int, list[Pick]] = {row.id: [] for row in rows}
    for row in found:
        if (row.item_id, row.seen) in versions:
            by_delivery[row.delivery_id].append(_pick(row, versions[row.item_id, row.seen]))
    return [_digest(row, names[row.person_id], by_delivery[row.id]) for row in rows if row.person_id in names]


def _delivery(composed: Composed) -> dict[str, Any]:
    digest, person = composed.digest, composed.person
    return {
        "delivery_id": digest.delivery_id,
        "new_digest": {
            "rung": digest.rung.value,
            "language": digest.language,
            "timezone": digest.timezone,
            "best_hour": digest.best_hour,
            "first": digest.first,
            "composed_at": digest.composed_at.isoformat() if digest.composed_at else None,
        },
        "new_channel": composed.channels[0].value,
        "new_left": [channel.value for channel in composed.channels[1:]],
        "new_department": digest.department,
        "new_country": person.country,
        "new_tracked": not person.preferences.untracked,
        "new_mode": composed.privacy_mode,
    }


def _picks(composed: Composed) -> Iterator[tuple[object, ...]]:
    shown = {pick.position: pick for pick in composed.digest.picks}
    for choice in composed.choices:
        yield _choice(composed.digest.delivery_id, choice, shown.get(choice.position))


def _choice(delivery_id: int, choice: Choice, pick: Pick | None) -> tuple[object, ...]:
    return (
        delivery_id,
        choice.position,
        choice.item_id,
        choice.version,
        choice.score,
        choice.probability,
        json.dumps(dict(choice.components)),
        json.dumps([(reason.code, reason.value) for reason in choice.reasons]),
        json.dumps([(offer.network, offer.text_key) for offer in pick.offers] if pick else []),
        pick.language if pick else "",
        pick.colleagues if pick else 0,
        choice.held_out,
        choice.hold_out,
    )


def _digest(row: Row[*tuple[Any, ...]], person: Person, made: Sequence[Pick]) -> Digest:
    kept = row.digest
    return Digest(
        delivery_id=row.id,
        schedule=row.schedule,
        period=row.period,
        person_id=person.id,
        first_name=person.first_name,
        department=row.department,
        language=kept["language"],
        timezone=kept["timezone"],
        rung=Rung(kept["rung"]),
        picks=tuple(made),
        best_hour=kept["best_hour"],
        first=kept["first"],
        composed_at=datetime.fromisoformat(kept["composed_at"]) if kept["composed_at"] else None,
    )


def _pick(row: Row[*tuple[Any, ...]], item: Item) -> Pick:
    return Pick(
        position=row.position,
        item=item,
        language=row.language,
        reasons=tuple(Reason(code, value) for code, value in row.reasons),
        offers=tuple(_offers(row, item)),
        colleagues=row.colleagues,
        score=row.score,
    )


def _offers(row: Row[*tuple[Any, ...]], item: Item) -> Iterator[Offer]:
    """The texts that were given; where a correction took one away, the item's first for that network."""
    texts = {text.key: text.text for text in item.texts}
    corrected = row.seen != row.version
    instead, networks = Wording(b"", {}), networks_of(item)
    for network, key in row.offers:
        if corrected and key not in texts:
            if network in networks:
                yield instead.offer(item, row.language, "", network)
        else:
            yield Offer(network, key, texts.get(key, ""))
