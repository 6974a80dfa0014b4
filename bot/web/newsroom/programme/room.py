"""The programme: schedules, quiet periods, goals, topics, caps and the like, for whoever runs it."""

from collections.abc import Sequence
from functools import partial

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bot.rendering.words import N_, worded, words
from bot.web.newsroom import frame
from bot.web.newsroom.gate import ADMIN, Caller, Gated, form, room
from bot.web.newsroom.programme import history, next_, overview, pieces
from bot.web.newsroom.programme.desk import Desk, Loading
from bot.web.newsroom.programme.fields import fields
from bot.web.newsroom.programme.forms import read
from bot.web.parts import Parts, parts
from digests.errors import InputError, UnknownError
from digests.newsroom import programme as verbs
from digests.newsroom.programme import MeanwhileError
from digests.programme.model import LISTS, Body, Part, Piece

SAVED = frame.says("programme.saved", N_("Saved. It holds within a few seconds."))
REMOVED = frame.says("programme.removed", N_("Removed. The history can put it back."))
FILE = frame.says("programme.file", N_("It is again as it was set up."))
UNDONE = frame.says("programme.undone", N_("Put back as it was before."))
ON = frame.says("programme.on", N_("Turned on. The next time counts from now."))
OFF = frame.says("programme.off", N_("Turned off. What is already on its way still arrives."))
NEW = "new"
CHOOSING = (Part.QUIET, Part.FIELDS)  # where topics are ticked


def routes(_parts: Parts) -> Sequence[Gated]:
    """The pages of the programme, and of sending next."""
    load = Loading()
    one, save = partial(_one, load), partial(_save, load)
    return (
        room("/programme", partial(overview.show, load), needs=ADMIN),
        room("/programme/history", partial(history.show, load), needs=ADMIN),
        room("/programme/history/{revision:int}/undo", partial(_undo, load), methods=("POST",), needs=ADMIN),
        room("/programme/{part}", one, needs=ADMIN),
        room("/programme/{part}", save, methods=("POST",), needs=ADMIN),
        room("/programme/{part}/{name:path}", one, needs=ADMIN),
        room("/programme/{part}/{name:path}", save, methods=("POST",), needs=ADMIN),
        *next_.routes(load),
    )


async def _one(load: Loading, request: Request, caller: Caller) -> Response:
    piece, new = _piece(request)
    desk = await load.desk(request, caller, topics=piece.part in CHOOSING)
    body = desk.body(piece)
    if not new and body is None:
        raise UnknownError("The programme has this no more. The history can put it back.")
    return pieces.show(request, desk, piece, body or pieces.blank(piece.part, request), new=new)


async def _save(load: Loading, request: Request, caller: Caller) -> Response:
    """What was pressed: saved, counted, turned on or off, removed, or put back to what the file says."""
    piece, new = _piece(request)
    desk = await load.desk(request, caller, topics=piece.part in CHOOSING)
    before, sent = desk.body(piece), await form(request)
    if not new and before is None:
        raise UnknownError("The programme has this no more. The history can put it back.")
    act = str(sent.get("do", "save"))
    presses: dict[str, tuple[Body | None, str]] = {"file": (desk.filed(piece), FILE), "remove": (None, REMOVED)}
    if piece.part is Part.SCHEDULES and before is not None:
        presses |= {"on": ({**before, "on": True}, ON), "off": ({**before, "on": False}, OFF)}
    if act in presses and not new:
        return await _put(load, request, caller, piece, presses[act])
    return await _filled(request, desk, Piece(piece.part, piece.name), sent, new=new, count=act == "count")


async def _filled(request: Request, desk: Desk, piece: Piece, sent: FormData, *, new: bool, count: bool) -> Response:
    """A form that was filled in: saved, or shown again with what is wrong, or with how many it reaches."""
    asked, _ = fields(piece.part, desk.ground, new=new), words(desk.language).gettext
    filled = read(piece.part, asked, sent, desk.body(piece) or {}, desk.language)
    wrong, name = dict(filled.wrong), filled.name if new else piece.name
    if new and not name:
        wrong.setdefault("name", _("Write it with letters or digits."))
    if new and name and desk.body(Piece(piece.part, name)) is not None:
        wrong["name"] = _("There is one of this name already.")
    if count or wrong:
        return pieces.show(request, desk, piece, filled.body, new=new, wrong=wrong, sent=sent, counted=count)
    try:
        seen = 0 if new else _number(sent.get("seen"))
        await _change(request, desk.caller, Piece(piece.part, name), filled.body, None if new else seen)
    except MeanwhileError as meanwhile:
        return pieces.show(request, desk, piece, filled.body, new=new, sent=sent, meanwhile=meanwhile.now or {})
    except InputError as refused:
        return pieces.show(
            request, desk, piece, filled.body, new=new, sent=sent, refused=worded(desk.language, refused)
        )
    return frame.go("/programme", SAVED)


async def _put(
    load: Loading, request: Request, caller: Caller, piece: Piece, press: tuple[Body | None, str]
) -> Response:
    """One press that changes a piece as it stands: what it becomes, and what is said then."""
    after, said = press
    try:
        await _change(request, caller, piece, after, None)
    except InputError as refused:
        desk = await load.desk(request, caller, topics=piece.part in CHOOSING)
        said = worded(caller.language, refused)
        return pieces.show(request, desk, piece, desk.body(piece) or {}, new=False, refused=said)
    return frame.go("/programme", said)


async def _change(request: Request, caller: Caller, piece: Piece, after: Body | None, seen: int | None) -> None:
    here = parts(request)
    await here.database.awrite(
        verbs.change, caller.standing, here.settings.file, piece, after, now=here.clock(), seen=seen
    )


async def _undo(load: Loading, request: Request, caller: Caller) -> Response:
    here, revision = parts(request), request.path_params["revision"]
    try:
        await here.database.awrite(verbs.undo, caller.standing, here.settings.file, revision, now=here.clock())
    except UnknownError:
        raise
    except InputError as refused:
        return await history.show(load, request, caller, refused=worded(caller.language, refused))
    return frame.go("/programme/history", UNDONE)


def _piece(request: Request) -> tuple[Piece, bool]:
    """The piece of an address, and whether it is one to be made."""
    part, name = request.path_params["part"], request.path_params.get("name", "")
    if part not in set(Part) or bool(name) != (part in LISTS):
        raise UnknownError("The programme has no such page.")
    new = part in LISTS and name == NEW
    return Piece(Part(part), "" if new else name), new


def _number(sent: object) -> int | None:
    return int(sent) if isinstance(sent, str) and sent.isascii() and sent.isdigit() else None
