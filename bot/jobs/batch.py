"""The idempotent batch: composes deliveries that are due, and makes parcels of composed ones. Carries ids only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import Connection, select

from bot.jobs.work import Work, schedule
from bot.rendering.words import languages
from digests.delivery.model import DeliveryState, Parcel
from digests.delivery.store import deliveries
from digests.edition import build
from digests.edition.policy import Policy
from digests.edition.store import editions
from digests.errors import UnknownError
from digests.people.store import load_people
from digests.sharing import tokens

FRESH = timedelta(seconds=10)  # how long a loaded world is used before the queue is looked at again


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery to compose; `as_of` is the moment its `send` named, None for now."""

    id: int
    person_id: str
    schedule: str
    period: str
    as_of: datetime | None


class Batch:
    """One per runner; keeps the loaded world between batches."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._policy = Policy.of(work.settings.config, languages(), tuple(work.channels))
        self._world: tuple[datetime | None, datetime, build.World] | None = None

    def compose(self, ids: Sequence[int]) -> None:
        """Composes the digests of deliveries that have none yet; the others are skipped with a reason."""
        database, work = self._work.database, self._work
        found = database.read(_waiting, ids)
        for (name, period, as_of), group in groupby(found, lambda one: (one.schedule, one.period, one.as_of)):
            now = as_of or work.clock()
            wanted = [(one.id, one.person_id) for one in group]
            loaded = database.read(
                build.load, self._fresh_world(as_of), schedule(work.settings, name), period, wanted, now=now
            )
            database.write(build.save, build.decide(loaded, work.key, now), work.clock())

    def parcels(self, ids: Sequence[int]) -> list[Parcel]:
        """Composed digests with their people and signed addresses, in the order of `ids`; erased ones are missing."""
        return self._work.database.read(self._load_parcels, ids)

    def past(self, delivery_id: int) -> Parcel | None:
        """A digest as it was composed; None after erasure or retention, UnknownError when there never was one."""
        if not self._work.database.read(_exists, delivery_id):
            raise UnknownError(f"There is no delivery {delivery_id}: `budstikke outbox` shows ids.")
        return next(iter(self.parcels([delivery_id])), None)

    def _load_parcels(self, connection: Connection, ids: Sequence[int]) -> list[Parcel]:
        digests = {digest.delivery_id: digest for digest in build.digests_of(connection, ids)}
        people = {person.id: person for person in load_people(connection, {one.person_id for one in digests.values()})}
        due = _due(connection, ids)
        return [
            Parcel(digests[one], people[digests[one].person_id], tokens.sign(self._work.key, one, due[one]))
            for one in ids
            if one in digests and digests[one].person_id in people
        ]

    def _fresh_world(self, as_of: datetime | None) -> build.World:
        now = self._work.clock()
        if self._world is None or self._world[0] != as_of or now - self._world[1] > FRESH:
            world = self._work.database.read(build.load_world, self._policy, as_of or now)
            self._world = (as_of, now, world)
        return self._world[2]


def _waiting(connection: Connection, ids: Sequence[int]) -> list[Waiting]:
    query = (
        select(
            deliveries.c.id,
            deliveries.c.person_id,
            deliveries.c.schedule,
            deliveries.c.period,
            editions.c.by_hand,
            editions.c.slot_at,
        )
        .join(editions, editions.c.id == deliveries.c.edition_id)
        .where(
            deliveries.c.id.in_(ids),
            deliveries.c.state == DeliveryState.QUEUED,
            deliveries.c.channel.is_(None),
            deliveries.c.person_id.is_not(None),
        )
        .order_by(deliveries.c.schedule, deliveries.c.period, editions.c.by_hand, editions.c.slot_at, deliveries.c.id)
    )
    return [
        Waiting(row.id, row.person_id, row.schedule, row.period, row.slot_at if row.by_hand else None)
        for row in connection.execute(query)
    ]


def _exists(connection: Connection, delivery_id: int) -> bool:
    return connection.execute(select(deliveries.c.id).where(deliveries.c.id == delivery_id)).first() is not None


def _due(connection: Connection, ids: Sequence[int]) -> dict[int, datetime]:
    query = select(deliveries.c.id, deliveries.c.due_at).where(deliveries.c.id.in_(ids))
    return {row.id: row.due_at for row in connection.execute(query)}
