"""Whom a schedule is for, as a form: groups of conditions, each of which is enough, and groups that are left out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.rendering import names
from bot.rendering.sentences import topic
from bot.rendering.terms import language_name
from bot.web.newsroom.programme.known import Known

Written = dict[str, list[dict[str, list[str]]]]
SIDES = ("any", "none")
TICKED = ("department", "country", "language")
TYPED = ("interest", "title", "role")
MOST = 20  # groups of a side
_FIELD = re.compile(r"(any|none)-(\d{1,2})-(.{1,60})")


@dataclass(frozen=True, slots=True)
class Condition:
    """What a group can ask for: values that are ticked, or, without options, typed with commas between them."""

    key: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: tuple[str, ...]

    @property
    def typed(self) -> str:
        """The values as they are typed."""
        return ", ".join(self.chosen)


@dataclass(frozen=True, slots=True)
class Group:
    """One group of the form; an empty one says nothing."""

    name: str
    side: str
    number: int
    conditions: tuple[Condition, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing is chosen in it."""
        return not any(one.chosen for one in self.conditions)


def groups(
    written: Mapping[str, Iterable[Mapping[str, Sequence[str]]]], known: Known, keys: Sequence[str], language: str
) -> list[Group]:
    """Every group with its conditions, and an empty one more on each side."""
    options = _options(known, language)
    found = []
    for side in SIDES:
        for number, rule in enumerate((*written.get(side, ()), {})):
            asked = dict.fromkeys((*TICKED, *TYPED, *keys, *rule))
            conditions = tuple(_condition(key, rule.get(key, ()), options.get(key, ()), language) for key in asked)
            found.append(Group(f"{side}-{number}", side, number, conditions))
    return found


def read(fields: Iterable[tuple[str, str]]) -> Written:
    """The audience that a form comes to; nothing chosen is everybody."""
    found: dict[tuple[str, int], dict[str, list[str]]] = {}
    for name, value in fields:
        match = _FIELD.fullmatch(name)
        if match is None or int(match[2]) >= MOST:
            continue
        values = [value] if match[3] in TICKED else value.split(",")
        chosen = [one.strip() for one in values if one.strip()]
        if chosen:
            kept = found.setdefault((match[1], int(match[2])), {}).setdefault(match[3], [])
            kept += [one for one in chosen if one not in kept]
    sides: Written = {side: [found[key] for key in sorted(found) if key[0] == side] for side in SIDES}
    return {side: rules for side, rules in sides.items() if rules}


def _condition(key: str, chosen: Sequence[str], options: Sequence[tuple[str, str]], language: str) -> Condition:
    known = {value.casefold() for value, _ in options}
    more = [(value, value) for value in chosen if value.casefold() not in known]
    if key in TICKED:
        folded = {value.casefold() for value in chosen}
        shown = tuple(value for value, _ in (*options, *more) if value.casefold() in folded)
        return Condition(key, names.key(key, language), (*options, *more), shown)
    return Condition(key, names.key(key, language), (), tuple(chosen))


def _options(known: Known, language: str) -> dict[str, list[tuple[str, str]]]:
    told = {
        "department": [(one, topic(language, one)) for one in known.departments],
        "country": [(one, names.country(one, language)) for one in known.countries],
        "language": [(one, language_name(one, language)) for one in known.languages],
    }
    return {key: sorted(found, key=lambda one: one[1].casefold()) for key, found in told.items()}
