"""Two people on one item: what only the other changed is taken into the form, what both did stands side by side."""

from dataclasses import dataclass

from bot.rendering.differences import Piece, label, pieces, value
from bot.web.newsroom.editor.ground import Ground
from bot.web.newsroom.editor.presses import names
from bot.web.newsroom.editor.reading import read, sheet_of
from bot.web.newsroom.editor.sheet import Sheet
from digests.content.model import Item
from digests.newsroom.merging import TEXTS, merge, said


@dataclass(frozen=True, slots=True)
class Contested:
    """A part that both changed: what stands in the queue, and how one's own differs from it."""

    part: str
    label: str
    theirs: str
    pieces: tuple[Piece, ...]
    lang: str = ""


def rebased(sheet: Sheet, base: Item, theirs: Item, ground: Ground) -> Sheet:
    """The form brought onto what stands in the queue now; `contested` names the parts that both changed.

    A part that was only begun, such as a group without a value, counts as changed: it is not taken away.
    """
    standing, before = sheet_of(theirs, ground), sheet_of(base, ground)
    mine = read(sheet, base, ground).item
    merged = merge(mine, theirs, base)
    ours, now, was = said(mine), said(theirs), said(base)
    both = [one for one in sheet.many("contested") if ours.get(one) != now.get(one)]
    for part in {**now, **was}:
        if now.get(part) == was.get(part):
            continue
        if all(sheet.many(name) == before.many(name) for name in names(part, sheet, before)):
            sheet = sheet.taking(standing, names(part, sheet, standing))
        elif part == TEXTS and part not in merged.both:  # each wrote some of them
            together = sheet_of(merged.item, ground)
            sheet = sheet.taking(together, names(part, sheet, together))
        elif ours.get(part) != now.get(part):
            both.append(part)
    tags = dict.fromkeys([*sheet.tags, *standing.tags])
    return sheet.put("contested", *dict.fromkeys(both)).put("tag", *tags)


def contested(sheet: Sheet, theirs: Item, ground: Ground) -> dict[str, Contested]:
    """The parts that are still to be chosen, by their names."""
    mine = read(sheet, theirs, ground).item
    found = {}
    for part in sheet.many("contested"):
        standing, own = (value(item, part, ground.reading) for item in (theirs, mine))
        if standing != own:
            name, _, tag = part.partition(".")
            lang = tag if name in {"title", "summary"} else ""
            found[part] = Contested(part, label(part, ground.language), standing, pieces(standing, own), lang)
    return found
