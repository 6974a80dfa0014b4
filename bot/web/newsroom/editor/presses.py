"""What a button of the form changes in it: one more text, one group fewer, the other's word in place of one's own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.rendering.words import words
from bot.web.newsroom.editor import choices as choosing
from bot.web.newsroom.editor.choices import Choices
from bot.web.newsroom.editor.ground import OTHERS, Ground
from bot.web.newsroom.editor.sheet import SIDES, Sheet
from digests.networks import NETWORKS

FIRST = "department"  # what a new group asks at first
MOST_GROUPS = 20
MOST_TEXTS = 60
PARTS = {
    "image": ("image_url",),
    "publish": ("publish_date", "publish_time"),
    "expires": ("expires_date", "expires_time"),
}


@dataclass(frozen=True, slots=True)
class Settled:
    """The form with what was typed into its small fields put where it belongs, and what could not be."""

    sheet: Sheet
    wrong: Mapping[str, str] = field(default_factory=dict)


def settled(sheet: Sheet, ground: Ground, choices: Choices) -> Settled:
    """Values, conditions and languages that were typed or chosen and not yet added."""
    wrong: dict[str, str] = {}
    tag = sheet.line("newtag")
    sheet = sheet.without("newtag")
    if tag in OTHERS and tag not in sheet.tags:
        sheet = sheet.put("tag", *sheet.tags, tag)
    for name in sheet.under("newkey:"):
        key, group = sheet.line(name), name.removeprefix("newkey:")
        sheet = sheet.without(name)
        if key in choosing.keys(ground):
            sheet = sheet.put("condition", *dict.fromkeys([*sheet.many("condition"), f"{group}:{key}"]))
    for name in sheet.under("add:"):
        typed, there = sheet.line(name), name.removeprefix("add:")
        value = choices.meant(there.split(":", 2)[2], typed, ground) if typed else ""
        if typed and not value:
            said = words(ground.language).gettext(
                "Nobody, or more than one, is called “{name}”: write the mail address."
            )
            wrong[name] = said.format(name=typed)
            continue
        sheet = sheet.without(name)
        sheet = sheet.put(there, *dict.fromkeys([*sheet.many(there), value])) if value else sheet
    return Settled(sheet, wrong)


def pressed(sheet: Sheet, do: str, ground: Ground) -> Sheet:
    """The form after a press on one of its own buttons; any other changes nothing."""
    name, _, what = do.partition(":")
    change = _CHANGES.get(name)
    return change(sheet, what, ground) if change else sheet


def taken(sheet: Sheet, theirs: Sheet, part: str) -> Sheet:
    """The form with one part as it stands in the queue; that part is settled."""
    made = sheet.taking(theirs, names(part, sheet, theirs))
    return made.put("contested", *(one for one in sheet.many("contested") if one != part))


def names(part: str, *sheets: Sheet) -> set[str]:
    """The fields that hold a part of an item, as `merging.said` names it."""
    key, _, tag = part.partition(".")
    if key in {"title", "summary"}:
        return {f"{key}:{tag}"}
    begins = {"texts": ("text:",), "image": ("alt:",), "audience": ("any:", "none:", "group", "condition")}.get(key, ())
    found = {name for sheet in sheets for begin in begins for name in sheet.under(begin)}
    return found | set(PARTS.get(key, () if begins else (key,)))


def _with_text(sheet: Sheet, what: str, ground: Ground) -> Sheet:
    """One more text, in the language and for the network that were asked for."""
    if len(sheet.numbers) >= MOST_TEXTS:
        return sheet
    number = max(sheet.numbers, default=-1) + 1
    tag, _, network = what.partition(":")
    language = tag if tag in sheet.tags else next(iter([*sheet.tags, *ground.languages]))
    made = sheet.put(f"text:{number}:text", "").put(f"text:{number}:language", language)
    return made.put(f"text:{number}:network", network if network in NETWORKS else "")


def _without_text(sheet: Sheet, what: str, _: Ground) -> Sheet:
    return sheet.without(*(f"text:{what}:{part}" for part in ("text", "language", "network")))


def _with_group(sheet: Sheet, what: str, _: Ground) -> Sheet:
    if what not in SIDES or len(sheet.groups) >= MOST_GROUPS:
        return sheet
    number = max((group.number for group in sheet.groups), default=-1) + 1
    made = sheet.put("group", *sheet.many("group"), f"{what}:{number}")
    return made.put("condition", *sheet.many("condition"), f"{what}:{number}:{FIRST}")


def _without_group(sheet: Sheet, what: str, _: Ground) -> Sheet:
    kept = sheet.put("group", *(one for one in sheet.many("group") if one != what))
    kept = kept.put("condition", *(one for one in sheet.many("condition") if not one.startswith(f"{what}:")))
    return kept.without(*kept.under(f"{what}:"))


def _without_condition(sheet: Sheet, what: str, _: Ground) -> Sheet:
    kept = sheet.put("condition", *(one for one in sheet.many("condition") if one != what)).without(what)
    empty = [group.name for group in kept.groups if not group.keys and what.startswith(f"{group.name}:")]
    return kept.put("group", *(one for one in kept.many("group") if one not in empty))


_CHANGES: Mapping[str, Callable[[Sheet, str, Ground], Sheet]] = {
    "text": _with_text,
    "untext": _without_text,
    "group": _with_group,
    "drop": _without_group,
    "less": _without_condition,
}
