"""Between a form and a piece of the programme: what stands in the fields, and the body that they come to."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from starlette.datastructures import FormData

from bot.rendering.words import words
from bot.web.newsroom.programme import audience
from bot.web.newsroom.programme.fields import Field
from bot.web.newsroom.programme.rhythm import DAYS, MONTH, OWN, WEEK, Rhythm, rhythm, same
from digests.config import Caps, Goal, Ladder, ScheduleSection
from digests.edition import cron
from digests.errors import SettingsError
from digests.programme.model import NAMED, Body, Part

LONGEST = 2_000  # signs of one field
LINES = 400  # signs of a welcome; of a title
TITLE = 80
_DEFAULTS: Mapping[Part, Any] = {
    Part.SCHEDULES: ScheduleSection,
    Part.GOALS: Goal,
    Part.LADDER: Ladder,
    Part.CAPS: Caps,
}


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form came to, and what is wrong with it by field."""

    name: str
    body: Body
    wrong: Mapping[str, str] = field(default_factory=dict)


def slug(typed: str) -> str:
    """`Results week` as results-week."""
    plain = unicodedata.normalize("NFKD", typed.casefold().replace("ø", "oe").replace("æ", "ae").replace("å", "aa"))
    return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")[:60].strip("-")


def value(part: Part, body: Body, asked: Field) -> Any:
    """What stands in a field: of the body, else what holds where nothing is said."""
    if asked.name in body:
        return body[asked.name]
    section = _DEFAULTS.get(part)
    if section is not None and asked.name in section.model_fields:
        found = section.model_fields[asked.name].get_default(call_default_factory=True)
        return "" if type(found).__name__ == "PydanticUndefinedType" or found is None else found
    return {"lines": {}, "list": [], "ticks": [], "audience": {}}.get(asked.kind, "")


def read(part: Part, asked: Sequence[Field], form: FormData, before: Body, language: str) -> Filled:
    """The body that a form comes to; what the form does not ask for stays as it was."""
    reader = _Reader(form, words(language).gettext)
    body: dict[str, Any] = {key: kept for key, kept in before.items() if key not in {one.name for one in asked}}
    for one in asked:
        found = reader.read(one, before)
        if found not in ("", None, [], {}):
            body[one.name] = found
    name = str(body.get("name", ""))
    if part in NAMED and part is not Part.TOPICS:
        body["name"] = name = slug(name)
    if part is Part.FIELDS:
        body.pop("name", None)
        body.setdefault("topics", [])
    _together(part, body, reader)
    return Filled(name, body, reader.wrong)


def _together(part: Part, body: Mapping[str, Any], reader: "_Reader") -> None:
    """What no field is wrong about alone."""
    _ = reader.say
    if part is Part.QUIET and body.get("since") and body.get("until") and body["until"] < body["since"]:
        reader.wrong["until"] = _("The last day lies before the first.")
    if part is Part.GOALS and body.get("value") and not body.get("currency"):
        reader.wrong["currency"] = _("Say in which currency.")


