"""Whose a conversion is: which clicks led to it, and how it is shared out among them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from digests.ledger.model import Verdict

WHOLE = 1_000_000  # parts of one conversion: whole numbers, so that shares add up exactly
SKEW = timedelta(minutes=5)  # how far a site's clock may differ from ours
PATIENCE = timedelta(days=1)  # how long an unknown click is waited for at least, whatever the window


class Attribution(StrEnum):
    """How a conversion is shared out among the clicks before it."""

    LAST = "last"
    FIRST = "first"
    LINEAR = "linear"


class State(StrEnum):
    """Where a conversion stands."""

    ATTRIBUTED = "attributed"
    PARKED = "parked"
    UNATTRIBUTED = "unattributed"


class Reason(StrEnum):
    """Why a conversion is nobody's, or not yet."""

    NO_CLICK = "no click"  # nobody knows its click, or not yet
    NOT_FINAL = "not final"  # its click is still being watched
    NOT_HUMAN = "not human"  # its click was classed as something else
    LATE = "late"  # the window was over
    BEFORE = "before"  # it happened before its click


@dataclass(frozen=True, slots=True)
class Click:
    """A hit on a short link, as far as attribution looks at it."""

    id: str
    at: datetime
    item_id: str | None
    network: str | None
    verdict: Verdict = Verdict.HUMAN
    final: bool = True
    visitor: str | None = None

    @property
    def counts(self) -> bool:
        """Only a person's click leads to anything."""
        return self.final and self.verdict is Verdict.HUMAN


@dataclass(frozen=True, slots=True)
class Credit:
    """A part of a conversion, in millionths, and whose it is; without a click it is the item's alone."""

    item_id: str | None
    network: str | None = None
    click_id: str | None = None
    millionths: int = WHOLE
    minor: int | None = None  # the same part of its value


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a conversion stands, why, and whose it is."""

    state: State
    reason: Reason | None = None
    credits: tuple[Credit, ...] = ()


def decide(
    happened: datetime,
    click: Click | None,
    others: Sequence[Click],
    window: timedelta,
    attribution: Attribution,
    *,
    waiting: bool,
) -> Decision:
    """Where a conversion that names a click stands. `others` are further clicks that may have led to it.

    A click that is not known or not final is waited for while `waiting`.
    """
    if click is None or not click.final:
        reason = Reason.NO_CLICK if click is None else Reason.NOT_FINAL
        return Decision(State.PARKED if waiting or click is not None else State.UNATTRIBUTED, reason)
    if not click.counts:
        return Decision(State.UNATTRIBUTED, Reason.NOT_HUMAN)
    if click.at > happened + SKEW:
        return Decision(State.UNATTRIBUTED, Reason.BEFORE)
    if happened - click.at > window:
        return Decision(State.UNATTRIBUTED, Reason.LATE)
    earlier = {one.id: one for one in others if one.counts and one.at <= click.at and happened - one.at <= window}
    return Decision(State.ATTRIBUTED, None, attribute((*earlier.values(), click), attribution))


def attribute(clicks: Sequence[Click], attribution: Attribution) -> tuple[Credit, ...]:
    """One conversion, shared out among the clicks before it; the later of two at once counts as the last."""
    ordered = sorted({one.id: one for one in clicks}.values(), key=lambda one: one.at)
    if attribution is Attribution.LAST:
        ordered = ordered[-1:]
    elif attribution is Attribution.FIRST:
        ordered = ordered[:1]
    parts = shared(WHOLE, len(ordered))
    return tuple(Credit(one.item_id, one.network, one.id, part) for one, part in zip(ordered, parts, strict=True))


def valued(decision: Decision, minor: int | None) -> Decision:
    """The same with the conversion's value shared out, to the smallest unit."""
    if minor is None or not decision.credits:
        return decision
    parts = shared(minor, len(decision.credits))
    return replace(
        decision,
        credits=tuple(replace(credit, minor=part) for credit, part in zip(decision.credits, parts, strict=True)),
    )


def shared(whole: int, among: int) -> tuple[int, ...]:
    """A whole number in as many parts as even as can be, which add up to it; the first ones are the larger."""
    part, left = divmod(whole, among)
    return tuple(part + (number < left) for number in range(among))
