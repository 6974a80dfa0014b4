"""A change of the programme in words: each field that is another, with what stood there and what stands there now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date

from bot.rendering import names
from bot.rendering.words import words
from bot.web.newsroom.programme import rhythm
from bot.web.newsroom.programme.desk import Desk, parts_of
from bot.web.newsroom.programme.fields import Field, fields, length
from bot.web.newsroom.programme.forms import value
from digests.programme.model import Body, Part, Piece


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a change; empty: nothing stood there, or stands there."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Telling:
    """Says changes to whoever looks."""

    desk: Desk

    def subject(self, piece: Piece) -> str:
        """What was changed: `Schedules: weekly`."""
        part = dict(parts_of(self.desk.language))[piece.part.value]
        return f"{part}: {piece.name}" if piece.name else part

    def lines(self, part: Part, before: Body | None, after: Body | None) -> list[Line]:
        """Every field that differs, in the order of the form."""
        asked = fields(part, self.desk.ground, new=False)
        _ = words(self.desk.language).gettext
        more = [Field("on", _("Turned on"), "switch")]
        found = []
        for one in (*asked, *(more if part is Part.SCHEDULES else ())):
            was, now = (self._said(part, one, body) for body in (before, after))
            if was != now and not (before is None and one.kind == "switch"):
                found.append(Line(one.label, was, now))
        return found

    def _said(self, part: Part, asked: Field, body: Body | None) -> str:
        if body is None:
            return ""
        found = value(part, body, asked)
        if asked.kind == "switch":
            _ = words(self.desk.language).gettext
            return _("Turned off") if body.get("on") is False else _("Turned on")
        return self._worded(asked, found)

    def _worded(self, asked: Field, found: Any) -> str:
        language = self.desk.language
        if found in ("", None, [], {}):
            return ""
        known: Mapping[str, Callable[[], str]] = {
            "rhythm": lambda: rhythm.told(found, language),
            "audience": lambda: "; ".join(self._sides(found)),
            "lines": lambda: " · ".join(f"{tag}: {said}" for tag, said in found.items()),
            "date": lambda: format_date(date.fromisoformat(found), "medium", locale=language),
            "ticks": lambda: ", ".join(dict(asked.options).get(one, one) for one in found),
            "list": lambda: ", ".join(found),
        }
        if asked.kind in known:
            return known[asked.kind]()
        return dict(asked.options).get(found, length(str(found), language) if asked.options else str(found))

    def _sides(self, found: dict[str, list[dict[str, list[str]]]]) -> list[str]:
        _ = words(self.desk.language).gettext
        told = []
        for side, rules in found.items():
            for rule in rules:
                said = ", ".join(
                    f"{names.key(key, self.desk.language)}: {', '.join(values)}" for key, values in rule.items()
                )
                told.append(said if side == "any" else _("not {these}").format(these=said))
        return told
