"""An item of the queue: one thing worth sharing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from digests.people.model import Person


class ItemState(StrEnum):
    """Where an item is on its way to the digests."""

    SUGGESTED = "suggested"
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class Kind(StrEnum):
    """What an item is; a `post` is the company's own post, which is opened and not composed."""

    ARTICLE = "article"
    NEWS = "news"
    JOB = "job"
    CAMPAIGN = "campaign"
    EVENT = "event"
    VIDEO = "video"
    POST = "post"


class Priority(StrEnum):
    """How much an item's desk wants it seen."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of an audience: every key must match, by any of its values.

    Keys: department, country, interest, language, title, role, person, or a directory column that configuration names.
    """

    keys: tuple[tuple[str, tuple[str, ...]], ...]

    def matches(self, person: Person) -> bool:
        """Whether the person has one of the wanted values for every key (case does not matter)."""
        return all(_wanted(values) & _has(person, key) for key, values in self.keys)


def _wanted(values: tuple[str, ...]) -> set[str]:
    return {value.casefold() for value in values}


def _has(person: Person, key: str) -> set[str]:
    several = {"interest": person.topics, "language": person.spoken, "role": person.roles}
    one = {"department": person.department, "country": person.country, "title": person.title, "person": person.id}
    if key in several:
        return {value.casefold() for value in several[key]}
    return {(one[key] if key in one else person.attributes.get(key, "")).casefold()} - {""}


@dataclass(frozen=True, slots=True)
class Audience:
    """People who match any entry of `any_of` (all of them when it is empty) and none of `none_of`."""

    any_of: tuple[Rule, ...] = ()
    none_of: tuple[Rule, ...] = ()

    def includes(self, person: Person) -> bool:
        """Whether the item may be offered to this person."""
        wanted = not self.any_of or any(rule.matches(person) for rule in self.any_of)
        return wanted and not any(rule.matches(person) for rule in self.none_of)


EVERYBODY = Audience()


@dataclass(frozen=True, slots=True)
class Text:
    """A suggested wording, for a language and, if named, one network. `key` is a short hash of all three."""

    key: str
    language: str
    text: str
    network: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture by address, with its description per language."""

    url: str
    alt: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing worth sharing; `title`, `summary` and `image.alt` are keyed by language."""

    id: str
    url: str
    kind: Kind
    owner: str
    title: Mapping[str, str]
    summary: Mapping[str, str] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    audience: Audience = Audience()
    texts: tuple[Text, ...] = ()
    networks: tuple[str, ...] = ()
    image: Image | None = None
    publish: datetime | None = None  # from when it may be offered; None: at once
    expires: datetime | None = None  # until when; None: no end
    state: ItemState = ItemState.DRAFT
    priority: Priority = Priority.NORMAL
    goal: str = ""
    disclosure: str = ""
    minutes: int | None = None  # time to read or watch
    version: int = 1
    approved_at: datetime | None = None
    campaign: str = ""  # of the newsroom's, by name

    def opens(self, now: datetime) -> bool:
        """Whether `now` lies in the window from publish (inclusive) to expires (exclusive)."""
        return (self.publish is None or self.publish <= now) and (self.expires is None or now < self.expires)
