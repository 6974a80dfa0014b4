"""Weights, reasons and choices."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each component of a score counts; the same names stand under [relevance] in config.toml."""

    interest: float = 3.0
    department: float = 1.5
    taken_up: float = 1.0
    colleagues: float = 0.8
    freshness: float = 1.0
    priority: float = 1.0
    fairness: float = 0.5
    language: float = 0.5
    variety: float = 0.6  # taken off for a topic that an earlier pick already has
    exploration: float = 0.05  # share of positions filled by chance among the eligible
    least: float = 0.5  # an item below this score is not worth offering
    hold_out: float = 0.0  # share of picks taken out, so that uplift can be measured
    hold_out_people: float = 0.0  # share of people who get no digest for a quarter


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item was picked: a code that a catalogue words, and what fills its gap.

    Codes: interest (topic), department (name), field (topic near the department's work), country (code),
    language (code), taken_up (topic the person read or shared before), colleagues (count, from five up), new, priority,
    explore, audience.
    """

    code: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """An item chosen for a person at a position (from 1; held-out ones from 101 up: 103 would have stood third).

    `probability` is P(this item at this position | earlier picks), exact for the ranking with its exploration.
    """

    item_id: str
    position: int
    score: float
    probability: float
    components: Mapping[str, float]
    reasons: tuple[Reason, ...]
    version: int = 1  # of the item
    held_out: bool = False
    hold_out: float = 0.0  # the probability with which it was to be held out
