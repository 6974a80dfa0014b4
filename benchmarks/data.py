"""A company as large as one likes, the same for the same seed: people and items as values."""

import hashlib
from datetime import UTC, datetime, timedelta
from random import Random

from digests.content.model import Audience, Item, ItemState, Kind, Priority, Rule, Text
from digests.people.model import Person, Preferences

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)  # a Tuesday

DEPARTMENTS = (
    "Engineering", "Sales", "Operations", "Finance", "People", "Marketing", "Legal", "Customer Care", "Research",
)  # fmt: skip
TOPICS = (
    "ports", "sustainability", "hiring", "safety", "software", "research", "customers", "finance", "culture", "events",
    "robotics", "energy", "logistics", "design", "security", "volunteering", "learning", "data", "shipping", "quality",
    "leadership", "diversity", "health", "cities",
)  # fmt: skip
PLACES = (  # country, languages, zone, share of the people
    ("DK", ("da", "en"), "Europe/Copenhagen", 40),
    ("SE", ("sv", "en"), "Europe/Stockholm", 15),
    ("NO", ("nb", "en"), "Europe/Oslo", 10),
    ("GB", ("en",), "Europe/London", 15),
    ("US", ("en",), "America/New_York", 12),
    ("SG", ("en",), "Asia/Singapore", 8),
)
DESKS = ("comms", "marketing", "branding", "hr", "csr")
NETWORKS = ("linkedin", "x", "bluesky", "facebook", "whatsapp", "threads")
TITLES = ("Engineer", "Manager", "Specialist", "Consultant", "Director", "Coordinator")
WORDS = {"en": "Proud of what my colleagues did here", "da": "Stolt af det, mine kolleger har gjort her"}


def people(count: int, seed: int = 1) -> list[Person]:
    """`count` active people with an address each; some of them chose something in their preferences."""
    chance = Random(seed)
    return [_person(number, chance) for number in range(count)]


def items(count: int, seed: int = 1, now: datetime = NOW) -> list[Item]:
    """`count` approved items that are open at `now`; half of them have an audience, all have several texts."""
    chance = Random(seed + 1_000_003)
    return [_item(number, chance, now) for number in range(count)]


def _person(number: int, chance: Random) -> Person:
    country, languages, timezone, _ = chance.choices(PLACES, [place[3] for place in PLACES])[0]
    return Person(
        id=f"p{number:06}",
        name=f"Person {number:06}",
        email=f"person{number:06}@example.com",
        department=chance.choice(DEPARTMENTS),
        title=chance.choice(TITLES),
        country=country,
        languages=languages,
        timezone=timezone,
        interests=tuple(chance.sample(TOPICS, chance.randint(0, 4))),
        roles=("editor",) if chance.random() < 0.01 else (),
        preferences=_preferences(chance),
    )


def _preferences(chance: Random) -> Preferences:
    if chance.random() < 0.8:
        return Preferences()
    return Preferences(
        items=chance.choice((None, 1, 3, 5)),
        networks=tuple(chance.sample(NETWORKS, 2)) if chance.random() < 0.5 else (),
        topics=tuple(chance.sample(TOPICS, 2)) if chance.random() < 0.5 else None,
        untracked=chance.random() < 0.1,
    )


def _item(number: int, chance: Random, now: datetime) -> Item:
    topics = tuple(chance.sample(TOPICS, chance.randint(1, 3)))
    languages = ("en", "da") if chance.random() < 0.6 else ("en",)
    publish = now - timedelta(days=chance.randint(0, 40), hours=chance.randint(1, 20))
    return Item(
        id=f"item-{number:04}",
        url=f"https://www.example.com/news/{number:04}",
        kind=chance.choice([kind for kind in Kind if kind is not Kind.POST]),
        owner=chance.choice(DESKS),
        title={language: f"What we learned about {topics[0]} ({number}, {language})" for language in languages},
        summary={language: f"{number}: a story about {', '.join(topics)}." for language in languages},
        topics=topics,
        audience=_audience(chance) if number % 2 else Audience(),
        texts=tuple(_text(number, language, variant) for language in languages for variant in range(3)),
        networks=tuple(chance.sample(NETWORKS, 4)) if chance.random() < 0.5 else (),
        publish=publish,
        expires=now + timedelta(days=chance.randint(2, 60)),
        state=ItemState.APPROVED,
        priority=chance.choices(list(Priority), (1, 6, 1))[0],
        minutes=chance.randint(1, 9),
        approved_at=publish,
    )


def _audience(chance: Random) -> Audience:
    shape = chance.randrange(4)
    some = tuple(chance.sample(DEPARTMENTS, 4))
    countries = tuple(place[0] for place in chance.sample(PLACES, 3))
    if shape == 0:
        return Audience(any_of=(Rule((("department", some),)),))
    if shape == 1:
        return Audience(
            any_of=(Rule((("department", some), ("country", countries))), Rule((("interest", TOPICS[:5]),)))
        )
    if shape == 2:
        return Audience(none_of=(Rule((("department", some[:1]),)),))
    return Audience(any_of=(Rule((("country", countries),)),), none_of=(Rule((("title", TITLES[:1]),)),))


def _text(number: int, language: str, variant: int) -> Text:
    text = f"{WORDS[language]} ({number}.{variant})."
    key = hashlib.blake2b(f"{language}||{text}".encode(), digest_size=6).hexdigest()
    return Text(key, language, text)
