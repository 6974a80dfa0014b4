"""Two changes of one item from one base: what only one of them changed is taken, what both did is named."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from digests.content.body import from_json, to_json
from digests.content.model import Item

BY_LANGUAGE = ("title", "summary")  # two people may each write one language of these
TEXTS = "texts"  # two people may each write some of these
DECIDED = ("state", "approved_at")  # by verbs of their own, never by an edit
_UNSAID = object()
Written = list[dict[str, str]]  # texts, as they are kept


@dataclass(frozen=True, slots=True)
class Merge:
    """The item with both changes, and the fields that both changed differently: there the other's word stands."""

    item: Item
    both: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs between two versions, as it is kept; None where it is not said."""

    field: str
    before: Any
    after: Any


def said(item: Item) -> dict[str, Any]:
    """What an edit may change, field by field; a language of a title is a field of its own, such as `title.da`."""
    body = {name: value for name, value in to_json(item).items() if name not in DECIDED}
    for name in BY_LANGUAGE:
        body |= {f"{name}.{language}": words for language, words in body.pop(name).items()}
    return body


def merge(ours: Item, theirs: Item, base: Item) -> Merge:
    """Our change of `base` brought onto `theirs`, which keeps its id, state and version."""
    mine, standing, was = said(ours), said(theirs), said(base)
    found, both = dict(standing), []
    for name in [*standing, *(name for name in {**mine, **was} if name not in standing)]:
        our, their, old = (one.get(name, _UNSAID) for one in (mine, standing, was))
        if our in (old, their):
            continue
        together = _texts(our, their, old) if name == TEXTS and their != old else None
        if together is not None:
            found[name] = together
        elif their != old:
            both.append(name)
        elif our is _UNSAID:
            del found[name]
        else:
            found[name] = our
    return Merge(_item(theirs, found), tuple(both))


def _texts(ours: Written, theirs: Written, base: Written) -> Written | None:
    """The texts with what both wrote, took away or wrote otherwise; None where that is about the same text."""
    was, mine, standing = ([text["key"] for text in one] for one in (base, ours, theirs))
    if ({*was} - {*mine}) & ({*was} - {*standing}):
        return None
    found = [text for text in theirs if text["key"] in mine or text["key"] not in was]
    for place, text in enumerate(ours):
        if text["key"] not in was and text["key"] not in standing:
            found.insert(place, text)
    return found


def diff(before: Item, after: Item) -> list[Change]:
    """The fields in which two versions of an item differ, its state among them."""
    old, new = ({**said(one), "state": one.state.value} for one in (before, after))
    return [Change(name, old.get(name), new.get(name)) for name in {**old, **new} if old.get(name) != new.get(name)]


def _item(theirs: Item, fields: Mapping[str, Any]) -> Item:
    body = {name: value for name, value in fields.items() if name.partition(".")[0] not in BY_LANGUAGE}
    for name in BY_LANGUAGE:
        body[name] = {key.partition(".")[2]: words for key, words in fields.items() if key.startswith(f"{name}.")}
    made = from_json(theirs.id, body | {"state": theirs.state.value}, theirs.version)
    return replace(made, approved_at=theirs.approved_at)
