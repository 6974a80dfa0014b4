"""Wordings that are nearly the same: what is being written, held against everything in the queue.

Two texts are alike by how many letters must go and come to turn one into the other. Each letter that is replaced
changes two pairs of neighbours: counting pairs, a few sums over arrays leave a handful of texts to be compared letter
by letter. What is missed differs in single letters all over.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, Connection, func, select, true

from digests.content.model import Item, ItemState
from digests.content.store import items
from digests.newsroom import doubles

TEXT, TITLE, ADDRESS = "text", "title", "url"
NEARLY: Mapping[str, int] = {TEXT: 85, TITLE: 90}  # of 100, from which on two are alike
SAME = 100
MOST = 3  # likenesses of one wording that are told
COMPARED = 200  # letter by letter, the nearest by pairs first: a queue may say the same thing a thousand times
BINS = 128  # pairs of letters are counted in so many groups
PRIME = 31  # keeps two letters apart from the same two turned round
SLACK = timedelta(minutes=2)  # a change may be committed as much later than the moment it is said to be of
BATCH = 500  # items that are read at once
Counts = npt.NDArray[np.uint8]
Revision = tuple[datetime | None, int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """An item in which something is said."""

    item_id: str
    owner: str
    title: str
    state: ItemState


@dataclass(frozen=True, slots=True)
class Likeness:
    """A part of an item that is nearly said elsewhere: `which` is the text's number or the title's language."""

    part: str
    which: int | str
    place: Place
    words: str  # as they stand there
    score: int  # of 100, which is the same words

    @property
    def same(self) -> bool:
        """Whether a reader would see no difference."""
        return self.score >= SAME


@dataclass(frozen=True, slots=True)
class Said:
    """One wording of an item, with its pairs of letters counted; `plain` has no case and no signs."""

    place: Place
    part: str
    words: str
    plain: str
    counts: bytes


@dataclass(slots=True)
class Wordings:
    """Everything that items of the queue say, in memory; `refresh` reads what changed since."""

    said: dict[str, tuple[Said, ...]] = field(default_factory=dict)  # by item
    addressed: dict[str, tuple[str, Place]] = field(default_factory=dict)  # by item: where it leads
    versions: dict[str, int] = field(default_factory=dict)  # by item: which was read
    seen: datetime | None = None  # the latest change that was read
    stand: Revision | None = None  # what told then whether anything changed
    ordered: Mapping[str, tuple[list[Said], npt.NDArray[np.int64], Counts]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)
    compared: int = COMPARED

    def refresh(self, connection: Connection) -> None:
        """Reads the items that changed since the last time; the first time, all."""
        with self.lock:
            if self.stand is not None and self._revision(connection) == self.stand:
                return
            before = {one: self.said.get(one) for one in self._changed(connection)}
            self._read(connection, before)
            if any(said != self.said.get(one) for one, said in before.items()):
                self.ordered = {part: _sorted(self.said.values(), part) for part in NEARLY}
            self.seen = connection.scalar(select(func.max(items.c.changed_at)))
            self.stand = self._revision(connection)

    def _revision(self, connection: Connection) -> Revision:
        """The newest change, how many are as new as what was read last, and all their versions together."""
        lately = select(func.max(items.c.changed_at), func.count(), func.sum(items.c.version))
        newest, number, versions = connection.execute(lately.where(self._lately())).one()
        return newest, number, int(versions or 0)

    def _changed(self, connection: Connection) -> list[str]:
        """Items that are at another version than the one that was read."""
        query = select(items.c.id, items.c.version).where(self._lately())
        return [row.id for row in connection.execute(query) if self.versions.get(row.id) != row.version]

    def _lately(self) -> ColumnElement[bool]:
        return true() if self.seen is None else items.c.changed_at >= self.seen - SLACK

    def _read(self, connection: Connection, ids: Iterable[str]) -> None:
        query = select(items.c.id, items.c.owner, items.c.state, items.c.version, items.c.body)
        wanted = sorted(ids)
        for first in range(0, len(wanted), BATCH):
            for row in connection.execute(query.where(items.c.id.in_(wanted[first : first + BATCH]))):
                self.versions[row.id] = row.version
                self._take(Place(row.id, row.owner, _title(row.body, row.id), ItemState(row.state)), row.body)

    def like(self, item: Item) -> list[Likeness]:
        """What the item says that others say nearly so, or that it says twice itself; what is most alike first."""
        own: list[tuple[str, int | str, str]] = [(TEXT, number, text.text) for number, text in enumerate(item.texts)]
        own += [(TITLE, language, words) for language, words in item.title.items()]
        found = [*self._addressed(item), *_within(item)]
        for part, which, words in own:
            alike = self._alike(part, plain(words), item.id)
            found += [Likeness(part, which, one.place, one.words, score) for one, score in alike]
        return found

    def _take(self, place: Place, body: Mapping[str, Any]) -> None:
        if place.state is ItemState.WITHDRAWN:
            self.said.pop(place.item_id, None)
            self.addressed.pop(place.item_id, None)
            return
        told = [(TEXT, text["text"]) for text in body.get("texts", ())]
        told += [(TITLE, words) for words in dict.fromkeys(body["title"].values())]
        self.said[place.item_id] = tuple(_said(place, part, words) for part, words in told)
        self.addressed[place.item_id] = doubles.place(body["url"]), place

    def _addressed(self, item: Item) -> Iterator[Likeness]:
        sought = doubles.place(item.url)
        there = [place for url, place in self.addressed.values() if sought and url == sought]
        for place in [one for one in there if one.item_id != item.id][:MOST]:
            yield Likeness(ADDRESS, ADDRESS, place, item.url, SAME)

    def _alike(self, part: str, words: str, item_id: str) -> list[tuple[Said, int]]:
        if not words or part not in self.ordered:
            return []
        entries, lengths, counts = self.ordered[part]
        gap = 1 - NEARLY[part] / SAME
        least = len(words) * (1 - gap) / (1 + gap)
        first, last = np.searchsorted(lengths, [least, len(words) * (1 + gap) / (1 - gap) + 1])
        mine = np.frombuffer(_counted(words), dtype=np.uint8)
        apart = np.zeros(last - first, dtype=np.uint16)
        for number, near in zip(mine, counts[:, first:last], strict=True):
            apart += np.maximum(near, number) - np.minimum(near, number)
        allowed = 2 * gap * (lengths[first:last] + len(words)) + 2
        hits = np.flatnonzero(apart <= allowed)
        hits = hits[np.argsort(apart[hits], kind="stable")][: self.compared] + first
        found = [
            (entries[at], int(score))
            for at in hits.tolist()
            if entries[at].place.item_id != item_id
            and (score := fuzz.ratio(words, entries[at].plain, score_cutoff=NEARLY[part]))
        ]
        return sorted(found, key=lambda one: (-one[1], one[0].place.item_id))[:MOST]


def plain(words: str) -> str:
    """A wording without case, signs and what space there is between its words."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in words.casefold()).split())


