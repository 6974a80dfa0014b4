"""What the editor's form stands on: the words and the zone of whoever fills it in, and what the company knows."""

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.rendering.terms import Reading, language_name
from bot.web.newsroom.gate import Caller
from digests.config import Config
from digests.content.model import Item
from digests.newsroom.rules import Known
from digests.newsroom.standing import Act

OTHERS: tuple[str, ...] = tuple(  # languages that can be added to an item
    re.findall(
        r"\S+",
        "ar bg bn bs ca cs cy da de el en es et eu fa fi fo fr ga gl he hi hr hu id is it ja kk kl ko lb lt lv mk ms "
        "mt nb nl nn no pa pl ps pt pt-BR ro ru se sk sl sq sr sv sw ta th tl tr uk ur vi zh",
    )
)


@dataclass(frozen=True, slots=True)
class Ground:
    """Words and zone of a person, and what there is to choose from."""

    language: str
    zone: ZoneInfo
    known: Known
    languages: tuple[str, ...] = ("en",)  # those an item should have
    desks: tuple[str, ...] = ()  # those the person may write for
    goals: tuple[str, ...] = ()
    campaigns: tuple[tuple[str, str], ...] = ()  # name and title

    @classmethod
    def of(cls, caller: Caller, config: Config, campaigns: tuple[tuple[str, str], ...] = ()) -> "Ground":
        """The ground of whoever is signed in."""
        return cls(
            language=caller.language,
            zone=caller.zone,
            known=Known.of(config),
            languages=tuple(config.content.languages),
            desks=caller.standing.desks_for(Act.EDIT),
            goals=tuple(goal.name for goal in config.goals),
            campaigns=campaigns,
        )

    @property
    def reading(self) -> Reading:
        """How moments and languages are told."""
        return Reading(self.language, self.zone.key)

    @property
    def keys(self) -> tuple[str, ...]:
        """Columns of the company's own that an audience may ask for."""
        return tuple(sorted(self.known.attributes or ()))

    def tags(self, item: Item) -> tuple[str, ...]:
        """The languages that an item should have and has."""
        alt = item.image.alt if item.image else {}
        has = [*item.title, *item.summary, *alt, *(text.language for text in item.texts)]
        return tuple(dict.fromkeys([*self.languages, *has]))

    def named(self, tag: str) -> str:
        """A language's name, in the person's language."""
        return language_name(tag, self.language)
