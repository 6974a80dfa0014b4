"""The idempotent batch: composes deliveries that are due, and makes parcels of composed ones. Carries ids only."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import Connection, select

from bot.jobs.work import Work, schedules
from bot.rendering.words import languages
from digests.config import Config
from digests.delivery.model import DeliveryState, Parcel
from digests.delivery.store import deliveries
from digests.edition import build, extra
from digests.edition.model import Digest
from digests.edition.policy import Policy
from digests.edition.store import editions
from digests.errors import UnknownError
from digests.newsroom.sending import item_of
from digests.people.model import Person
from digests.people.store import load_people
from digests.sharing import tokens

HOLD = 1000  # digests kept for sending right after they were composed
FRESH = timedelta(seconds=10)  # how long a loaded world is used before the queue is looked at again


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery to compose; `as_of` is the moment its `send` named, None for now."""

    id: int
    person_id: str
    schedule: str
    period: str
    due_at: datetime
    as_of: datetime | None


@dataclass(frozen=True, slots=True)
class Held:
    """What was just composed, so that sending it at once need not read it again."""

    digest: Digest
    person: Person
    due_at: datetime


class Batch:
    """One per runner; keeps the loaded world between batches."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._world: tuple[tuple[Config, datetime | None], datetime, build.World] | None = None
        self._held: dict[int, Held] = {}
        self._lock = threading.Lock()

    @property
    def full(self) -> bool:
        """Whether as much is held as memory is meant to hold; composing may wait a little for sending."""
        return len(self._held) >= HOLD

    def compose(self, ids: Sequence[int]) -> None:
        """Composes the digests of deliveries that have none yet; the others are skipped with a reason."""
        database, work = self._work.database, self._work
        known = {one.name: one for one in (*schedules(work.settings), extra.SCHEDULE)}
        found = database.read(_waiting, ids)
        for (name, period, as_of), group in groupby(found, lambda one: (one.schedule, one.period, one.as_of)):
            now = as_of or work.clock()
            waiting = list(group)
            if name not in known:
                why = dict.fromkeys((one.id for one in waiting), f"config.toml has no schedule {name!r} any more")
                database.write(build.save, build.Built((), why), work.clock())
                continue
            due = {one.id: one.due_at for one in waiting}
            wanted = [(one.id, one.person_id) for one in waiting]
            world = self._fresh_world(as_of)
            if name == extra.SCHEDULE.name:
                item_id = database.read(item_of, period)
                if item_id not in world.items:  # it may have been approved a moment ago
                    self._world = None
                    world = self._fresh_world(as_of)
                world = extra.alone(world, item_id, now)
            loaded = database.read(build.load, world, known[name], period, wanted, now=now)
            built = build.decide(loaded, work.key, now)
            database.write(build.save, built, work.clock())
            self._hold(built, due)

    def parcels(self, ids: Sequence[int]) -> list[Parcel]:
        """Composed digests with their people and signed addresses, in the order of `ids`.

        Missing are those of people who were erased, left, stopped or paused since.
        """
        now = self._work.clock()
        loaded = [(one, held) for one, held in self._loaded(ids).items() if _welcome(held.person, now)]
        return [replace(self._parcel(one, held), loaded_at=now) for one, held in loaded]

    def past(self, delivery_id: int) -> Parcel | None:
        """A digest as it was composed; None after erasure or retention, UnknownError when there never was one."""
        if not self._work.database.read(_exists, delivery_id):
            raise UnknownError(f"There is no delivery {delivery_id}: `budstikke outbox --all` shows ids.")
        held = self._work.database.read(_load, [delivery_id], as_composed=True)
        return next((self._parcel(one, found) for one, found in held.items()), None)

    def _loaded(self, ids: Sequence[int]) -> dict[int, Held]:
        with self._lock:
            held = {one: self._held.pop(one) for one in ids if one in self._held}
        missing = [one for one in ids if one not in held]
        if missing:
            held |= self._work.database.read(_load, missing)
        return {one: held[one] for one in ids if one in held}

    def _parcel(self, delivery_id: int, held: Held) -> Parcel:
        return Parcel(held.digest, held.person, tokens.sign(self._work.key, delivery_id, held.due_at))

    def _hold(self, built: build.Built, due: Mapping[int, datetime]) -> None:
        with self._lock:
            for one in built.composed:
                delivery_id = one.digest.delivery_id
                self._held[delivery_id] = Held(one.digest, one.person, due[delivery_id])
            for old in list(self._held)[: max(len(self._held) - 2 * HOLD, 0)]:
                del self._held[old]

    def _fresh_world(self, as_of: datetime | None) -> build.World:
        now, config = self._work.clock(), self._work.settings.config
        known = self._world
        if known is None or known[0][0] is not config or known[0][1] != as_of or now - known[1] > FRESH:
            policy = Policy.of(config, languages(), tuple(self._work.channels))
            known = ((config, as_of), now, self._work.database.read(build.load_world, policy, as_of or now))
            self._world = known
        return known[2]


def _waiting(connection: Connection, ids: Sequence[int]) -> list[Waiting]:
    query = (
        select(
            deliveries.c.id,
            deliveries.c.person_id,
            deliveries.c.schedule,
            deliveries.c.period,
            deliveries.c.due_at,
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
        Waiting(row.id, row.person_id, row.schedule, row.period, row.due_at, row.slot_at if row.by_hand else None)
        for row in connection.execute(query)
    ]


def _welcome(person: Person, now: datetime) -> bool:
    chosen = person.preferences
    paused = chosen.paused_until is not None and now < chosen.paused_until
    return not (chosen.stopped or paused or (person.left_at is not None and person.left_at <= now))


def _exists(connection: Connection, delivery_id: int) -> bool:
    return connection.execute(select(deliveries.c.id).where(deliveries.c.id == delivery_id)).first() is not None


def _load(connection: Connection, ids: Sequence[int], *, as_composed: bool = False) -> dict[int, Held]:
    digests = build.digests_of(connection, ids, as_composed=as_composed)
    people = {one.id: one for one in load_people(connection, {digest.person_id for digest in digests}, active=False)}
    due = {
        row.id: row.due_at
        for row in connection.execute(select(deliveries.c.id, deliveries.c.due_at).where(deliveries.c.id.in_(ids)))
    }
    return {
        one.delivery_id: Held(one, people[one.person_id], due[one.delivery_id])
        for one in digests
        if one.person_id in people
    }
