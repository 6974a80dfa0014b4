"""What is wrong with a form and what is doubtful, in people's words, and where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.rendering.cut import cut
from bot.rendering.remarks import said
from bot.rendering.words import words
from bot.web.newsroom.editor.ground import Ground
from bot.web.newsroom.editor.reading import Filled
from bot.web.newsroom.editor.sheet import Sheet
from digests.content.model import Item
from digests.newsroom.alike import ADDRESS, TEXT, TITLE, Likeness
from digests.newsroom.rules import Remark, remarks
from digests.newsroom.shape import Level
from digests.newsroom.standing import Act, Standing

QUOTE = 160
MOST = 8  # likenesses that are told


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that an editor may want to mend; `href` leads to the item it is about, `words` stand there."""

    sentence: str
    href: str = ""
    title: str = ""
    words: str = ""


def errors(filled: Filled, sheet: Sheet, ground: Ground, now: datetime) -> dict[str, str]:
    """What keeps a form from being saved, by the field that it stands at; empty when it may be."""
    found = dict(filled.wrong)
    for remark in remarks(filled.item, ground.known, (), now):
        if remark.level is Level.ERROR:
            found.setdefault(_field(remark, filled, sheet), said(remark, ground.language))
    return found


def doubts(item: Item, ground: Ground, now: datetime) -> list[Doubt]:
    """What the linter warns of."""
    found = (one for one in remarks(item, ground.known, ground.languages, now) if one.level is Level.WARNING)
    return [Doubt(sentence) for sentence in dict.fromkeys(said(one, ground.language) for one in found)]


def alike(found: Sequence[Likeness], item: Item, standing: Standing, ground: Ground) -> list[Doubt]:
    """What is said elsewhere already, each part of the item once; an item of a desk that is not theirs is not named."""
    told: dict[tuple[str, int | str], Likeness] = {}
    for like in sorted(found, key=lambda one: not standing.may(Act.SEE_QUEUE, one.place.owner)):
        told.setdefault((like.part, like.which), like)
    ordered = [one for one in dict.fromkeys((like.part, like.which) for like in found) if one in told]
    return [_alike(told[one], item, standing, ground) for one in ordered][:MOST]


def _alike(like: Likeness, item: Item, standing: Standing, ground: Ground) -> Doubt:
    _ = words(ground.language).gettext
    quoted = cut(like.words, QUOTE) if like.part == TEXT and not like.same else ""
    if like.place.item_id == item.id:
        said = _("Text {number} is nearly another one of this item.").format(number=int(like.which) + 1)
        return Doubt(said, words=quoted)
    if not standing.may(Act.SEE_QUEUE, like.place.owner):
        return Doubt(_about(like, ground), title=_("an item of another desk"))
    return Doubt(_about(like, ground), f"/newsroom/items/{like.place.item_id}", like.place.title, quoted)


def _about(like: Likeness, ground: Ground) -> str:
    _ = words(ground.language).gettext
    if like.part == ADDRESS:
        return _("This address is in the queue already:")
    if like.part == TITLE:
        said = (
            _("The same headline is there already:") if like.same else _("Nearly the same headline is there already:")
        )
    else:
        said = _("Text {number} is there already:") if like.same else _("Text {number} is nearly one of")
    return said.format(number=int(like.which) + 1) if like.part == TEXT else said


def _field(remark: Remark, filled: Filled, sheet: Sheet) -> str:
    """The field that a remark is about."""
    match remark.path:
        case ("title" | "summary" as key, str(tag)):
            found = f"{key}:{tag}"
        case ("image", "url"):
            found = "image_url"
        case ("image", "alt", str(tag)):
            found = f"alt:{tag}"
        case ("texts", int(place), str(key)):
            found = f"text:{next((one for one, at in filled.places.items() if at == place), 0)}:{key}"
        case ("audience", "any" | "none" as side, int(place), str(_key)):
            full = [one for one in sheet.groups if one.side == side and _full(sheet, one.name, one.keys)]
            found = full[place].name if place < len(full) else "audience"
        case _:
            found = str(next(iter(remark.path), "url"))
    return "expires_date" if found == "expires" else found


def _full(sheet: Sheet, name: str, keys: Sequence[str]) -> bool:
    return any(sheet.many(f"{name}:{key}") for key in keys)
