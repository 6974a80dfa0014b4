"""How many people an audience reaches, while it is being written."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from sqlalchemy import Connection

from digests.content.model import Audience
from digests.content.reach import Crowd, crowds, shares, whole
from digests.people.model import Person, Preferences
from digests.people.store import load_people
from digests.relevance.matching import included

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


def among(found: Iterable[Person], audience: Audience, *, key: bytes, k: int, protected: bool) -> Reach:
    """The same of people that are loaded already."""
    people = list(found)
    wants = {person.id: _wants(person) for person in people}
    if not protected:
        meant = included([audience], people)[:, 0].tolist()
        return Reach(sum(here and wants[person.id] for person, here in zip(people, meant, strict=True)))
    asked = [_unchosen(person) for person in people]
    meant = included([audience], asked)[:, 0].tolist()
    inside = frozenset(person.id for person, here in zip(asked, meant, strict=True) if here)
    fates = {one: _REACHED if wanted else _NOT for one, wanted in wants.items()}
    told = shares(_crowds(tuple(map(_profile, people)), key, k), inside, fates)
    return Reach(whole(told.get(_REACHED, 0), k), k)


def _profile(person: Person) -> tuple[str, str, str, str]:
    return person.id, person.department, person.country, (*person.languages, "")[0]


@lru_cache(maxsize=1)  # an audience that is put together asks again and again of the same people
def _crowds(profiles: tuple[tuple[str, str, str, str], ...], key: bytes, k: int) -> list[Crowd]:
    return crowds({person_id: profile for person_id, *profile in profiles}, key, k)


def _unchosen(person: Person) -> Person:
    """The person as the directory has them."""
    return person if person.preferences == _NOTHING_CHOSEN else replace(person, preferences=_NOTHING_CHOSEN)


def _wants(person: Person) -> bool:
    return person.reachable and not person.preferences.stopped