@dataclass(slots=True)
class _Reader:
    form: FormData
    say: Any
    wrong: dict[str, str] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """What was typed, without the space around it."""
        found = self.form.get(name, "")
        return found.strip().replace("\r\n", "\n")[:LONGEST] if isinstance(found, str) else ""

    def many(self, name: str) -> list[str]:
        """Everything that was ticked, each once."""
        return list(dict.fromkeys(one[:LONGEST] for one in self.form.getlist(name) if isinstance(one, str) and one))

    def read(self, asked: Field, before: Body) -> Any:
        """The value of a field; what is wrong with it is noted."""
        several: Mapping[str, Callable[[], Any]] = {
            "rhythm": lambda: self._rhythm(asked, before),
            "audience": lambda: audience.read(
                (name, one) for name, one in self.form.multi_items() if isinstance(one, str)
            ),
            "lines": lambda: self._lines(asked),
            "ticks": lambda: self.many(asked.name),
            "list": lambda: self._list(asked),
        }
        return several[asked.kind]() if asked.kind in several else self._single(asked)

    def _list(self, asked: Field) -> list[str]:
        return list(dict.fromkeys(one.strip() for one in self.one(asked.name).split(",") if one.strip()))

    def _single(self, asked: Field) -> Any:
        found = self.one(asked.name)
        if not found:
            if asked.required:
                self.wrong[asked.name] = self.say("This is needed.")
            return ""
        if asked.kind == "number":
            return self._number(asked, found)
        return self._date(asked, found) if asked.kind == "date" else found

    def _number(self, asked: Field, found: str) -> int | None:
        number = int(found) if found.isascii() and found.isdigit() and len(found) < 6 else -1  # noqa: PLR2004
        if asked.least is not None and asked.most is not None and asked.least <= number <= asked.most:
            return number
        told = self.say("Write a whole number between {least} and {most}.")
        self.wrong[asked.name] = told.format(least=asked.least, most=asked.most)
        return None

    def _date(self, asked: Field, found: str) -> str:
        try:
            return date.fromisoformat(found).isoformat()
        except ValueError:
            self.wrong[asked.name] = self.say("Write the day as 2026-11-24.")
            return ""

    def _lines(self, asked: Field) -> dict[str, str]:
        start = f"{asked.name}-"
        tags = [name.removeprefix(start) for name in self.form if name.startswith(start)]
        found = {tag: said for tag in tags if (said := self.one(f"{start}{tag}"))}
        most = LINES if asked.long else TITLE
        for tag, said in found.items():
            if len(said) > most:
                told = self.say("This has {length} characters; {most} fit.").format(length=len(said), most=most)
                self.wrong[f"{start}{tag}"] = told
        return found

    def _rhythm(self, asked: Field, before: Body) -> str:
        try:
            at = time.fromisoformat(self.one("at") or "09:00").replace(second=0, microsecond=0, tzinfo=None)
        except ValueError:
            self.wrong["at"] = self.say("Write the time as 09:30.")
            at = time(9)
        kind = self.one("rhythm")
        days = tuple(day for day in DAYS if day in self.form.getlist("days"))
        if kind == WEEK and not days:
            self.wrong["days"] = self.say("Choose at least one day.")
        number = self.one("day")
        day = int(number) if number.isascii() and number.isdigit() and 1 <= int(number[:3]) <= 28 else 0  # noqa: PLR2004
        if kind == MONTH and not day:
            self.wrong["day"] = self.say("Choose a day from 1 to 28: every month has those.")
        made = Rhythm(kind, days or ("tue",), day or 1, at, self.one("line")).cron
        if kind == OWN:
            self._readable(made)
        if before.get(asked.name) and same(before[asked.name], made):
            return str(before[asked.name])
        return made

    def _readable(self, line: str) -> None:
        try:
            cron.read(line)
        except SettingsError:
            told = self.say("Five fields: minute, hour, day of the month, month, weekday. Such as 0 9 * * tue.")
            self.wrong["line"] = told


def typed(form: FormData, before: str) -> Rhythm:
    """The choice as it stands in a form that cannot be taken yet."""
    reader = _Reader(form, str)
    try:
        at = time.fromisoformat(reader.one("at"))
    except ValueError:
        at = time(9)
    number = reader.one("day")
    day = int(number) if number.isascii() and number.isdigit() else 1
    days = tuple(one for one in DAYS if one in form.getlist("days"))
    return Rhythm(reader.one("rhythm") or WEEK, days, day, at, reader.one("line") or before)


def chosen(line: str) -> Rhythm:
    """The choice that a schedule has; one that cannot be read stands there to be corrected."""
    try:
        return rhythm(line) if line else Rhythm()
    except SettingsError:
        return Rhythm(OWN, line=line)
