"""Whom an audience reaches: how many, and who they are as far as the company lets editors know."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.rendering.reached import reached
from digests.content.model import Audience, Rule
from digests.newsroom.folk import Roll
from digests.newsroom.reach import Reach
from digests.settings import Settings

OPEN = "open"  # the one mode that protects nobody
MOST = 60  # names that are shown


@dataclass(frozen=True, slots=True)
class Who:
    """Who an audience is: names where they may be known, else departments with k people or more."""

    names: tuple[tuple[str, str], ...] = ()  # with their department
    more: int = 0  # people whose names are left out because there are many
    departments: tuple[tuple[str, str], ...] = ()  # with how many
    protected: bool = False


def protects(settings: Settings) -> bool:
    """Whether anybody in the company is protected from being counted alone."""
    privacy = settings.config.privacy
    return any(mode != OPEN for mode in (privacy.mode, *privacy.countries.values()))


def number(roll: Roll, audience: Audience, settings: Settings) -> Reach:
    """How many people of an audience have an address and want digests."""
    return roll.reach([audience], key=settings.key, k=settings.config.privacy.k, protected=protects(settings))


def sentence(roll: Roll, audience: Audience, settings: Settings, language: str) -> str:
    """The same in words."""
    return reached(number(roll, audience, settings), language)


def who(roll: Roll, audience: Audience, settings: Settings) -> Who:
    """Who they are."""
    if protects(settings):
        return Who(departments=tuple(_departments(roll, audience, settings)), protected=True)
    meant = (roll.mask(audience, protected=False) & roll.wanting()).tolist()
    found = sorted((one for one, here in zip(roll.people, meant, strict=True) if here), key=lambda one: one.name)
    return Who(tuple((one.name, one.department) for one in found[:MOST]), max(0, len(found) - MOST))


def _departments(roll: Roll, audience: Audience, settings: Settings) -> Iterator[tuple[str, str]]:
    """Departments of the audience, each counted as any audience is: what all of them tell together is told already."""
    k = settings.config.privacy.k
    large = roll.departments(k)
    for name, here in roll.in_departments(audience).items():
        if name in large and here >= k:
            told = number(roll, within(audience, name), settings)
            if told.people:
                yield name, told.shown


def within(audience: Audience, department: str) -> Audience:
    """The audience in one department alone."""
    asked = ("department", (department,))
    wanted = audience.any_of or (Rule(()),)
    return replace(audience, any_of=tuple(Rule((*rule.keys, asked)) for rule in wanted))
