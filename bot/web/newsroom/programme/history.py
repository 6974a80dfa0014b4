"""What was changed of the programme, by whom, and the way back."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bot.rendering import moments
from bot.rendering.words import words
from bot.web.newsroom import frame
from bot.web.newsroom.gate import Caller
from bot.web.newsroom.programme.desk import Loading, history
from bot.web.newsroom.programme.telling import Line, Telling
from digests.errors import InputError
from digests.programme.model import Piece

MOST = 30  # changes on a page
WRONG = 422


@dataclass(frozen=True, slots=True)
class Entry:
    """One change as it is shown."""

    id: int
    subject: str
    act: str
    who: str
    when: str
    lines: tuple[Line, ...]
    undoes: bool


async def show(load: Loading, request: Request, caller: Caller, *, refused: str = "") -> Response:
    """Changes of one piece or of all, newest first."""
    desk = await load.desk(request, caller)
    piece, before = _asked(request.query_params.get("piece", "")), request.query_params.get("before", "")
    last = int(before) if before.isascii() and before.isdigit() and len(before) < MOST else None
    found = await desk.here.database.aread(history, piece, last, MOST + 1)
    _ = words(caller.language).gettext
    telling = Telling(desk)
    entries = [
        Entry(
            id=one.id,
            subject=telling.subject(one.change.piece),
            act=_("added") if one.change.before is None else _("removed") if one.change.after is None else _("changed"),
            who=who or (_("somebody who is not kept any more") if one.person_id else _("the command line")),
            when=moments.moment(one.at, caller.zone, caller.language),
            lines=tuple(telling.lines(one.change.piece.part, one.change.before, one.change.after)),
            undoes=one.undoes is not None,
        )
        for one, who in found[:MOST]
    ]
    return frame.show(
        request,
        caller,
        "programme/history",
        status=WRONG if refused else 200,
        title=_("History of the programme"),
        entries=entries,
        piece=piece.key if piece else "",
        subject=telling.subject(piece) if piece else "",
        older=entries[-1].id if len(found) > MOST else 0,
        refused=refused,
        newest=last is None,
    )


def _asked(key: str) -> Piece | None:
    try:
        return Piece.read(key) if key else None
    except InputError:
        return None
