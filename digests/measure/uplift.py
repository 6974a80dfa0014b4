"""Uplift: what an offer brings beyond what would have come without it, or that there is not enough data yet."""

from dataclasses import dataclass

CLICKS = "clicks"
PER = 1000  # differences are told per so many offers


@dataclass(frozen=True, slots=True)
class Difference:
    """What a person's outcomes differ by where an item was offered instead of held out, per 1,000 offers.

    `low` and `high` bound it with a confidence of 95 %; the three are None unless there is `enough` data and it is not
    `hidden`. `missing` says how many more offers are needed at the present rate; None where that cannot be said yet.
    """

    outcome: str  # "clicks", or the name of a goal
    offered: int  # times that an item was offered
    held_out: int  # times that one was held out by chance
    enough: bool = False
    hidden: bool = False  # fewer than k people stand behind it
    missing: int | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Uplift:
    """Clicks first, then each goal; `days` is how long after a delivery outcomes are counted."""

    days: int
    differences: tuple[Difference, ...]

    @property
    def on(self) -> bool:
        """Whether anything was held out in the period, so that there is something to tell."""
        return any(one.held_out for one in self.differences)
