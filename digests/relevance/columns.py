"""Items and people as columns, so that a batch is scored at once and not pair by pair."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from digests.content.model import Audience, Item, ItemState, Priority
from digests.people.model import Person
from digests.programme.quiet import Quiet, keeping
from digests.relevance.exclusion import Exclusion
from digests.relevance.fit import networks_of
from digests.relevance.past import CompanyPast, Past

Floats = NDArray[np.float32]
Counts = NDArray[np.intp]
Codes = NDArray[np.uint8]
Mask = NDArray[np.bool_]
V = TypeVar("V", bound=Hashable)

HALF_LIFE = timedelta(days=14)  # after which an item is half as fresh
NEW = timedelta(days=7)
FEW = 5  # fewer colleagues than this are neither counted nor told
ENOUGH = 20  # items on a topic from which more of them make no difference
MANY = 100  # colleagues from which more of them make no difference
_PRIORITY = {Priority.LOW: -1.0, Priority.NORMAL: 0.0, Priority.HIGH: 1.0}


@dataclass(frozen=True, slots=True)
class Shelf:
    """Items as columns, at one moment; whatever is the same for every person is worked out here, once per run."""

    items: tuple[Item, ...]
    position: Mapping[str, int]  # of an item's id
    topics: tuple[str, ...]  # every topic, folded to lower case
    topic_position: Mapping[str, int]
    about: Floats  # topics x items: 1 where the item has the topic
    topics_of: Counts  # items x most topics: the item's topics in its own order, then -1
    closed: Codes  # items: the rule that keeps it from everybody, or 0
    freshness: Floats  # items: 1 when it opens, half after HALF_LIFE
    priority: Floats  # items: -1, 0, 1
    colleagues: Floats  # items: 0 below FEW sharers, 1 from MANY up
    fairness: Floats  # items: from -1 to 1, above 0 where the desk had less than its share lately
    new: Mask  # items: opened within NEW
    sharers: Counts  # items: colleagues who shared it
    kin: Floats  # items x items: 1 where they have a topic in common
    siblings: Floats  # items x items: 1 where they have the same desk
    audiences: tuple[Audience, ...]  # each different one once
    audience_of: Counts  # items
    written: tuple[tuple[str, ...], ...]  # the languages of a title, each different set once
    written_in: Counts  # items
    networks: Mapping[str, int]  # where any item can be shared
    shareable: Floats  # networks x items: 1 where the item can be shared there

    @classmethod
    def of(cls, items: Sequence[Item], past: CompanyPast, now: datetime, quiet: Sequence[Quiet] = ()) -> "Shelf":
        """The items as they stand at `now`, where these periods keep some of them in."""
        topics = tuple(dict.fromkeys(topic.casefold() for item in items for topic in item.topics))
        place = {topic: number for number, topic in enumerate(topics)}
        topics_of = _topics_of(items, place)
        about = hot(topics_of, len(topics)).T.astype(np.float32)
        owner, _ = coded(item.owner for item in items)
        audience_of, audiences = coded(item.audience for item in items)
        written_in, written = coded(tuple(item.title) for item in items)
        networks = {name: number for number, name in enumerate(dict.fromkeys(n for i in items for n in networks_of(i)))}
        age = np.array([_age(item, now) for item in items], dtype=np.float64)
        sharers = np.array([past.colleagues.get(item.id, 0) for item in items], dtype=np.intp)
        return cls(
            items=tuple(items),
            position={item.id: number for number, item in enumerate(items)},
            topics=topics,
            topic_position=place,
            about=about,
            topics_of=topics_of,
            closed=np.array([_closed(item, now, quiet) for item in items], dtype=np.uint8),
            freshness=np.exp2(-age / HALF_LIFE.days).astype(np.float32),
            priority=np.array([_PRIORITY[item.priority] for item in items], dtype=np.float32),
            colleagues=_liked(sharers),
            fairness=_fairness(items, past.desks),
            new=age < NEW.days,
            sharers=sharers,
            kin=(about.T @ about > 0).astype(np.float32),
            siblings=(owner[:, None] == owner[None, :]).astype(np.float32),
            audiences=audiences,
            audience_of=audience_of,
            written=written,
            written_in=written_in,
            networks=networks,
            shareable=_shareable(items, networks),
        )


@dataclass(frozen=True, slots=True)
class Crowd:
    """People as columns, with what is known of their past."""

    people: tuple[Person, ...]
    interested: Codes  # people x topics: 1 where the person follows the topic
    active: Counts  # the people who took something up before
    taken: Codes  # active people x topics: items taken up, ENOUGH at most
    department: Counts  # people: which of `departments`
    departments: tuple[str, ...]
    spoken: Counts  # people: which of `tongues`
    tongues: tuple[tuple[str, ...], ...]  # languages, best first
    network: Counts  # people: which of `networks`
    networks: tuple[tuple[str, ...], ...]  # chosen ones; none chosen: every network will do
    offered: tuple[Counts, Counts]  # pairs of person and item
    declined: tuple[Counts, Counts]
    barred: Codes  # people: the rule that keeps everything from them, or 0
    room: Counts  # people: how many items they get
    language: str  # the company's

    @classmethod
    def of(
        cls,
        shelf: Shelf,
        people: Sequence[Person],
        pasts: Sequence[Past],
        *,
        barred: Sequence[Exclusion],
        room: Sequence[int],
        language: str,
    ) -> "Crowd":
        """People with their pasts, in the same order; `language` is the company's, for whoever lists none."""
        department, departments = coded(person.department for person in people)
        spoken, tongues = coded(person.spoken or (language,) for person in people)
        network, networks = coded(person.preferences.networks for person in people)
        deeds = [_deeds(person, past) for person, past in zip(people, pasts, strict=True)]
        active = np.array([row for row, done in enumerate(deeds) if done], dtype=np.intp)
        return cls(
            people=tuple(people),
            interested=_interested(shelf, people),
            active=active,
            taken=_taken(shelf, [deeds[row] for row in active]),
            department=department,
            departments=departments,
            spoken=spoken,
            tongues=tongues,
            network=network,
            networks=networks,
            offered=_pairs(shelf, [past.offered for past in pasts]),
            declined=_pairs(shelf, [past.declined for past in pasts]),
            barred=np.array(barred, dtype=np.uint8),
            room=np.array(room, dtype=np.intp),
            language=language,
        )


