"""What a preview is asked for: whose digest of which schedule, or one item, when, and in which language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, or_, select

from bot.rendering.words import languages
from bot.web.newsroom.gate import Caller
from bot.web.parts import Parts
from digests.content.model import Item
from digests.errors import InputError, UnknownError
from digests.newsroom import queue
from digests.newsroom.standing import Act
from digests.people.model import Person
from digests.people.store import load_people, people

MOST = 20  # people that a search shows
FURTHEST = timedelta(days=366)  # that a moment may be away


@dataclass(frozen=True, slots=True)
class Asked:
    """As it stands in the page's address; `at` is a moment on the wall of whoever asks, empty for now."""

    schedule: str = ""
    person: str = ""
    item: str = ""
    at: str = ""
    language: str = ""

    @classmethod
    def of(cls, sent: Mapping[str, str], schedules: tuple[str, ...]) -> "Asked":
        """What an address says, where it says something that can be."""
        schedule = sent.get("schedule", "")
        language = sent.get("language", "")
        return cls(
            schedule=schedule if schedule in schedules else schedules[0],
            person=sent.get("person", "").strip()[:320],
            item=sent.get("item", "").strip()[:120],
            at=sent.get("at", "").strip()[:25],
            language=language if language in languages() else "",
        )

    @property
    def query(self) -> str:
        """As an address says it."""
        found = {name: getattr(self, name) for name in self.__slots__}
        return urlencode({name: value for name, value in found.items() if value})

    def moment(self, zone: ZoneInfo, now: datetime) -> datetime:
        """When it is: now to the minute, or as it was written; InputError for what is no moment."""
        if not self.at:
            return now.replace(second=0, microsecond=0)
        aware = _written(self.at, zone)
        if aware is None or abs(aware - now) > FURTHEST:
            raise InputError("Choose a day within a year from today.")
        return aware


def _written(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def find(connection: Connection, caller: Caller, asked: Asked) -> tuple[Person, Item | None]:
    """Whose it is (the caller's own, where nobody is named) and which item; UnknownError for what is not theirs."""
    item = queue.find(connection, caller.standing, asked.item) if asked.item else None
    if item is not None:
        caller.standing.must(Act.PREVIEW_AS, item.owner)
    if not asked.person:
        return caller.person, item
    found = load_people(connection, [asked.person])
    if not found:
        raise UnknownError("Nobody of the directory is called so: search for a name.")
    return found[0], item


def search(connection: Connection, words: str) -> list[Person]:
    """People whose name, address or id has these words in it, by name."""
    sought = words.strip().lower()
    if not sought:
        return []
    like = f"%{sought.replace('%', '').replace('_', '')}%"
    query = (
        select(people.c.id)
        .where(people.c.left_at.is_(None))
        .where(or_(people.c.name.ilike(like), people.c.email.like(like), people.c.id == words.strip()))
        .order_by(people.c.name, people.c.id)
        .limit(MOST)
    )
    ids = list(connection.scalars(query))
    found = {one.id: one for one in load_people(connection, ids)} if ids else {}
    return [found[one] for one in ids if one in found]


def schedules(found: Parts) -> tuple[str, ...]:
    """The names of the digests that there are."""
    return tuple(one.name for one in found.settings.config.schedules)
