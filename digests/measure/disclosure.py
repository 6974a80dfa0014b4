"""What may be shown of a group: the one rule behind every figure that leaves the house.

Whatever can be read or worked out from a report is about at least k people. A group of fewer is hidden, and as many
others with it that subtracting what is shown from the total says nothing about fewer than k. Which groups are hidden
follows from their sizes alone, never from what people did, so that the hiding itself tells nothing. A group of k or
more is shown whatever its figure, also when everybody in it or nobody took part: that says something of k people.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Mode = Literal["works_council", "team", "open"]

OPEN: Mode = "open"  # the one mode in which people may be seen one by one
TEAM: Mode = "team"  # people who said yes may be


@dataclass(frozen=True, slots=True)
class Rules:
    """The privacy mode of the company, of countries that differ from it, and the least size of a group."""

    mode: Mode = "works_council"
    k: int = 8
    countries: Mapping[str, Mode] = field(default_factory=dict)

    def protects(self, country: str) -> bool:
        """Whether people of this country are shown in groups only, by the mode of today."""
        return self.countries.get(country, self.mode) != OPEN

    @property
    def asks(self) -> bool:
        """Whether anybody may say yes to being shown by name."""
        return TEAM in (self.mode, *self.countries.values())

    @property
    def names(self) -> bool:
        """Whether anybody at all may be shown by name."""
        return self.asks or OPEN in (self.mode, *self.countries.values())

    @property
    def exceptions(self) -> tuple[str, ...]:
        """Countries in which protection differs from the company's."""
        usual = self.mode != OPEN
        return tuple(sorted(country for country in self.countries if self.protects(country) != usual))


def showable(protected: int, k: int) -> bool:
    """Whether a figure about this many protected people may be shown; of nobody protected there is nothing to tell."""
    return protected == 0 or protected >= k


def hidden(sizes: Mapping[str, int], k: int, together: int | None = None) -> frozenset[str]:
    """The groups to hide, by how many protected people each figure is about.

    `together` says how many different people the groups under k have between them; left out, nobody is in two groups.
    The total over all groups may stand beside what is left if it is itself `showable`.
    """
    small = {name for name, size in sizes.items() if not showable(size, k)}
    if not small:
        return frozenset()
    people = sum(sizes[name] for name in small) if together is None else together
    larger = sorted((size, name) for name, size in sizes.items() if size >= k)
    if larger and (len(small) == 1 or people < k):
        small.add(larger[0][1])  # it has k people or more of its own, so one is enough
    return frozenset(small)
