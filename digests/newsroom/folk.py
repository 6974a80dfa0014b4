"""Everybody who works here, in columns and in memory: whom an audience reaches is told at once.

What is kept is brought up to date before each answer: a count and two newest moments say whether anything changed, and
only people who changed are read again.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fractions import Fraction
from operator import attrgetter
from threading import Lock

import numpy as np
from sqlalchemy import Connection, func, select, union

from digests.content.model import Audience, Rule
from digests.content.reach import crowds, whole
from digests.newsroom.reach import Reach
from digests.people.model import Person, Preferences
from digests.people.store import load_people, people, preferences
from digests.relevance.columns import Counts, Mask, coded

Values = Callable[[Person], tuple[str, ...]]
Revision = tuple[int, datetime | None, int, datetime | None]
_ACTIVE = select(func.count()).select_from(people).where(people.c.left_at.is_(None))
AT_ONCE = timedelta(seconds=10)
_NOTHING_CHOSEN = Preferences()
_ONE: dict[str, Callable[[Person], str]] = {
    "department": attrgetter("department"),
    "country": attrgetter("country"),
    "title": attrgetter("title"),
    "person": attrgetter("id"),
}
_CHOSEN: dict[str, Values] = {"interest": attrgetter("topics"), "language": attrgetter("spoken")}
_TOLD: dict[str, Values] = {"interest": attrgetter("interests"), "language": attrgetter("languages")}


@dataclass(frozen=True, slots=True)
class _Column:
    """What people answer to a key: the number of each one's answer, and the answers that have a folded value."""

    codes: Counts
    answers: int
    having: dict[str, list[int]]
    names: list[tuple[int, str]]  # of answers that are one value

    def mask(self, values: Sequence[str]) -> Mask:
        """Those who have one of these values."""
        wanted = np.zeros(self.answers, dtype=np.bool_)
        for value in values:
            wanted[self.having.get(value.casefold(), [])] = True
        return wanted[self.codes] if self.answers else np.zeros(0, dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class _Crowded:
    """The crowd in which each person stands (-1: in none), and how many stand in each."""

    of: Counts
    sizes: Counts


@dataclass(slots=True)
class Roll:
    """Everybody at one moment. Where people are `protected`, an audience is what the directory alone says."""

    people: tuple[Person, ...] = ()
    _columns: dict[tuple[str, bool], _Column] = field(default_factory=dict)
    _crowds: dict[tuple[bytes, int], _Crowded] = field(default_factory=dict)
    _departments: dict[Audience, dict[str, int]] = field(default_factory=dict)
    _wanting: Mask | None = None
    _place: dict[str, int] = field(default_factory=dict)

    def mask(self, audience: Audience, *, protected: bool) -> Mask:
        """Whom an audience is for."""
        found = np.ones(len(self.people), dtype=np.bool_)
        if audience.any_of:
            found = np.logical_or.reduce([self._rule(rule, protected) for rule in audience.any_of])
        for rule in audience.none_of:
            found &= ~self._rule(rule, protected)
        return found

    def reach(self, audiences: Sequence[Audience], *, key: bytes, k: int, protected: bool) -> Reach:
        """How many people whom all of these audiences are for have an address and want digests; see `reach.reach`."""
        inside = np.ones(len(self.people), dtype=np.bool_)
        for audience in audiences:
            inside &= self.mask(audience, protected=protected)
        if not protected:
            return Reach(int((inside & self.wanting()).sum()))
        crowd = self._crowd(key, k)
        number = len(crowd.sizes)
        here = np.bincount(crowd.of[inside & (crowd.of >= 0)], minlength=number)
        reached = np.bincount(crowd.of[self.wanting() & (crowd.of >= 0)], minlength=number)
        by_size: Counter[int] = Counter()
        for size, product in zip(crowd.sizes.tolist(), (here * reached).tolist(), strict=True):
            by_size[size] += product
        return Reach(whole(sum((Fraction(total, size) for size, total in by_size.items()), Fraction()), k), k)

    def departments(self, least: int) -> dict[str, int]:
        """Departments of so many people or more, with their people, in order of name."""
        found = Counter(person.department for person in self.people if person.department)
        return {name: found[name] for name in sorted(found, key=str.casefold) if found[name] >= least}

    def in_departments(self, audience: Audience) -> dict[str, int]:
        """How many people of each department the directory puts into an audience."""
        if audience not in self._departments:
            column = self._column("department", protected=True)
            counted = np.bincount(column.codes[self.mask(audience, protected=True)], minlength=column.answers)
            numbers = {name: int(counted[code]) for code, name in column.names}
            self._departments[audience] = {name: number for name, number in numbers.items() if number}
        return self._departments[audience]

    def wanting(self) -> Mask:
        """Those who have an address and want digests."""
        if self._wanting is None:
            self._wanting = np.array([_wants(person) for person in self.people], dtype=np.bool_)
        return self._wanting

    def after(self, changed: Mapping[str, Person | None]) -> "Roll":
        """Everybody, where these people are otherwise now, or gone."""
        place = self.place()
        made = self._exchanged({place[name]: one for name, one in changed.items() if one and name in place})
        if any(one is None or name not in place for name, one in changed.items()):
            kept = {one.id: one for one in [*made.people, *changed.values()] if one is not None}
            made = Roll(tuple(kept[name] for name in sorted(kept) if changed.get(name, kept[name]) is not None))
        elif all(_listed(self.people[place[name]]) == _listed(one) for name, one in changed.items()):
            made._crowds = self._crowds
            made._departments = self._departments
            made._columns = {name: column for name, column in self._columns.items() if name[1]}
        return made

    def place(self) -> dict[str, int]:
        """Where each person stands, by id."""
        if len(self._place) != len(self.people):
            self._place = {person.id: number for number, person in enumerate(self.people)}
        return self._place

    def _exchanged(self, theirs: Mapping[int, Person]) -> "Roll":
        """The same people in the same places, some of them otherwise."""
        everybody = list(self.people)
        wanting = self.wanting().copy()
        for number, person in theirs.items():
            everybody[number] = person
            wanting[number] = _wants(person)
        return Roll(tuple(everybody), _wanting=wanting, _place=self._place)

    def _rule(self, rule: Rule, protected: bool) -> Mask:  # noqa: FBT001
        found = np.ones(len(self.people), dtype=np.bool_)
        for key, values in rule.keys:
            found &= self._column(key, protected=protected).mask(values)
        return found

    def _column(self, key: str, *, protected: bool) -> _Column:
        if (key, protected) not in self._columns:
            codes, answers = coded(map(_reader(key, protected=protected), self.people))
            having: defaultdict[str, list[int]] = defaultdict(list)
            for number, values in enumerate(answers):
                for value in values:
                    having[value.casefold()].append(number)
            names = [(number, values[0]) for number, values in enumerate(answers) if len(values) == 1]
            self._columns[key, protected] = _Column(codes, len(answers), dict(having), names)
        return self._columns[key, protected]

    def _crowd(self, key: bytes, k: int) -> _Crowded:
        if (key, k) not in self._crowds:
            place = self.place()
            groups = crowds({person.id: _profile(person)[1:] for person in self.people}, key, k)
            of = np.full(len(self.people), -1, dtype=np.intp)
            for number, group in enumerate(groups):
                of[[place[one] for one in group]] = number
            self._crowds[key, k] = _Crowded(of, np.array([len(group) for group in groups], dtype=np.intp))
        return self._crowds[key, k]


class Folk:
    """The roll of today, for every thread of a process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._roll = Roll()
        self._revision: Revision | None = None

    def roll(self, connection: Connection) -> Roll:
        """Everybody as they are now."""
        with self._lock:
            revision = _revision(connection)
            if revision != self._revision:
                self._roll = self._renewed(connection, revision, self._revision)
                self._revision = revision
            return self._roll

    def _renewed(self, connection: Connection, today: Revision, since: Revision | None) -> Roll:
        if since is None or since[1] is None:
            return Roll(tuple(load_people(connection)))
        ids = _changed(connection, since[1], since[3])
        here = {one.id: one for one in load_people(connection, ids)}
        found = self._roll.after({one: here.get(one) for one in ids})
        same = today[0] == since[0] and len(found.people) == len(self._roll.people)
        if not same and len(found.people) != connection.scalar(_ACTIVE):  # somebody was erased, who left no trace
            return Roll(tuple(load_people(connection)))
        return found


def _revision(connection: Connection) -> Revision:
    number, newest = connection.execute(select(func.count(), func.max(people.c.changed_at)).select_from(people)).one()
    chosen = select(func.count(), func.max(preferences.c.changed_at)).select_from(preferences)
    said, last = connection.execute(chosen).one()
    return number, newest, said, last


def _changed(connection: Connection, since: datetime, chosen: datetime | None) -> set[str]:
    """Who changed after the one moment, or chose after the other, a little before it included: two may be at it."""
    asked = select(preferences.c.person_id)
    if chosen is not None:
        asked = asked.where(preferences.c.changed_at >= chosen - AT_ONCE)
    return set(connection.scalars(union(select(people.c.id).where(people.c.changed_at > since), asked)))


def _reader(key: str, *, protected: bool) -> Values:
    if key in _CHOSEN:
        return (_TOLD if protected else _CHOSEN)[key]
    if key == "role":
        return attrgetter("roles")
    one: Callable[[Person], str] = _ONE.get(key) or (lambda person: person.attributes.get(key, ""))
    return lambda person: (one(person),) if one(person) else ()


def _wants(person: Person) -> bool:
    return person.reachable and not person.preferences.stopped


def _listed(person: Person | None) -> Person | None:
    """Somebody as the directory has them."""
    return None if person is None else replace(person, preferences=_NOTHING_CHOSEN, welcomed_at=None)


def _profile(person: Person) -> tuple[str, str, str, str]:
    return person.id, person.department, person.country, (*person.languages, "")[0]
