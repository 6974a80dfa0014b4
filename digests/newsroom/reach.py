"""How many people an audience reaches, while it is being written."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from digests.content.model import Audience
from digests.content.reach import crowds, shares, whole
from digests.people.model import Person, Preferences
from digests.people.store import load_people

_REACHED, _NOT = "reached", "not"
_NOTHING_CHOSEN = Preferences()


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people an item would reach; where people are protected, in whole ks (`unit`), and 0 is fewer than k."""

    people: int
    unit: int = 1

    @property
    def shown(self) -> str:
        """The number as it may be shown: `240`, or `fewer than 8`."""
        return f"fewer than {self.unit}" if self.unit > 1 and not self.people else str(self.people)


def reach(connection: Connection, audience: Audience, *, key: bytes, k: int, protected: bool) -> Reach:
    """How many people of the audience have an address and want digests.

    Where anybody is `protected`, the audience is what the directory says alone, and what people chose is told by
    crowds of k or more (see content.reach).
    """
    return among(load_people(connection), audience, key=key, k=k, protected=protected)


def among(people: Iterable[Person], audience: Audience, *, key: bytes, k: int, protected: bool) -> Reach:
    """The same of people that are loaded already."""
    everybody = list(people)
    if not protected:
        return Reach(sum(_wants(person) and audience.includes(person) for person in everybody))
    asked = {person.id: replace(person, preferences=_NOTHING_CHOSEN) for person in everybody}
    inside = frozenset(one for one, person in asked.items() if audience.includes(person))
    profiles = {one.id: (one.department, one.country, (*one.languages, "")[0]) for one in everybody}
    fates = {person.id: _REACHED if _wants(person) else _NOT for person in everybody}
    told = shares(crowds(profiles, key, k), inside, fates)
    return Reach(whole(told.get(_REACHED, 0), k), k)


def _wants(person: Person) -> bool:
    return person.reachable and not person.preferences.stopped
