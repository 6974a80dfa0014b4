"""The editor's page as values: the fields in order, what is said beside them, and what there is to choose from."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from bot.rendering import names
from bot.rendering.differences import label
from bot.rendering.words import words
from bot.web.newsroom.editor import choices as choosing
from bot.web.newsroom.editor.checking import Doubt
from bot.web.newsroom.editor.choices import FEW, MOST, PERSON, Choices, Option
from bot.web.newsroom.editor.ground import OTHERS, Ground
from bot.web.newsroom.editor.lengths import Length, lengths, scales
from bot.web.newsroom.editor.reaching import Who
from bot.web.newsroom.editor.reading import Filled
from bot.web.newsroom.editor.rebasing import Contested
from bot.web.newsroom.editor.sheet import Group, Sheet
from digests.content.body import text
from digests.content.model import Kind, Priority
from digests.networks import NETWORKS


@dataclass(frozen=True, slots=True)
class TextRow:
    """One text of the form."""

    number: int
    place: int  # as people count
    lengths: tuple[Length, ...]
    languages: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """One key of a group with its values: `boxes` to tick, or to be typed, with what a browser may complete."""

    name: str
    key: str
    label: str
    boxes: tuple[Option, ...]
    chosen: tuple[str, ...]
    typed: bool
    offers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group of the audience."""

    group: Group
    place: int
    conditions: tuple[Condition, ...]
    further: tuple[Option, ...]  # keys that it does not ask for yet


@dataclass(frozen=True, slots=True)
class View:
    """Everything beside the sheet that the form is drawn from."""

    texts: tuple[TextRow, ...]
    groups: Mapping[str, tuple[GroupRow, ...]]
    tags: tuple[Option, ...]
    others: tuple[Option, ...]
    kinds: tuple[Option, ...]
    priorities: tuple[Option, ...]
    networks: tuple[Option, ...]
    desks: tuple[Option, ...]
    goals: tuple[Option, ...]
    campaigns: tuple[Option, ...]
    zone: str
    counting: str  # what the page's script needs to count, as JSON


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that keeps the form from being saved: the field's id, what it is called, and what is wrong."""

    id: str
    label: str
    sentence: str


_RANK = {
    name: rank
    for rank, name in enumerate(
        ("url", "title", "summary", "text", "audience", "any", "none", "add", "image", "alt", "publish", "expires")
    )
}


@dataclass(frozen=True, slots=True)
class Said:
    """What is said beside the form."""

    reach: str
    wrong: Mapping[str, str] = field(default_factory=dict)
    doubts: Sequence[Doubt] = ()
    likes: Sequence[Doubt] = ()
    contested: Mapping[str, Contested] = field(default_factory=dict)
    who: Who | None = None
    note: str = ""
    bad: bool = False


def view(sheet: Sheet, filled: Filled, ground: Ground, choices: Choices, nothing: str) -> View:
    """The form of a sheet; `nothing` is what a choice of nothing is called."""
    language = ground.language
    goals = dict.fromkeys([*ground.goals, *sheet.many("goal")])
    desks = dict.fromkeys([*ground.desks, *sheet.many("owner")])
    campaigns = dict(ground.campaigns) | {
        one: one for one in sheet.many("campaign") if one not in dict(ground.campaigns)
    }
    return View(
        texts=tuple(_texts(sheet, filled, ground)),
        groups={side: tuple(_groups(sheet, side, ground, choices)) for side in ("any", "none")},
        tags=tuple((tag, ground.named(tag)) for tag in sheet.tags),
        others=tuple(
            sorted(((tag, ground.named(tag)) for tag in OTHERS if tag not in sheet.tags), key=lambda one: one[1])
        ),
        kinds=tuple((kind.value, names.kind(kind, language)) for kind in Kind),
        priorities=tuple((one.value, names.priority(one, language)) for one in Priority),
        networks=tuple((name, names.network(name, language)) for name in NETWORKS),
        desks=tuple((desk, desk) for desk in desks),
        goals=(("", nothing), *((goal, goal) for goal in goals)),
        campaigns=(("", nothing), *campaigns.items()),
        zone=ground.zone.key,
        counting=json.dumps(
            {"networks": [asdict(one) for one in scales(language)], "disclosure": ground.known.disclosure}
        ),
    )


def problems(wrong: Mapping[str, str], sheet: Sheet, ground: Ground) -> list[Problem]:
    """What keeps the form from being saved, in the order of the page, each with what its field is called."""
    ordered = sorted(wrong.items(), key=lambda one: _RANK.get(re.split("[:_]", one[0])[0], len(_RANK)))
    return [Problem(identify(name), _called(name, sheet, ground), sentence) for name, sentence in ordered]


def _called(name: str, sheet: Sheet, ground: Ground) -> str:
    """What people call a field."""
    _ = words(ground.language).gettext
    first, _colon, rest = name.partition(":")
    if first in {"title", "summary"}:
        return label(f"{first}.{rest}", ground.language)
    if first == "text":
        place = sheet.numbers.index(int(rest.split(":")[0])) + 1 if sheet.numbers else 1
        return _("Text {number}").format(number=place)
    part = {"any": "audience", "none": "audience", "add": "audience", "alt": "image", "image_url": "image"}.get(first)
    return _("Its id") if first == "id" else label(part or first.partition("_")[0], ground.language)


def identify(name: str) -> str:
    """What a field is called in the page."""
    return "f-" + re.sub(r"[^A-Za-z0-9_-]", "-", name)


def _texts(sheet: Sheet, filled: Filled, ground: Ground) -> list[TextRow]:
    disclosure = filled.item.disclosure or ground.known.disclosure
    found = []
    for place, number in enumerate(sheet.numbers, start=1):
        tag = sheet.line(f"text:{number}:language")
        network = sheet.line(f"text:{number}:network")
        typed = text(tag, sheet.line(f"text:{number}:text"), network if network in NETWORKS else "")
        tags = dict.fromkeys([*sheet.tags, *([tag] if tag else [])])
        counted = tuple(lengths(filled.item, typed, disclosure, ground.language) if typed.text else ())
        found.append(TextRow(number, place, counted, tuple((one, ground.named(one)) for one in tags)))
    return found


def _groups(sheet: Sheet, side: str, ground: Ground, choices: Choices) -> list[GroupRow]:
    mine = [group for group in sheet.groups if group.side == side]
    return [
        GroupRow(
            group,
            place,
            tuple(_condition(sheet, group, key, ground, choices) for key in group.keys),
            tuple((key, names.key(key, ground.language)) for key in choosing.keys(ground) if key not in group.keys),
        )
        for place, group in enumerate(mine, start=1)
    ]


def _condition(sheet: Sheet, group: Group, key: str, ground: Ground, choices: Choices) -> Condition:
    name = f"{group.name}:{key}"
    chosen, options = sheet.many(name), choices.options(key, ground)
    called = dict(options) | (choices.people(chosen) if key == PERSON else {})
    few = 0 < len(options) <= FEW
    further = [one for one in chosen if one not in dict(options)] if few else chosen
    boxes = [*(options if few else ()), *((one, called.get(one, choosing.called(key, one, ground))) for one in further)]
    offers = () if few else tuple(label for _, label in options[:MOST])
    return Condition(name, key, names.key(key, ground.language), tuple(boxes), chosen, not few, offers)
