"""Everybody of the directory, for a minute: whom an audience reaches, and the values it can be made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.rendering.reached import reached
from bot.slack.newsroom.forms.audience import called
from bot.slack.newsroom.ground import Ground
from digests.content.model import Audience
from digests.content.store import load_items
from digests.newsroom.reach import among
from digests.people.model import Person
from digests.people.store import load_people
from digests.settings import Settings

FRESH = timedelta(minutes=1)
MOST = 100  # values that are offered at once
OPEN = "open"  # the one mode that protects nobody


@dataclass(slots=True)
class Folk:
    """People as they were loaded last; an audience that is put together asks again at every choice."""

    people: list[Person] = field(default_factory=list)
    at: datetime | None = None

    def load(self, connection: Connection, now: datetime) -> list[Person]:
        """Everybody who works here, at most a minute old."""
        if self.at is None or abs(now - self.at) > FRESH:
            self.people, self.at = load_people(connection), now
        return self.people


def estimate(found: Iterable[Person], audience: Audience, settings: Settings, language: str) -> str:
    """How many people an audience reaches, in words; where people are protected no number is about fewer than k."""
    privacy = settings.config.privacy
    protected = any(mode != OPEN for mode in (privacy.mode, *privacy.countries.values()))
    told = among(found, audience, key=settings.key, k=privacy.k, protected=protected)
    return reached(told, language)


def values(connection: Connection, found: Iterable[Person], key: str, sought: str, ground: Ground) -> dict[str, str]:
    """Values of a key that have these letters in them, with their names; none for a key that nobody knows."""
    told = {value for one in found for value in _of(one, key, ground)}
    if key == "interest":
        told |= {topic for item in load_items(connection) for topic in item.topics}
    people = names(found) if key == "person" else {}
    named = {value: called(key, value, ground, people) for value in told if value}
    letters = sought.strip().casefold()
    fitting = [(name, value) for value, name in named.items() if letters in name.casefold() or letters == value]
    return {value: name for name, value in sorted(fitting, key=lambda one: one[0].casefold())[:MOST]}


def _of(person: Person, key: str, ground: Ground) -> tuple[str, ...]:
    """What the directory says of a person under this key; what they chose for themselves is theirs."""
    several = {"interest": person.interests, "language": person.languages, "role": person.roles}
    one = {"department": person.department, "country": person.country, "title": person.title, "person": person.id}
    if key in several:
        return several[key]
    column = person.attributes.get(key, "") if key in (ground.known.attributes or ()) else ""
    return (one.get(key, column),)


def names(found: Iterable[Person]) -> Mapping[str, str]:
    """Names by id."""
    return {one.id: one.name for one in found}
