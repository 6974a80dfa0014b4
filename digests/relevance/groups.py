"""What is the same for many: for a department, for the readers of some languages, for the users of some networks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from digests.relevance.columns import Counts, Floats, Mask, Shelf
from digests.relevance.fit import language_in

_LIFT = 0.5  # what a department's past can add or take, beside the 1 of a topic near its work


@dataclass(frozen=True, slots=True)
class Nearness:
    """Departments x items: how near an item is to a department's work, and what makes it so."""

    value: Floats
    named: Mask  # the item's audience asks for the department
    topic: Counts  # the item's first topic near the department's work, or -1


def nearness(
    shelf: Shelf,
    departments: Sequence[str],
    lifts: Mapping[str, Mapping[str, float]],
    fields: Mapping[str, Sequence[str]],
) -> Nearness:
    """1 where the audience names the department or a topic is near its work, and up to a half for what it took up."""
    work = np.zeros((len(departments), len(shelf.topics) + 1), dtype=np.bool_)  # the last column is "no topic"
    lift = np.zeros((len(departments), len(shelf.topics)), dtype=np.float32)
    near = {department.casefold(): topics for department, topics in fields.items()}
    for row, department in enumerate(departments):
        for topic in (department, *near.get(department.casefold(), ())):
            work[row, shelf.topic_position.get(topic.casefold(), -1)] = bool(topic)
        for topic, value in lifts.get(department, {}).items():
            if topic in shelf.topic_position:
                lift[row, shelf.topic_position[topic]] = value
    work[:, -1] = False
    named = _named(shelf, departments)
    shared = work[:, shelf.topics_of]  # departments x items x topics of the item
    first = np.where(shared, shelf.topics_of, len(shelf.topics)).min(axis=2, initial=len(shelf.topics))
    near_topic = np.where(first < len(shelf.topics), first, -1)
    most = np.maximum(shelf.about.sum(axis=0), 1)
    value = (named | (near_topic >= 0)) + _LIFT * (lift @ shelf.about) / most
    return Nearness(value.astype(np.float32), named, near_topic)


def fluency(shelf: Shelf, tongues: Sequence[Sequence[str]]) -> Floats:
    """Languages x items: 1 for the best language of the reader, 1/2 for the second, and so on; 0: cannot be read."""
    found = np.zeros((len(tongues), len(shelf.written)), dtype=np.float32)
    for row, spoken in zip(found, tongues, strict=True):
        for column, written in enumerate(shelf.written):
            ranks = (rank for rank, one in enumerate(spoken, 1) if language_in(written, one))
            row[column] = 1 / next(ranks, float("inf"))
    return found[:, shelf.written_in]


def lacking_network(shelf: Shelf, choices: Sequence[Sequence[str]]) -> Mask:
    """Choices of networks x items: whether an item can be shared on none of them; who chose none takes any."""
    chosen = np.zeros((len(choices), len(shelf.networks)), dtype=np.float32)
    for row, names in zip(chosen, choices, strict=True):
        row[[shelf.networks[name] for name in names if name in shelf.networks]] = 1
    some = np.array([bool(names) for names in choices], dtype=np.bool_)
    shared: Mask = (chosen @ shelf.shareable) == 0
    return shared & some[:, None] & shelf.shareable.any(axis=0)


def _named(shelf: Shelf, departments: Sequence[str]) -> Mask:
    row_of = {department.casefold(): row for row, department in enumerate(departments) if department}
    named = np.zeros((len(departments), len(shelf.audiences)), dtype=np.bool_)
    for column, audience in enumerate(shelf.audiences):
        for rule in audience.any_of:
            for key, values in rule.keys:
                rows = [row_of[value.casefold()] for value in values if value.casefold() in row_of]
                named[rows, column] |= key == "department"
    return named[:, shelf.audience_of]