def _within(item: Item) -> Iterator[Likeness]:
    """Texts of one item that nearly repeat each other; those with the very same words are the linter's to name."""
    here = Place(item.id, item.owner, next(iter(item.title.values()), ""), item.state)
    told = [(text.language, plain(text.text)) for text in item.texts]
    for number, (language, words) in enumerate(told):
        for earlier, (spoken, before) in enumerate(told[:number]):
            score = fuzz.ratio(words, before, score_cutoff=NEARLY[TEXT]) if spoken == language else 0
            if words != before and score:
                yield Likeness(TEXT, number, here, item.texts[earlier].text, int(score))


def _said(place: Place, part: str, words: str) -> Said:
    bare = plain(words)
    return Said(place, part, words, bare, _counted(bare))


def _counted(words: str) -> bytes:
    signs = np.frombuffer(f" {words} ".encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    pairs = (signs[:-1] * PRIME + signs[1:]) % BINS
    return np.minimum(np.bincount(pairs, minlength=BINS), 255).astype(np.uint8).tobytes()


def _sorted(said: Iterable[Sequence[Said]], part: str) -> tuple[list[Said], npt.NDArray[np.int64], Counts]:
    """What items say of one part, the shortest first, with their lengths, and a row of counts for each group."""
    entries = sorted((one for several in said for one in several if one.part == part), key=lambda one: len(one.plain))
    lengths = np.array([len(one.plain) for one in entries], dtype=np.int64)
    counts = np.frombuffer(b"".join(one.counts for one in entries), dtype=np.uint8).reshape(len(entries), BINS)
    return entries, lengths, np.ascontiguousarray(counts.T)


def _title(body: Mapping[str, Any], item_id: str) -> str:
    return next(iter(body["title"].values()), item_id)
