"""Conversions: taken in once, attributed to the clicks that led to them, and decided again when those change."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from digests.events import bodies
from digests.events import store as events
from digests.events.model import SILENT, Act, Announcing, Event
from digests.measure import conversion_store as store
from digests.measure.attribution import (
    PATIENCE,
    Attribution,
    Click,
    Credit,
    Decision,
    Reason,
    State,
    decide,
    valued,
)
from digests.measure.claims import Claim, Refusal
from digests.measure.conversion_store import Kept
from digests.measure.goal_figures import section
from digests.measure.goals import Goal, Goals

__all__ = ["Outcome", "Status", "reconsider", "section", "settle", "take"]

BATCH = 500  # conversions that one transaction takes in or decides
MOST_UNVERIFIED = 2000  # of a goal in a day: anybody can make them up
DAY = timedelta(days=1)
REASONS = {
    Reason.NO_CLICK: "no such click is known",
    Reason.NOT_FINAL: "its click is still being watched",
    Reason.NOT_HUMAN: "its click was not a person's",
    Reason.LATE: "its click is longer ago than the goal's window",
    Reason.BEFORE: "it happened before its click",
}


class Status(StrEnum):
    """What became of a conversion that was told."""

    ATTRIBUTED = "attributed"
    PARKED = "parked"
    UNATTRIBUTED = "unattributed"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of those that were told; `external_id` is None where it could not be read."""

    external_id: str | None
    status: Status
    why: str = ""
    column: str = ""


def take(
    connection: Connection,
    told: Sequence[Claim | Refusal],
    goals: Goals,
    now: datetime,
    announcing: Announcing = SILENT,
) -> list[Outcome]:
    """Takes in at most BATCH conversions and whose they are, all or none; one outcome each, in their order.

    A second telling of the same is a duplicate; another under the same id is refused.
    """
    checked = _checked(connection, told, now)
    claims = [one for one in checked if isinstance(one, Claim)]
    known = store.load_contents(connection, {claim.id for claim in claims})
    new = {claim.id: claim for claim in reversed(claims) if claim.id not in known}
    waits = {one.id: max(one.at + _goal(goals, one).window, now + PATIENCE) for one in new.values()}
    decided = _decide(connection, new, goals, {name for name, until in waits.items() if now < until})
    kept = [Kept(name, new[name], one.state, one.reason, waits[name]) for name, one in decided.items()]
    added = store.add(connection, kept, now)
    _credit(connection, new, {name: decided[name] for name in added}, announcing)
    if len(added) < len(new):  # somebody else told the same at the same moment
        known |= store.load_contents(connection, new.keys() - added)
    outcomes = list(_outcomes(checked, known, new, {name: decided[name] for name in added}))
    untaken = Counter(
        (one.goal, outcome.status.value)
        for one, outcome in zip(checked, outcomes, strict=True)
        if outcome.status in {Status.DUPLICATE, Status.REFUSED}
    )
    store.count_untaken(connection, now, untaken)
    return outcomes


def settle(connection: Connection, now: datetime, goals: Goals, announcing: Announcing = SILENT) -> int:
    """Decides a batch of parked conversions whose click is there and final, or no longer waited for; says how many."""
    return _decide_again(connection, store.load_due(connection, now, BATCH), goals, announcing)


def reconsider(connection: Connection, goals: Goals) -> int:
    """Decides a batch of conversions again whose clicks were classed anew; says how many. No event tells of it."""
    return _decide_again(connection, store.load_moved(connection, BATCH), goals, SILENT)


def _decide_again(connection: Connection, due: Sequence[Kept], goals: Goals, announcing: Announcing) -> int:
    claims = {kept.id: kept.claim for kept in due}
    decided = _decide(connection, claims, goals, waiting=())
    store.replace_decisions(connection, decided)
    _credit(connection, claims, decided, announcing)
    return len(due)


def _checked(connection: Connection, told: Sequence[Claim | Refusal], now: datetime) -> list[Claim | Refusal]:
    """What is told of items that nobody knows, or too often by pages that anybody can imitate, is refused."""
    items = store.load_items(connection, {one.item_id for one in told if isinstance(one, Claim) and one.item_id})
    unproven = {one.goal for one in told if isinstance(one, Claim) and not one.source.verified}
    full = {goal for goal in unproven if store.count_unverified(connection, goal, now - DAY) >= MOST_UNVERIFIED}
    return [_placed(one, items, full) if isinstance(one, Claim) else one for one in told]


