"""From choices to the digest that one person gets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from digests.content.model import Item
from digests.edition.model import Digest, Pick
from digests.edition.wording import Wording, words_for
from digests.networks import NETWORKS
from digests.people.ladder import Habits, best_hour, networks_in_order
from digests.people.model import Person, Rung
from digests.relevance.fit import language_in, networks_of
from digests.relevance.model import Choice
from digests.relevance.past import CompanyPast, Past

NOBODY_YET = Habits()


@dataclass(frozen=True, slots=True)
class Reader:
    """A person with their past and where they stand."""

    person: Person
    past: Past
    rung: Rung


@dataclass(frozen=True, slots=True)
class Frame:
    """What is the same in every digest of a batch."""

    schedule: str
    period: str
    items: Mapping[str, Item]
    company: CompanyPast
    language: str
    timezone: str
    catalogues: tuple[str, ...]
    at: datetime
    share_hour: int | None = None  # suggested to whoever has no habit yet


def compose(delivery_id: int, reader: Reader, choices: Sequence[Choice], frame: Frame, wording: Wording) -> Digest:
    """The digest of a person: their choices in order, each with a language, networks and a text for each network."""
    person, standing = reader.person, reader.past.standing
    habits = frame.company.habits.get(person.department, NOBODY_YET)
    return Digest(
        delivery_id=delivery_id,
        schedule=frame.schedule,
        period=frame.period,
        person_id=person.id,
        first_name=person.first_name,
        department=person.department,
        language=words_for(person.spoken, frame.catalogues, frame.language),
        timezone=person.timezone or frame.timezone,
        rung=reader.rung,
        picks=tuple(_pick(reader, habits, choice, frame, wording) for choice in choices if not choice.held_out),
        best_hour=frame.share_hour if (own := best_hour(person, standing, habits)) is None else own,
        first=reader.past.last_sent is None,
        composed_at=frame.at,
    )


def _pick(reader: Reader, habits: Habits, choice: Choice, frame: Frame, wording: Wording) -> Pick:
    item, person = frame.items[choice.item_id], reader.person
    language = pick_language(item, person.spoken or (frame.language,))
    networks = networks_in_order(person, reader.past.standing, habits, networks_of(item))
    return Pick(
        position=choice.position,
        item=item,
        language=language,
        reasons=choice.reasons,
        offers=tuple(
            wording.offer(item, language, person.department, network) for network in networks if network in NETWORKS
        ),
        colleagues=frame.company.colleagues.get(item.id, 0),
        score=choice.score,
    )


def pick_language(item: Item, spoken: Sequence[str]) -> str:
    """The first of the languages that the item has a title in; nothing where it has none of them."""
    return next((found for one in spoken if (found := language_in(item.title, one))), "")
