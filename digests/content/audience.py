"""Who an item or a schedule is for: as it is written in files and configuration, and whether anybody can match."""

from collections.abc import Mapping, Sequence

from digests.content.model import Audience, Rule

KEYS = {
    "department": "Departments as the people file has them.",
    "country": "Countries of ISO 3166, such as DK.",
    "interest": "Topics people are interested in, or chose.",
    "language": "Languages people read, such as da.",
    "title": "Job titles, whole.",
    "role": "Roles in the newsroom, such as comms:editor.",
    "person": "Ids of the people file.",
}

Written = Mapping[str, Sequence[Mapping[str, Sequence[str]]]]


def read(written: Written) -> Audience:
    """The audience that `{any: [{key: [value]}], none: [...]}` describes; nothing written is everybody."""
    return Audience(_rules(written.get("any", ())), _rules(written.get("none", ())))


def write(audience: Audience) -> dict[str, list[dict[str, list[str]]]]:
    """The audience as it is written; everybody is nothing written."""
    sides = {"any": audience.any_of, "none": audience.none_of}
    return {name: [_written(rule) for rule in rules] for name, rules in sides.items() if rules}


def nobody(audience: Audience) -> bool:
    """Whether no person at all could match, because whoever is wanted is also excluded."""
    wanted = audience.any_of or (Rule(()),)
    return all(any(_covers(barred, rule) for barred in audience.none_of) or _unmeetable(rule) for rule in wanted)


def _rules(entries: Sequence[Mapping[str, Sequence[str]]]) -> tuple[Rule, ...]:
    return tuple(Rule(tuple((key, tuple(values)) for key, values in entry.items())) for entry in entries)


def _written(rule: Rule) -> dict[str, list[str]]:
    return {key: list(values) for key, values in rule.keys}


def _unmeetable(rule: Rule) -> bool:
    return any(not values for _, values in rule.keys)


def _covers(barred: Rule, rule: Rule) -> bool:
    """Whether everybody who matches `rule` matches `barred` too, as far as the two can tell."""
    has = {key: _folded(values) for key, values in rule.keys}
    return all(key in has and has[key] <= _folded(values) for key, values in barred.keys)


def _folded(values: Sequence[str]) -> set[str]:
    return {value.casefold() for value in values}
