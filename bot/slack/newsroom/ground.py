"""What a form stands on: the words, the zone and the choices of whoever fills it in."""

import re
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale

from bot.rendering.words import best
from digests.content.model import Item
from digests.newsroom.rules import Known
from digests.people import entry
from digests.people.model import Person
from digests.settings import Settings

OTHERS = re.findall(
    r"\S+",
    "ar bg bn bs ca cs cy da de el en es et eu fa fi fo fr ga gl he hi hr hu id is it ja kk kl ko lb lt lv mk ms mt "
    "nb nl nn no pa pl ps pt pt-BR ro ru se sk sl sq sr sv sw ta th tl tr uk ur vi zh",
)


@dataclass(frozen=True, slots=True)
class Ground:
    """Words and zone of a person, and what the company knows."""

    language: str
    zone: ZoneInfo
    known: Known
    languages: tuple[str, ...] = ("en",)
    desks: tuple[str, ...] = ()  # those the person may write for
    goals: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: Settings, language: str, zone: str, desks: tuple[str, ...] = ()) -> "Ground":
        """The ground that configuration gives; a zone that nobody knows is the company's."""
        config = settings.config
        return cls(
            language=language,
            zone=_zone(zone, config.company.timezone),
            known=Known.of(config),
            languages=tuple(config.content.languages),
            desks=desks or tuple(config.content.desks),
            goals=tuple(goal.name for goal in config.goals),
        )

    def tags(self, item: Item, more: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The languages that an item should have and has, and those that were added."""
        alt = item.image.alt if item.image else {}
        has = [*item.title, *item.summary, *alt, *(text.language for text in item.texts), *more]
        return tuple(dict.fromkeys([*self.languages, *has]))

    def others(self, item: Item, more: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Languages that could be added."""
        return tuple(tag for tag in OTHERS if tag not in self.tags(item, more))

    def named(self, tag: str) -> str:
        """A language's name, in the words' language."""
        return language_name(tag, self.language)


def of(settings: Settings, person: Person, desks: tuple[str, ...] = ()) -> Ground:
    """The ground of one person."""
    language = best(person.spoken, settings.config.company.language)
    return Ground.of(settings, language, person.timezone or settings.config.company.timezone, desks)


@cache
def language_name(tag: str, language: str) -> str:
    """`da` as Danish; a tag that nobody knows as it stands."""
    first, _, rest = tag.partition("-")
    name = Locale(language).languages.get(first.lower())
    if not name:
        return tag
    return f"{name} ({rest})" if rest else str(name)


def _zone(name: str, company: str) -> ZoneInfo:
    try:
        return ZoneInfo(entry.timezone(name))
    except ValueError:
        return ZoneInfo(company)