def _placed(claim: Claim, items: Collection[str], full: Collection[str]) -> Claim | Refusal:
    if claim.item_id and claim.item_id not in items:
        return Refusal("item_id", "no item goes by this id", claim.external_id, claim.goal)
    if claim.goal in full and not claim.source.verified:
        why = "too many were reported by script or pixel within a day"
        return Refusal("", why, claim.external_id, claim.goal)
    return claim


def _decide(
    connection: Connection, claims: Mapping[str, Claim], goals: Goals, waiting: Collection[str]
) -> dict[str, Decision]:
    """Where each conversion stands, by id, with all that it depends on loaded at once."""
    ids = {click_id for claim in claims.values() for click_id in (claim.click_id, *claim.earlier) if click_id}
    clicks = store.load_clicks(connection, ids)
    several = {one.click_id for one in claims.values() if _goal(goals, one).attribution is not Attribution.LAST}
    beside: dict[str | None, list[Click]] = {}
    for click in store.load_companions(connection, [click for name, click in clicks.items() if name in several]):
        beside.setdefault(click.visitor, []).append(click)
    return {
        name: _decided(claim, _goal(goals, claim), clicks, beside, waiting=name in waiting)
        for name, claim in claims.items()
    }


def _decided(
    claim: Claim,
    goal: Goal,
    clicks: Mapping[str, Click],
    beside: Mapping[str | None, Sequence[Click]],
    *,
    waiting: bool,
) -> Decision:
    minor = claim.value.minor if claim.value else None
    if claim.click_id is None:
        return valued(Decision(State.ATTRIBUTED, None, (Credit(claim.item_id, claim.network),)), minor)
    click = clicks.get(claim.click_id)
    others = [clicks[name] for name in claim.earlier if name in clicks]
    if click is not None and click.visitor and goal.attribution is not Attribution.LAST:
        others += [one for one in beside.get(click.visitor, ()) if click.at - DAY <= one.at]
    return valued(decide(claim.at, click, others, goal.window, goal.attribution, waiting=waiting), minor)


def _goal(goals: Goals, claim: Claim) -> Goal:
    """The goal, as it would be by default where it is not configured any more."""
    return goals.get(claim.goal) or Goal(claim.goal)


def _credit(
    connection: Connection, claims: Mapping[str, Claim], decided: Mapping[str, Decision], announcing: Announcing
) -> None:
    """Whose the conversions are is written down, and those that are verified are told of."""
    store.add_credits(connection, decided)
    told = {name: one.credits[-1] for name, one in decided.items() if one.credits and claims[name].source.verified}
    if announcing and told:
        sharers = store.load_sharers(connection, {credit.click_id for credit in told.values() if credit.click_id})
        events.add(connection, [_event(name, claims[name], one, sharers, announcing) for name, one in told.items()])


def _event(
    name: str, claim: Claim, credit: Credit, sharers: Mapping[str | None, store.Sharer], announcing: Announcing
) -> Event | None:
    sharer = sharers.get(credit.click_id, store.NOBODY)
    act = Act(
        source=name,
        at=claim.at,
        item_id=credit.item_id,
        network=credit.network,
        person_id=sharer.person_id,
        department=sharer.department,
        country=sharer.country,
        collected_under=sharer.collected_under,
    )
    value = claim.value
    return bodies.conversion(
        announcing, act, claim.goal, float(value.amount) if value else None, value.currency if value else None
    )


def _outcomes(
    checked: Sequence[Claim | Refusal],
    known: Mapping[str, tuple[str, State]],
    new: Mapping[str, Claim],
    added: Mapping[str, Decision],
) -> Iterator[Outcome]:
    told = {name: (claim.content, added[name].state) for name, claim in new.items() if name in added} | dict(known)
    fresh = set(added)
    for one in checked:
        if isinstance(one, Refusal):
            yield Outcome(one.external_id, Status.REFUSED, one.why, one.column)
        elif one.id in fresh:
            fresh.remove(one.id)
            decision = added[one.id]
            why = REASONS[decision.reason] if decision.reason else ""
            yield Outcome(one.external_id, Status(decision.state), why)
        elif told[one.id][0] == one.content:
            yield Outcome(one.external_id, Status.DUPLICATE, f"it was told before, and is {told[one.id][1]}")
        else:
            why = "another conversion of this goal has this id: give each an id of its own"
            yield Outcome(one.external_id, Status.REFUSED, why, "external_id")
