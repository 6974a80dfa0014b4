"""Who many audiences are for, worked out rule by rule over all the people of a batch."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter

import numpy as np

from digests.content.model import Audience, Rule
from digests.people.model import Person
from digests.relevance.columns import Counts, Mask, coded

_ONE: Mapping[str, Callable[[Person], str]] = {
    "department": attrgetter("department"),
    "country": attrgetter("country"),
    "title": attrgetter("title"),
    "person": attrgetter("id"),
}
_SEVERAL: Mapping[str, Callable[[Person], tuple[str, ...]]] = {
    "interest": attrgetter("topics"),
    "language": attrgetter("spoken"),
    "role": attrgetter("roles"),
}


def included(audiences: Sequence[Audience], people: Sequence[Person]) -> Mask:
    """People x audiences: what `Audience.includes` says of each pair."""
    rules = {rule for audience in audiences for rule in (*audience.any_of, *audience.none_of)}
    holds = _matches(rules, people)
    found = np.ones((len(audiences), len(people)), dtype=np.bool_)
    for wanted, audience in zip(found, audiences, strict=True):
        if audience.any_of:
            np.logical_or.reduce([holds[rule] for rule in audience.any_of], out=wanted)
        for rule in audience.none_of:
            np.logical_and(wanted, ~holds[rule], out=wanted)
    return found.T


def _matches(rules: Iterable[Rule], people: Sequence[Person]) -> dict[Rule, Mask]:
    """For each rule, the people who have a wanted value for every key of it."""
    wanted: dict[str, set[str]] = {}
    for rule in rules:
        for key, values in rule.keys:
            wanted.setdefault(key, set()).update(value.casefold() for value in values)
    has = {key: _has(people, key, values) for key, values in wanted.items()}
    found = {}
    for rule in rules:
        found[rule] = np.ones(len(people), dtype=np.bool_)
        for key, values in rule.keys:
            either = np.zeros(len(people), dtype=np.bool_)
            for value in values:
                either |= has[key][value.casefold()]
            found[rule] &= either
    return found


def _has(people: Sequence[Person], key: str, wanted: Iterable[str]) -> dict[str, Mask]:
    """For each wanted value, the people who have it; people who answer alike are looked at once."""
    codes, answers = _answers(people, key)
    column = {value: number for number, value in enumerate(wanted)}
    table = np.zeros((len(column), len(answers)), dtype=np.bool_)
    for number, values in enumerate(answers):
        for value in values:
            if value.casefold() in column:
                table[column[value.casefold()], number] = True
    return {value: table[number][codes] for value, number in column.items()}


def _answers(people: Sequence[Person], key: str) -> tuple[Counts, Sequence[tuple[str, ...]]]:
    """What people answer to a key, each different answer once; an empty field is no answer."""
    if key in _SEVERAL:
        return coded(map(_SEVERAL[key], people))
    one = _ONE.get(key) or (lambda person: person.attributes.get(key, ""))
    codes, answers = coded(map(one, people))
    return codes, [(answer,) if answer else () for answer in answers]
