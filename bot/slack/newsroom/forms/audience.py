"""Who an item is for, put together from groups: everybody who matches one of these, but nobody who matches those."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.rendering import names
from bot.rendering.words import words
from bot.slack import kit, limits
from bot.slack.newsroom.forms.part import BLANK, Filled, Part, Value
from bot.slack.newsroom.ground import Ground
from bot.slack.newsroom.kept import Kept, RuleFrame
from bot.slack.newsroom.typed import TURN, Typed
from digests.content.audience import KEYS
from digests.content.model import Audience, Rule

VALUES = "newsroom_value"  # a select of an audience's values, by key
CONDITION, GROUP, DROP = "newsroom_condition", "newsroom_group", "newsroom_drop"
ESTIMATE = "estimate"
FIRST_KEYS = ("department", "country")  # what a new group asks at first
MOST_INPUTS = 60
MOST_VALUES = 100  # of one condition
SIDES = ("any", "none")


@dataclass(frozen=True, slots=True)
class Look:
    """What is shown beside the groups: people's names by id, and how many people it reaches."""

    people: Mapping[str, str]
    estimate: str = ""


def frames(audience: Audience) -> tuple[RuleFrame, ...]:
    """The groups of an audience, with the keys that each has."""
    sides = {"any": audience.any_of, "none": audience.none_of}
    found = [(side, tuple(key for key, _ in rule.keys)) for side, rules in sides.items() for rule in rules]
    return tuple((side, number, keys) for number, (side, keys) in enumerate(found))


def too_large(audience: Audience) -> bool:
    """Whether Slack's forms could not hold it."""
    rules = (*audience.any_of, *audience.none_of)
    values = [found for rule in rules for _, found in rule.keys]
    long = any(len(value) > kit.ALL_VALUES for found in values for value in found)
    return len(values) + len(rules) > MOST_INPUTS or any(len(found) > MOST_VALUES for found in values) or long


def read(typed: Typed, shown: Sequence[RuleFrame]) -> Audience:
    """The audience of the groups that are shown; a condition without a value says nothing, nor does an empty group."""
    sides: dict[str, list[Rule]] = {side: [] for side in SIDES}
    for side, number, keys in shown:
        found = ((key, typed.many(f"{side}:{number}:{key}")) for key in keys)
        rule = Rule(tuple((key, values) for key, values in found if values))
        sides[side] += [rule] if rule.keys else []
    return Audience(tuple(sides["any"]), tuple(sides["none"]))


def filled(typed: Typed, ground: Ground, kept: Kept) -> Filled:
    """The audience on an item that says nothing else, and each group that is empty."""
    said = words(ground.language).gettext("Choose at least one value, or remove the group.")
    wrong = {
        f"{side}:{number}:{keys[0]}": said
        for side, number, keys in kept.frames
        if keys and not any(typed.many(f"{side}:{number}:{key}") for key in keys)
    }
    return Filled(replace(BLANK, audience=read(typed, kept.frames)), wrong)


def blocks(chosen: Mapping[str, Sequence[str]], kept: Kept, ground: Ground, look: Look) -> list[Value]:
    """The groups with what is chosen in each, by the name of the input."""
    _ = words(ground.language).gettext
    made: list[Value] = [kit.marked(f"*{look.estimate}*") | {"block_id": ESTIMATE}] if look.estimate else []
    room = len(kept.frames) + sum(len(keys) for _, _, keys in kept.frames) < MOST_INPUTS
    heads = {"any": _("For whoever matches one of these"), "none": _("But nobody who matches one of these")}
    for side in SIDES:
        made.append(kit.header(heads[side]))
        groups = [frame for frame in kept.frames if frame[0] == side]
        if side == "any" and not groups:
            made.append(kit.quiet(_("No group: everybody.")))
        for place, (_side, number, keys) in enumerate(groups, start=1):
            head = _("Group {number}: all of this must match").format(number=place)
            made.append(kit.said(head, kit.button(f"{DROP}:{number}", _("Remove the group"), str(number))))
            for key in keys:
                name = f"{side}:{number}:{key}"
                block = _condition(name, key, chosen.get(name, ()), ground, look)
                made.append(block | {"block_id": f"{name}{TURN}{kept.turn}"})
            made += _another(number, keys, ground) if room else []
        if room:
            made.append(kit.row(f"{GROUP}:{side}", kit.button(GROUP, _("Add a group"), side)))
    return made


