"""Loads what the queue has to offer and whom it left without anything, for the rules that say what to do next."""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, String, cast, func, select

from digests.content.model import Item, ItemState
from digests.content.reach import whole
from digests.content.store import load_items
from digests.delivery.model import DeliveryState
from digests.delivery.store import deliveries
from digests.measure.model import Report
from digests.measure.steps import Gap, Supply, Way, narrow
from digests.people.store import load_people, people

NOTHING = "nothing to say%"  # how the reason of a digest begins that had no item for its person
WAYS = 3  # items whose audience is looked at
CHUNK = 1000


def load_supply(connection: Connection, report: Report, now: datetime) -> Supply:
    """The queue as of `now`, whom it left out in the report's period, and the ways of the narrowest items."""
    queue = load_items(connection, states=(ItemState.APPROVED, ItemState.IN_REVIEW))
    approved = {item.id: item for item in queue if item.state is ItemState.APPROVED}
    few = [approved[item.id] for item in narrow(report) if item.id in approved][:WAYS]
    return Supply(
        open_items=sum(1 for item in approved.values() if item.opens(now)),
        waiting=len(queue) - len(approved),
        gaps=load_gaps(connection, report),
        ways=load_ways(connection, few, report.k) if few else (),
    )


def load_gaps(connection: Connection, report: Report) -> tuple[Gap, ...]:
    """Groups of at least k people whose digests had nothing to say."""
    language = cast(people.c.languages, String)
    keys = (deliveries.c.department, deliveries.c.country, language)
    query = (
        select(*keys, func.count(func.distinct(deliveries.c.person_id)))
        .join(people, people.c.id == deliveries.c.person_id)
        .where(
            deliveries.c.state == DeliveryState.SKIPPED,
            deliveries.c.reason.like(NOTHING),
            deliveries.c.due_at >= report.since,
            deliveries.c.due_at < report.until,
        )
        .group_by(*keys)
    )
    found: dict[tuple[str, str, str], int] = {}
    for department, country, spoken, number in connection.execute(query):
        key = (department, country, _first(spoken))
        found[key] = found.get(key, 0) + number
    return tuple(Gap(*key, number) for key, number in sorted(found.items()) if number >= report.k)


def load_ways(connection: Connection, items: Sequence[Item], k: int) -> tuple[Way, ...]:
    """For each item how many people its audience has, and how many of those read one of its languages, in whole ks."""
    query = select(people.c.id).where(people.c.left_at.is_(None)).order_by(people.c.id)
    ids = list(connection.scalars(query))
    remaining = iter(ids)
    meant = dict.fromkeys((item.id for item in items), 0)
    read = dict(meant)
    while chunk := list(islice(remaining, CHUNK)):
        for person in load_people(connection, chunk):
            for item in items:
                if item.audience.includes(person):
                    meant[item.id] += 1
                    read[item.id] += _reads(person.spoken, item.title)
    everybody = whole(len(ids), k)
    return tuple(Way(item.id, everybody, whole(meant[item.id], k), whole(read[item.id], k)) for item in items)


def _reads(spoken: Sequence[str], titles: Collection[str]) -> bool:
    """Whoever has no language reads the company's; what is written in none is for everybody."""
    short = {one.split("-")[0].lower() for one in titles}
    return not spoken or not short or any(one.split("-")[0].lower() in short for one in spoken)


def _first(spoken: str) -> str:
    """The first language of a JSON list, as a code; empty where there is none."""
    return spoken.strip('[]" ').split('"')[0].split("-")[0].lower()
