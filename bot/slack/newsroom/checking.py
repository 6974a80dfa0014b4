"""What is wrong with a form, said at the field: the rules that hold for files, in people's words."""

from collections.abc import Iterator
from datetime import datetime

from bot.rendering.remarks import said
from bot.slack.newsroom.forms.part import Filled
from bot.slack.newsroom.ground import Ground
from bot.slack.newsroom.typed import Typed
from digests.content.model import Item
from digests.newsroom.rules import Remark, remarks
from digests.newsroom.shape import Level

LONGEST = 2000  # of a sentence at a field


def errors(filled: Filled, typed: Typed, ground: Ground, now: datetime) -> dict[str, str]:
    """What keeps a form from being saved, by the block that it stands at; empty when it may be."""
    found = dict(filled.wrong)
    for name, remark in _placed(filled.item, typed, ground, now):
        if name in typed and remark.level is Level.ERROR:
            found.setdefault(name, said(remark, ground.language))
    first = next(iter(typed.blocks.values()), "")
    return {typed.blocks.get(name, first): sentence[:LONGEST] for name, sentence in found.items() if first}


def doubts(item: Item, ground: Ground, now: datetime) -> list[str]:
    """Everything there is to say about an item, errors first."""
    found = list(remarks(item, ground.known, ground.languages, now))
    ordered = sorted(found, key=lambda remark: remark.level is not Level.ERROR)
    return list(dict.fromkeys(said(remark, ground.language) for remark in ordered))


def sound(item: Item, ground: Ground, now: datetime) -> bool:
    """Whether nothing keeps the item from being offered."""
    return all(remark.level is not Level.ERROR for remark in remarks(item, ground.known, ground.languages, now))


def _placed(item: Item, typed: Typed, ground: Ground, now: datetime) -> Iterator[tuple[str, Remark]]:
    """Each remark with the name of the input that it is about."""
    for remark in remarks(item, ground.known, (), now):
        match remark.path:
            case ("title" | "summary" as key, str(tag)):
                yield f"{key}:{tag}", remark
            case ("image", "url"):
                yield "image_url", remark
            case ("image", "alt", str(tag)):
                yield f"alt:{tag}", remark
            case ("expires",):
                yield "expires_date", remark
            case ("texts", int(), str(key)):
                yield key, remark
            case ("audience", "any" | "none" as side, int(number), str(key)):
                yield f"{side}:{_group(side, number, typed)}:{key}", remark
            case ("audience",):
                yield next(iter(typed.values), ""), remark
            case (str(key),):
                yield key, remark
            case _:
                continue


def _group(side: str, place: int, typed: Typed) -> str:
    """The number that the group at this place has in the form."""
    found = sorted({int(name.split(":")[1]) for name in typed.values if name.startswith(f"{side}:")})
    return str(found[place]) if place < len(found) else ""
