"""Why: every item for one person, and one item's way to all its readers."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from digests.content.model import Audience, Item
from digests.edition.build import Weighed
from digests.edition.shield import DEEDS
from digests.relevance.exclusion import Exclusion
from digests.relevance.holding import PERSON_HELD_OUT
from digests.relevance.model import Choice, Reason
from digests.relevance.pick import HELD_OUT
from digests.relevance.reasons import Explainer, weightiest
from digests.relevance.score import COMPONENTS

Fate = tuple[str, str]  # the step at which an item loses a person, and why; empty when it was picked for them
SENT = "sent"
STEPS = ("audience", "reachable", "eligible", "picked")


@dataclass(frozen=True, slots=True)
class Line:
    """An item in the eyes of one person; `excluded_by` names a rule unless it was picked."""

    item_id: str
    score: float
    components: Mapping[str, float]
    reasons: tuple[Reason, ...]
    picked: bool
    excluded_by: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """How many people an item reached so far, and where those went who are no longer among them."""

    name: str
    people: int
    lost: Mapping[str, int] = field(default_factory=dict)


def lines(weighed: Weighed, row: int, *, deeds: bool) -> list[Line]:
    """Every item for the person of a row, the picks in order, then the best; without `deeds` nothing they did."""
    chosen, scored = weighed.chosen, weighed.chosen.scored
    explainer = Explainer(scored)
    picks = {choice.item_id: choice for choice in chosen.of(row, explainer)}
    items = np.arange(len(scored.shelf.items))
    rows = np.full(len(items), row)
    components = scored.components(rows, items)
    codes = weightiest(scored, rows, items, components, np.zeros(len(items), dtype=np.bool_))
    found = []
    for number, item in enumerate(scored.shelf.items):
        rule = Exclusion(int(scored.rules[row, number]))
        parts = dict(zip(COMPONENTS, components[number].tolist(), strict=True))
        reasons = explainer.reasons(codes[number], row, number)
        found.append(_line(item.id, parts, reasons, rule, picks.get(item.id)))
    if weighed.held_out[row]:
        found = [replace(line, picked=False, excluded_by=PERSON_HELD_OUT) if line.picked else line for line in found]
    shown = found if deeds else [_without_deeds(line) for line in found]
    place = {item_id: choice.position for item_id, choice in picks.items()}
    return sorted(shown, key=lambda line: (place.get(line.item_id, len(items) + 1000), -line.score, line.item_id))


def _line(
    item_id: str, parts: Mapping[str, float], reasons: tuple[Reason, ...], rule: Exclusion, choice: Choice | None
) -> Line:
    if choice is not None:
        excluded = "held out" if choice.held_out else None
        return Line(item_id, choice.score, choice.components, choice.reasons, not choice.held_out, excluded)
    kept = {name: round(value, 4) for name, value in parts.items() if value}
    return Line(item_id, round(sum(parts.values()), 4), kept, reasons, False, (rule or Exclusion.NO_ROOM).words)


def _without_deeds(line: Line) -> Line:
    """What everybody but the person may see: not what they took up, nor that they turned it down."""
    turned_down = line.excluded_by == Exclusion.DECLINED.words
    return Line(
        item_id=line.item_id,
        score=round(line.score - line.components.get(DEEDS, 0), 4),
        components={name: value for name, value in line.components.items() if name != DEEDS},
        reasons=tuple(reason for reason in line.reasons if reason.code != DEEDS),
        picked=line.picked,
        excluded_by=Exclusion.OFFERED_BEFORE.words if turned_down else line.excluded_by,
    )


class Way:
    """Counts where an item's people go, batch by batch."""

    def __init__(self, item: Item, schedule: Audience) -> None:
        self._item = item
        self._schedule = schedule
        self._people = 0
        self._lost: dict[str, Counter[str]] = {name: Counter() for name in STEPS}

    def add(self, weighed: Weighed) -> None:
        """The people of one batch."""
        self._people += len(weighed.readers)
        for _, (step, why) in fates(weighed, self._item, self._schedule):
            if step:
                self._lost[step][why] += 1

    def steps(self, fates: Mapping[str, int], least: int) -> list[Step]:
        """Audience, reachable, eligible, picked, delivered; `fates` counts the digests that have the item, by state.

        Reasons that fewer than `least` people were lost to are told together, as "other".
        """
        found, left = [], self._people
        for name in STEPS:
            left -= self._lost[name].total()
            found.append(Step(name, left, together(self._lost[name], least)))
        lost = Counter({state: count for state, count in fates.items() if state != SENT})
        lost["no digest yet"] = max(0, left - sum(fates.values()))
        return [*found, Step("delivered", fates.get(SENT, 0), together(+lost, least))]


def fates(weighed: Weighed, item: Item, schedule: Audience) -> Iterator[tuple[str, Fate]]:
    """Each person of a batch by id, with what becomes of the item for them."""
    chosen = weighed.chosen
    number = chosen.scored.shelf.position[item.id]
    here = chosen.item == number
    position = dict(zip(chosen.person[here].tolist(), chosen.position[here].tolist(), strict=True))
    for row, rule in enumerate(chosen.scored.rules[:, number].tolist()):
        person = weighed.readers[row].person
        meant = item.audience.includes(person) and schedule.includes(person)
        fate = _fate(meant, weighed.routes[row], Exclusion(rule), position.get(row))
        yield person.id, fate if fate[0] or not weighed.held_out[row] else ("picked", PERSON_HELD_OUT)


def _fate(meant: bool, route: Sequence[str], rule: Exclusion, position: int | None) -> Fate:  # noqa: FBT001
    if not meant:
        return "audience", Exclusion.AUDIENCE.words
    if not route:
        return "reachable", Exclusion.UNREACHABLE.words
    if rule:
        return "eligible", rule.words
    if position is None:
        return "picked", Exclusion.NO_ROOM.words
    return ("picked", "held out") if position > HELD_OUT else ("", "")


def together(lost: Mapping[str, int], least: int) -> dict[str, int]:
    """The reasons by how many were lost to them; those of fewer than `least` people summed up."""
    told = {why: count for why, count in Counter(lost).most_common() if count >= least}
    rest = sum(lost.values()) - sum(told.values())
    return told | ({"other": rest} if rest else {})
