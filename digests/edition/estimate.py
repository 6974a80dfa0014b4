"""An item's way where people are protected: in whole ks, worked out from crowds and not from people one by one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

from digests.content.model import EVERYBODY, Item
from digests.content.reach import Crowd, crowds, shares, whole
from digests.edition.build import World
from digests.edition.explain import SENT, STEPS, Fate, Step
from digests.edition.model import Schedule
from digests.people.model import Person, Preferences
from digests.relevance.columns import Shelf

OTHER = "other"
Rough = tuple[str, int, dict[str, int]]  # a step, its people, and where the others went, before it adds up


def for_everybody(world: World, schedule: Schedule, item_id: str, now: datetime) -> tuple[World, Schedule]:
    """The same as if the item and the schedule were for everybody: what becomes of people is asked apart from whom."""
    items = {**world.items, item_id: replace(world.items[item_id], audience=EVERYBODY)}
    shelf = Shelf.of(tuple(items.values()), world.company, now, world.policy.quiet)
    return replace(world, items=items, shelf=shelf), replace(schedule, audience=EVERYBODY)


def included(item: Item, schedule: Schedule, people: Collection[Person]) -> frozenset[str]:
    """Whom the item and the schedule are for as the directory has them: what people chose for themselves is theirs."""
    asked = (replace(person, preferences=Preferences()) for person in people)
    return frozenset(
        person.id for person in asked if item.audience.includes(person) and schedule.audience.includes(person)
    )


def in_crowds(people: Collection[Person], key: bytes, k: int) -> list[Crowd]:
    """Everybody in crowds of k or more, alike in department, country and language."""
    return crowds({one.id: (one.department, one.country, (*one.languages, "")[0]) for one in people}, key, k)


def steps(
    found: Sequence[Crowd], inside: frozenset[str], fates: Mapping[str, Fate], sent: Mapping[str, int], k: int
) -> list[Step]:
    """Audience, reachable, eligible, picked, delivered, as `Way.steps` tells them, each number a multiple of k."""
    told = shares(found, inside, {person: "\n".join(fate) for person, fate in fates.items()})
    left, everybody = sum(told.values(), Fraction()), whole(sum(len(crowd) for crowd in found), k)
    known = whole(len(inside), k) if found else 0
    way: list[Rough] = [(STEPS[0], known, {STEPS[0]: max(0, everybody - known)})]
    for name in STEPS[1:]:
        lost = {fate.partition("\n")[2]: number for fate, number in told.items() if fate.startswith(f"{name}\n")}
        left -= sum(lost.values())
        way.append((name, whole(left, k), {why: whole(number, k) for why, number in lost.items()}))
    return _told(everybody, [*way, _delivered(way[-1][1], sent, k)])


def _delivered(picked: int, sent: Mapping[str, int], k: int) -> Rough:
    lost = {state: whole(count, k) for state, count in sent.items() if state != SENT}
    lost["no digest yet"] = max(0, picked - whole(sum(sent.values()), k))
    return "delivered", whole(sent.get(SENT, 0), k), lost


def _told(everybody: int, way: Sequence[Rough]) -> list[Step]:
    """The steps with numbers that only go down: what was delivered is counted, and was picked from those before it."""
    people = [number for _, number, _ in way]
    for place in reversed(range(len(people) - 1)):
        people[place] = max(people[place], people[place + 1])
    before = [max(everybody, people[0]), *people]
    return [
        Step(name, now, _adding_up(lost, then - now))
        for (name, _, lost), then, now in zip(way, before, people, strict=False)
    ]


def _adding_up(lost: Mapping[str, int], total: int) -> dict[str, int]:
    """The reasons, the weightiest first, as far as the total goes, and as "other" what is missing of it."""
    told: dict[str, int] = {}
    for why, count in sorted(lost.items(), key=lambda one: (-one[1], one[0])):
        if number := min(count, total - sum(told.values())):
            told[why] = number
    rest = total - sum(told.values())
    return told | ({OTHER: rest} if rest else {})
