"""The form of one piece of the programme, with what was changed of it before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bot.rendering import moments
from bot.rendering.reached import reached
from bot.rendering.terms import language_name
from bot.rendering.words import words
from bot.web.newsroom import frame
from bot.web.newsroom.programme import audience, rhythm
from bot.web.newsroom.programme.desk import Desk, parts_of
from bot.web.newsroom.programme.fields import Field, Option, fields
from bot.web.newsroom.programme.forms import chosen, typed, value
from bot.web.newsroom.programme.telling import Telling
from digests.content import audience as audiences
from digests.programme.model import LISTS, Body, Part, Piece

WRONG = 422
UNPROCESSED: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Asked:
    """A field with what stands in it and what is wrong with it."""

    field: Field
    value: Any
    wrong: str = ""

    @property
    def options(self) -> list[Option]:
        """What there is to choose from, and whatever is chosen without being among it."""
        chosen = self.value if isinstance(self.value, (list, tuple)) else [self.value]
        known = {value for value, _ in self.field.options}
        more = [str(one) for one in chosen if one not in known and one != ""]
        return [*self.field.options, *((one, one) for one in more)]


def blank(part: Part, request: Request) -> Body:
    """What a new piece begins with; a link from elsewhere may name what it is about."""
    named = request.query_params.get("name", "")
    start: dict[str, Any] = {"name": named} if named else {}
    return {**start, "cron": "0 9 * * tue"} if part is Part.SCHEDULES else start


def show(
    request: Request,
    desk: Desk,
    piece: Piece,
    body: Body,
    *,
    new: bool,
    wrong: Mapping[str, str] = UNPROCESSED,
    sent: FormData | None = None,
    counted: bool = False,
    refused: str = "",
    meanwhile: Body | None = None,
) -> Response:
    """The page; after a press that was not taken, with what was typed."""
    told = sent or FormData()
    asked = [
        Asked(one, told.get(one.name, "") if sent and one.kind in _PLAIN else value(piece.part, body, one), said)
        for one in fields(piece.part, desk.ground, new=new)
        for said in [wrong.get(one.name, "")]
    ]
    schedule, line = piece.part is Part.SCHEDULES, str(body.get("cron", ""))
    meant = audiences.read(body.get("audience", {}))
    telling = Telling(desk)
    theirs = telling.lines(piece.part, body, meanwhile) if meanwhile is not None else []
    return frame.show(
        request,
        desk.caller,
        "programme/piece",
        status=WRONG if wrong or refused or meanwhile is not None else 200,
        title=_title(desk, piece, body, new=new),
        piece=piece,
        new=new,
        asked=asked,
        wrong=wrong,
        refused=refused,
        stale=meanwhile is not None,
        theirs=theirs,
        seen=desk.numbers.get(piece, 0),
        rhythm=(typed(sent, line) if sent and not counted else chosen(line)) if schedule else None,
        weekdays=rhythm.weekdays(desk.language),
        groups=audience.groups(body.get("audience", {}), desk.known, _keys(desk), desk.language) if schedule else [],
        count=reached(desk.reach(meant), desk.language) if schedule else "",
        counted=counted,
        languages=[(tag, language_name(tag, desk.language)) for tag in desk.ground.languages],
        removable=not new and piece.part in LISTS,
        differs=not new and desk.differs(piece) and (desk.filed(piece) is not None),
        when=lambda at: moments.moment(at, desk.caller.zone, desk.language),
    )


_PLAIN = frozenset({"text", "number", "date", "list"})


def _keys(desk: Desk) -> tuple[str, ...]:
    return tuple(desk.config.people.attributes)


def _title(desk: Desk, piece: Piece, body: Body, *, new: bool) -> str:
    _ = words(desk.language).gettext
    if new:
        return {
            Part.SCHEDULES: _("New schedule"),
            Part.QUIET: _("New quiet period"),
            Part.GOALS: _("New goal"),
            Part.TOPICS: _("New topic"),
            Part.FIELDS: _("Topics near a department's work"),
        }[piece.part]
    if piece.part is Part.TOPICS:
        return desk.topic(piece.name)
    if piece.part in {Part.SCHEDULES, Part.GOALS}:
        return desk.title(body.get("title", {}), piece.name)
    if piece.part is Part.QUIET:
        return piece.name.replace("-", " ").capitalize()
    return desk.department(piece.name) if piece.name else dict(parts_of(desk.language))[piece.part.value]
