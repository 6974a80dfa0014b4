"""Why somebody gets an item, or why not, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from babel.numbers import format_decimal
from sqlalchemy import Connection

from bot.rendering.names import title
from bot.rendering.sentences import reason_sentence
from bot.rendering.words import words
from digests.content.store import load_items
from digests.edition.explain import Line

MOST = 60  # items that are told: the picks, then the best of the others


@dataclass(frozen=True, slots=True)
class Row:
    """One item for one person; `place` counts from 1, and is 0 for what is not in the digest."""

    item_id: str
    title: str
    place: int
    score: str
    said: str


def rows(connection: Connection, lines: Sequence[Line], language: str) -> list[Row]:
    """What the preview tells; nothing of what the person did is in it where that is theirs alone."""
    shown = lines[:MOST]
    known = {one.id: one for one in load_items(connection, [line.item_id for line in shown])}
    found, place = [], 0
    for line in shown:
        place += line.picked
        item = known.get(line.item_id)
        found.append(
            Row(
                item_id=line.item_id,
                title=title(item, language) if item else line.item_id,
                place=place if line.picked else 0,
                score=format_decimal(line.score, "0.00", locale=language),
                said=_said(line, language),
            )
        )
    return found


def _said(line: Line, language: str) -> str:
    if not line.picked:
        rule = line.excluded_by or ""
        return _rules(language).get(rule, rule)
    sentences = [reason_sentence(language, one) for one in line.reasons]
    return ". ".join(one for one in sentences if one)


def _rules(language: str) -> Mapping[str, str]:
    _ = words(language).gettext
    return {
        "no room": _("Other items fit better"),
        "below least score": _("It has too little to do with this person"),
        "offered before": _("Had it before"),
        "declined": _("Said that it is not for them"),
        "network": _("Uses none of its networks"),
        "language": _("Does not read its languages"),
        "audience": _("Not in its audience"),
        "quiet period": _("A quiet period"),
        "expired": _("It has ended"),
        "not yet published": _("It has not begun"),
        "state": _("It is not approved"),
        "frequency cap": _("Had a digest lately"),
        "unreachable": _("Has no address"),
        "paused": _("Has paused digests"),
        "stopped": _("Has stopped digests"),
        "left": _("Has left the company"),
        "held out": _("Held out, to measure what digests do"),
        "person held out": _("Gets no digests for a while, to measure what they do"),
    }