def parts(audience: Audience, ground: Ground, people: Mapping[str, str]) -> list[Part]:
    """Both sides in words, to be set beside another version of them."""
    _ = words(ground.language).gettext
    sides = {"any": (_("For"), audience.any_of), "none": (_("But not for"), audience.none_of)}
    return [Part(side, label, sentence(rules, ground, people), {}) for side, (label, rules) in sides.items()]


def sentence(rules: Iterable[Rule], ground: Ground, people: Mapping[str, str]) -> str:
    """Groups in words, one a line."""
    return "\n".join(
        " + ".join(
            f"{names.key(key, ground.language)}: {', '.join(called(key, value, ground, people) for value in values)}"
            for key, values in rule.keys
        )
        for rule in rules
    )


def called(key: str, value: str, ground: Ground, people: Mapping[str, str]) -> str:
    """A value of an audience in words."""
    if key == "country":
        return names.country(value, ground.language)
    return ground.named(value) if key == "language" else people.get(value, value) if key == "person" else value


def option(key: str, value: str, ground: Ground, people: Mapping[str, str]) -> Value:
    """A value to choose."""
    return {"text": kit.plain(called(key, value, ground, people) or value, limits.OPTION), "value": value}


def chosen(audience: Audience) -> dict[str, tuple[str, ...]]:
    """The values of an audience by the name of the input that shows them."""
    rules = (*audience.any_of, *audience.none_of)
    return {
        f"{side}:{number}:{key}": values
        for (side, number, _), rule in zip(frames(audience), rules, strict=True)
        for key, values in rule.keys
    }


def with_group(shown: Sequence[RuleFrame], side: str) -> tuple[RuleFrame, ...]:
    """One more group, which asks for what is asked most."""
    number = max((one for _, one, _ in shown), default=-1) + 1
    return (*shown, (side, number, FIRST_KEYS)) if side in SIDES else tuple(shown)


def with_condition(shown: Sequence[RuleFrame], number: int, key: str) -> tuple[RuleFrame, ...]:
    """One more condition in a group."""
    return tuple(
        (side, one, tuple(dict.fromkeys([*keys, key])) if one == number else keys) for side, one, keys in shown
    )


def without(shown: Sequence[RuleFrame], number: int) -> tuple[RuleFrame, ...]:
    """All groups but one."""
    return tuple(frame for frame in shown if frame[1] != number)


def _another(number: int, keys: Sequence[str], ground: Ground) -> list[Value]:
    """What else a group may ask for."""
    others = [key for key in (*KEYS, *sorted(ground.known.attributes or ())) if key not in keys]
    if not others:
        return []
    element = kit.select(f"{CONDITION}:{number}", [(key, names.key(key, ground.language)) for key in others], None)
    label = words(ground.language).gettext("Add a condition")
    return [
        kit.row(
            f"{CONDITION}:{number}{TURN}{len(keys)}",
            element | {"placeholder": kit.plain(label, limits.PLACEHOLDER)},
        )
    ]


def _condition(name: str, key: str, values: Sequence[str], ground: Ground, look: Look) -> Value:
    element: Value = {
        "type": "multi_external_select",
        "action_id": f"{VALUES}:{key}",
        "min_query_length": 0,
        "placeholder": kit.plain(words(ground.language).gettext("Any of these"), limits.PLACEHOLDER),
    }
    first = [option(key, value, ground, look.people) for value in values]
    block = kit.typed(name, names.key(key, ground.language), element, optional=True)
    return block | {"dispatch_action": True, "element": element | ({"initial_options": first} if first else {})}