def coded(values: Iterable[V]) -> tuple[Counts, tuple[V, ...]]:
    """Each value as the number of its first appearance, and the different values in that order."""
    every = list(values)
    place = {value: number for number, value in enumerate(dict.fromkeys(every))}
    return np.fromiter(map(place.__getitem__, every), dtype=np.intp, count=len(every)), tuple(place)


def hot(numbers: Counts, width: int) -> Codes:
    """Rows of numbers, filled up with -1, as rows of `width` that are 1 at those numbers and 0 elsewhere."""
    found = np.zeros((len(numbers), width), dtype=np.uint8)
    rows, places = np.nonzero(numbers >= 0)
    found[rows, numbers[rows, places]] = 1
    return found


def _topics_of(items: Sequence[Item], place: Mapping[str, int]) -> Counts:
    most = max((len(item.topics) for item in items), default=0)
    found = np.full((len(items), most), -1, dtype=np.intp)
    for row, item in zip(found, items, strict=True):
        row[: len(item.topics)] = [place[topic.casefold()] for topic in item.topics]
    return found


def _shareable(items: Sequence[Item], networks: Mapping[str, int]) -> Floats:
    found = np.zeros((len(networks), len(items)), dtype=np.float32)
    for column, item in enumerate(items):
        found[[networks[name] for name in networks_of(item)], column] = 1
    return found


def _interested(shelf: Shelf, people: Sequence[Person]) -> Codes:
    codes, choices = coded(person.topics for person in people)
    place = shelf.topic_position
    known = [[place[topic.casefold()] for topic in choice if topic.casefold() in place] for choice in choices]
    most = max(map(len, known), default=0)
    numbers = np.array([[*row, *[-1] * (most - len(row))] for row in known], dtype=np.intp).reshape(len(known), most)
    return hot(numbers, len(shelf.topics))[codes]


def _deeds(person: Person, past: Past) -> Mapping[str, int]:
    """What a person took up, by topic; nothing of whoever objects to tracking."""
    return {} if person.preferences.untracked else past.topics


def _taken(shelf: Shelf, deeds: Sequence[Mapping[str, int]]) -> Codes:
    found = np.zeros((len(deeds), len(shelf.topics)), dtype=np.uint8)
    for row, done in zip(found, deeds, strict=True):
        for topic, count in done.items():
            if topic in shelf.topic_position:
                row[shelf.topic_position[topic]] = min(count, ENOUGH)
    return found


def _pairs(shelf: Shelf, of_people: Sequence[frozenset[str]]) -> tuple[Counts, Counts]:
    """The pairs of person and item that are on the shelf."""
    lengths = [len(items) for items in of_people]
    position = defaultdict(lambda: -1, shelf.position)
    places = map(position.__getitem__, chain.from_iterable(of_people))
    columns = np.fromiter(places, dtype=np.intp, count=sum(lengths))
    rows = np.repeat(np.arange(len(of_people)), lengths)
    return rows[columns >= 0], columns[columns >= 0]


def _closed(item: Item, now: datetime, quiet: Sequence[Quiet]) -> Exclusion:
    if item.state is not ItemState.APPROVED:
        return Exclusion.STATE
    if item.opens(now):
        return Exclusion.QUIET_PERIOD if keeping(quiet, item.owner, item.topics, now) else Exclusion.NONE
    return Exclusion.EXPIRED if item.expires is not None and item.expires <= now else Exclusion.NOT_YET_PUBLISHED


def _age(item: Item, now: datetime) -> float:
    """Days since the item opened; an item that nobody dated is old."""
    opened = item.publish or item.approved_at
    return max(0.0, (now - opened) / timedelta(days=1)) if opened else float("inf")


def _liked(sharers: Counts) -> Floats:
    share = np.log(np.maximum(sharers, 1)) / np.log(MANY)
    return np.where(sharers >= FEW, np.minimum(share, 1), 0).astype(np.float32)


def _fairness(items: Sequence[Item], offers: Mapping[str, int]) -> Floats:
    """(share of the items - share of the offers) of the item's desk, over the larger of the two."""
    owned = {desk: sum(item.owner == desk for item in items) / len(items) for desk in {item.owner for item in items}}
    total = sum(offers.values())
    had = {desk: offers.get(desk, 0) / total if total else share for desk, share in owned.items()}
    desks = {desk: (owned[desk] - had[desk]) / max(owned[desk], had[desk]) for desk in owned}
    return np.array([desks[item.owner] for item in items], dtype=np.float32)
