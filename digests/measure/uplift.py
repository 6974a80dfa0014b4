"""Uplift: what an offer brings beyond what would have come without it, or that there is not enough data yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from sqlalchemy import Connection

from digests.measure import outcomes
from digests.measure.difference import Units, estimate, people
from digests.measure.disclosure import Rules, showable
from digests.measure.span import Span

CLICKS = "clicks"
PER = 1000  # differences are told per so many offers
ENOUGH = 30  # people in each arm of whom something came: with fewer, the interval would not hold what it promises


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
    ever: bool = False  # something was held out at some time

    @property
    def on(self) -> bool:
        """Whether there is something to tell, if only that there is not enough data yet."""
        return self.ever or any(one.held_out for one in self.differences)


@dataclass(frozen=True, slots=True)
class Window:
    """How long after a delivery outcomes are counted, and since when it is known on whose links clicks came."""

    days: int
    kept_since: datetime


def section(connection: Connection, span: Span, rules: Rules, window: Window, goals: Iterable[str] = ()) -> Uplift:
    """The uplift of a period, by clicks and by each goal, from deliveries whose days afterwards lie in it too.

    Nothing that was delivered before clicks were known by their people is looked at. It is about everybody that
    anything was offered to and everybody that anything was held out of; where either are fewer than k protected people,
    it is hidden.
    """
    named = {CLICKS: outcomes.CLICKS} | {goal: goal for goal in goals}
    if not outcomes.anything_held_out(connection):
        return Uplift(window.days, tuple(Difference(name, 0, 0) for name in named))
    seen = outcomes.load(connection, Span(max(span.since, window.kept_since), span.until), window.days, rules)
    shown = all(showable(seen.arms.get(held_out, outcomes.Arm()).protected, rules.k) for held_out in (True, False))
    differences = (_difference(name, seen.units(kind), shown=shown) for name, kind in named.items())
    return Uplift(window.days, tuple(differences), ever=True)


def _difference(name: str, units: Units, *, shown: bool) -> Difference:
    offered, held_out = (int(units.number[units.offered == arm].sum()) for arm in (True, False))
    if not shown:
        return Difference(name, offered, held_out, hidden=True)
    least = min(people(units, offered=arm) for arm in (True, False))
    found = estimate(units) if least >= ENOUGH else None
    if found is None:
        return Difference(name, offered, held_out, missing=_missing(offered + held_out, least))
    return Difference(
        name,
        offered,
        held_out,
        enough=True,
        difference=found.difference * PER,
        low=found.low * PER,
        high=found.high * PER,
    )


def _missing(drawn: int, least: int) -> int | None:
    """How many more draws it takes until each arm has people enough, if as many come of them as before (at least 1)."""
    return ceil(drawn * (ENOUGH / max(least, 1) - 1)) if drawn and least < ENOUGH else None
