"""An item's way to its readers, for its editors: at each step how many are left, and where the others went."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from digests.content.store import load_items
from digests.edition import build, estimate, plan
from digests.edition.build import Weighed, World
from digests.edition.explain import Fate, Step, Way, fates
from digests.edition.model import Schedule
from digests.edition.policy import Policy
from digests.edition.store import load_fates
from digests.errors import UnknownError
from digests.people.model import Person
from digests.people.store import people
from digests.relevance.columns import Shelf

CHUNK = 500  # people at a time
Read = Callable[..., Any]  # a function over a connection, in a transaction of its own


@dataclass(frozen=True, slots=True)
class Asked:
    """What the way is asked for: an item in the edition of a schedule that a moment lies in."""

    item_id: str
    schedule: Schedule
    at: datetime
    policy: Policy
    key: bytes

    @property
    def period(self) -> str:
        """The period, by the company's clock."""
        return plan.period(self.schedule, self.at.astimezone(ZoneInfo(self.policy.timezone)).replace(tzinfo=None))


def way(read: Read, asked: Asked) -> list[Step]:
    """The steps; where anybody is protected in whole ks, worked out from crowds and not from people one by one."""
    world: World = read(_world, asked)
    item, policy = world.items[asked.item_id], asked.policy
    sent: Mapping[str, int] = read(load_fates, asked.schedule.name, asked.period, asked.item_id)
    if not policy.protects_somebody:
        found = Way(item, asked.schedule.audience)
        for weighed in _weighed(read, asked, world, asked.schedule):
            found.add(weighed)
        return found.steps(sent, 1)
    open_world, schedule = estimate.for_everybody(world, asked.schedule, asked.item_id, asked.at)
    fate: dict[str, Fate] = {}
    everybody: list[Person] = []
    for weighed in _weighed(read, asked, open_world, schedule):
        fate.update(fates(weighed, open_world.items[asked.item_id], schedule.audience))
        everybody += (reader.person for reader in weighed.readers)
    inside = estimate.included(item, asked.schedule, everybody)
    return estimate.steps(estimate.in_crowds(everybody, asked.key, policy.k), inside, fate, sent, policy.k)


def _world(connection: Connection, asked: Asked) -> World:
    """What is open, and the item even where it is not."""
    world = build.load_world(connection, asked.policy, asked.at)
    if asked.item_id in world.items:
        return world
    found = load_items(connection, [asked.item_id])
    if not found:
        raise UnknownError("There is no item {item!r} in the queue.", item=asked.item_id)
    items = {**world.items, asked.item_id: found[0]}
    shelf = Shelf.of(tuple(items.values()), world.company, asked.at, asked.policy.quiet)
    return replace(world, items=items, shelf=shelf)


def _weighed(read: Read, asked: Asked, world: World, schedule: Schedule) -> Iterator[Weighed]:
    """Everybody, some at a time."""
    ids: Sequence[str] = read(_everybody)
    for chunk in _chunks(ids):
        wanted = [(build.PREVIEW, one) for one in chunk]
        batch = read(build.load, world, schedule, asked.period, wanted, now=asked.at)
        yield build.weigh(batch, asked.key, asked.at)


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def _everybody(connection: Connection) -> list[str]:
    return list(connection.scalars(select(people.c.id).where(people.c.left_at.is_(None)).order_by(people.c.id)))
