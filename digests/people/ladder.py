"""The ladder: where a person stands by what they did lately, and what that changes in their digest."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from digests.people.model import Person, Rung

ACQUAINTED = 4  # digests after which nobody is new any more
ENOUGH = 8  # taps of a department before they say anything, so that they say it of a group


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's facts of the last 90 days; an hour is one of the person's own clock."""

    digests: int = 0  # sent
    reads: int = 0
    taps: int = 0
    shares: int = 0  # taps that were confirmed, or whose link somebody else followed
    networks: Mapping[str, int] = field(default_factory=dict)  # taps by network
    hours: Mapping[int, int] = field(default_factory=dict)  # taps by hour


@dataclass(frozen=True, slots=True)
class Habits:
    """The taps of a whole department: by network, and by hour of the clock on the wall."""

    networks: Mapping[str, int] = field(default_factory=dict)
    hours: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Steps:
    """Items in a digest at each rung, and the shares it takes to stand on the upper two."""

    items: Mapping[Rung, int]
    regular_shares: int = 3
    champion_shares: int = 10


def rung(person: Person, standing: Standing, steps: Steps) -> Rung:
    """The rung a person stands on; who objects to tracking is a reader once the first digests are behind them."""
    if person.preferences.untracked:
        return Rung.READER if standing.digests >= ACQUAINTED else Rung.NEWCOMER
    if standing.shares >= steps.champion_shares:
        return Rung.CHAMPION
    if standing.shares >= steps.regular_shares:
        return Rung.REGULAR
    if standing.shares:
        return Rung.FIRST_SHARE
    return Rung.READER if standing.reads or standing.taps else Rung.NEWCOMER


def room(person: Person, at: Rung, steps: Steps, most: int) -> int:
    """How many items the person gets: as many as they chose, else as their rung has, and never more than `most`."""
    return min(person.preferences.items or steps.items[at], most)


def networks_in_order(person: Person, standing: Standing, habits: Habits, offered: tuple[str, ...]) -> tuple[str, ...]:
    """The networks that are offered and wanted, the most likely one first.

    What the person used most comes first, then what their department uses most (from eight taps up), then the item's
    own order. Who named networks gets those alone; who objects to tracking is not judged by what they did.
    """
    wanted = person.preferences.networks
    own = {} if person.preferences.untracked else standing.networks
    group = habits.networks if sum(habits.networks.values()) >= ENOUGH else {}
    kept = [network for network in dict.fromkeys(offered) if not wanted or network in wanted]
    return tuple(sorted(kept, key=lambda network: (-own.get(network, 0), -group.get(network, 0))))


def best_hour(person: Person, standing: Standing, habits: Habits) -> int | None:
    """The hour at which the person taps most, else their department (from eight taps up), else None."""
    if standing.hours and not person.preferences.untracked:
        return _most(standing.hours)
    return _most(habits.hours) if sum(habits.hours.values()) >= ENOUGH else None


def _most(hours: Mapping[int, int]) -> int:
    """The fullest hour; of several, the earliest."""
    return min(hours, key=lambda hour: (-hours[hour], hour))
