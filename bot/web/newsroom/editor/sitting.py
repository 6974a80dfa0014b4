"""One look at the editor's form: whose it is, of what, what stands in it, and what came before."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from starlette.requests import Request

from bot.rendering.differences import Difference, differences
from bot.rendering.moments import moment
from bot.rendering.words import words
from bot.web.newsroom.editor.ground import Ground
from bot.web.newsroom.editor.reading import BLANK, sheet_of, text_fields
from bot.web.newsroom.editor.saving import Desk
from bot.web.newsroom.editor.sheet import Sheet
from bot.web.newsroom.gate import Caller
from digests.content.model import Item, Text
from digests.newsroom.drafts import NEW

_KEY = re.compile(r"\+[a-z0-9]{8,20}")
SHOWN = 12  # versions, the latest first


@dataclass(slots=True)
class Sitting:
    """The form, and what is to be said on it."""

    request: Request
    caller: Caller
    now: datetime
    desk: Desk
    key: str  # what the draft is called
    base: Item  # from which the form began
    sheet: Sheet
    wrong: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    bad: bool = False
    who: bool = False
    status: int = 200
    earlier: int = 0  # the version that stands in the form in place of the newest

    @property
    def ground(self) -> Ground:
        """What the form stands on."""
        return self.desk.ground

    @property
    def item_id(self) -> str:
        """The item's id; empty for one that is not in the queue yet."""
        return self.desk.item.id if self.desk.item else ""

    @property
    def moved(self) -> bool:
        """Whether somebody saved the item since the form was opened."""
        return self.desk.item is not None and self.desk.item.version > self.base.version

    def say(self, sentence: str) -> str:
        """A sentence in the caller's language."""
        return words(self.caller.language).gettext(sentence)


@dataclass(frozen=True, slots=True)
class Begun:
    """A new item that was begun and not saved."""

    key: str
    title: str
    at: str


@dataclass(frozen=True, slots=True)
class Past:
    """One version of an item, and in what it differs from the one before."""

    number: int
    at: str
    who: str
    origin: str
    changes: tuple[Difference, ...]


def key_of(given: str) -> str:
    """What the draft of a new item is called; a new name where none of ours was given."""
    return given if _KEY.fullmatch(given) else NEW + secrets.token_hex(8)


def number_of(given: object) -> int:
    """A version that was sent; 0 for none."""
    plain = isinstance(given, str) and given.isascii() and given.isdigit() and len(given) < 8  # noqa: PLR2004
    return int(str(given)) if plain else 0


def blank(request: Request, ground: Ground) -> Sheet:
    """An empty form; its address and desk may be named in the page's own address."""
    asked = request.query_params
    desk = asked.get("desk", "")
    owner = desk if desk in ground.desks else next(iter(ground.desks), "")
    sheet = sheet_of(replace(BLANK, owner=owner, url=asked.get("url", "")[:2000]), ground)
    return Sheet({**sheet.values, **text_fields(0, Text("", ground.languages[0], ""))})


def begun(sitting: Sitting) -> list[Begun]:
    """What the caller began besides this."""
    ground = sitting.ground
    found = []
    for draft in sitting.desk.begun:
        sheet = Sheet.kept(draft.body or {})
        titles = (sheet.line(name) for name in sheet.under("title:"))
        title = next((one for one in titles if one), "") or sheet.line("url")
        if draft.item_id != sitting.key and title:
            found.append(Begun(draft.item_id, title, moment(draft.at, ground.zone, ground.language)))
    return found


def past(sitting: Sitting) -> list[Past]:
    """The item's versions, the latest first."""
    ground, versions = sitting.ground, sitting.desk.versions
    who = dict(sitting.desk.who)
    found = []
    for place in range(len(versions) - 1, max(-1, len(versions) - 1 - SHOWN), -1):
        one = versions[place]
        changes = differences(versions[place - 1].item, one.item, ground.reading) if place else []
        at = moment(one.at, ground.zone, ground.language)
        found.append(Past(one.item.version, at, who.get(one.item.version, ""), one.origin, tuple(changes)))
    return found
