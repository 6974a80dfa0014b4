"""Who took part: what one person's acts on one item amount to, and the rates that follow."""

from collections.abc import Iterable
from dataclasses import dataclass

from digests.ledger.model import FactKind

# The field's benchmarks, as its largest vendor publishes them: shares of everybody who could take part.
BENCHMARK_ITEM = 0.221  # in each new item
BENCHMARK_OVERALL = 0.5  # at least once

# A human fact of these kinds involves the person; for a hit it is somebody else's click on the person's link.
INVOLVING = (FactKind.TAP, FactKind.COPY, FactKind.CONFIRM, FactKind.HIT)


@dataclass(frozen=True, slots=True)
class Acts:
    """What one person did with one item they were offered, by human facts alone."""

    read: bool = False
    tap: bool = False
    copy: bool = False
    confirm: bool = False  # they said that they shared it
    clicked: bool = False  # somebody else followed their link

    @property
    def shared(self) -> bool:
        """A share is confirmed by the person, or evidenced by a human click on their link by someone else."""
        return self.confirm or self.clicked

    @property
    def tapped(self) -> bool:
        """A share is a tap too, even where the press itself looked doubtful."""
        return self.tap or self.shared

    @property
    def involved(self) -> bool:
        """They tapped, copied, confirmed, or their link was clicked; reading alone is not taking part."""
        return self.tapped or self.copy


@dataclass(frozen=True, slots=True)
class Nameless:
    """Human facts on one item by people who object to tracking: nobody knows by whom."""

    reads: int = 0
    taps: int = 0
    copies: int = 0
    confirms: int = 0
    clicked: int = 0  # different links, not clicks


@dataclass(frozen=True, slots=True)
class Counts:
    """People who were offered an item, and how many of them read, tapped, shared or took part in it.

    A share is confirmed, evidenced, or both.
    """

    offered: int = 0
    read: int = 0
    tapped: int = 0
    shared: int = 0
    involved: int = 0
    copied: int = 0
    confirmed: int = 0
    evidenced: int = 0


def count(offered: int, untracked: int, done: Iterable[tuple[Acts, int]], nameless: Nameless) -> Counts:
    """The counts of an item from how many people did each combination of acts.

    `untracked` of those offered object to tracking; their facts count as one person each, and never as more people
    than there are.
    """
    known = list(done)
    shares = min(max(nameless.confirms, nameless.clicked), untracked)
    taps = min(max(nameless.taps, shares), untracked)
    return Counts(
        offered=offered,
        read=sum(people for acts, people in known if acts.read) + min(nameless.reads, untracked),
        tapped=sum(people for acts, people in known if acts.tapped) + taps,
        shared=sum(people for acts, people in known if acts.shared) + shares,
        involved=sum(people for acts, people in known if acts.involved) + min(max(taps, nameless.copies), untracked),
        copied=sum(people for acts, people in known if acts.copy) + min(nameless.copies, untracked),
        confirmed=sum(people for acts, people in known if acts.confirm) + min(nameless.confirms, untracked),
        evidenced=sum(people for acts, people in known if acts.clicked) + min(nameless.clicked, untracked),
    )


def rate(part: int, whole: int) -> float:
    """`part` of `whole` as a share from 0 to 1; of nobody it is 0."""
    return part / whole if whole else 0.0
