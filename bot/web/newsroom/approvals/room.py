"""Approvals: what waits for whoever is signed in, with the item as it will look, and who stands in for them."""

from collections.abc import Sequence
from urllib.parse import quote

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from bot.rendering.names import title
from bot.rendering.terms import Reading
from bot.rendering.words import N_, worded, words
from bot.web.newsroom import frame
from bot.web.newsroom.approvals import standing_in
from bot.web.newsroom.approvals.shown import Shown, shown
from bot.web.newsroom.gate import Caller, Gated, form, room
from bot.web.parts import Parts, parts
from digests.content.model import Item
from digests.content.store import load_items
from digests.errors import InputError, UnknownError
from digests.newsroom import items
from digests.newsroom.asking import question
from digests.newsroom.errors import NotAllowedError, StaleError
from digests.newsroom.pending import Pending, pending
from digests.newsroom.standing import Act

LOOKS = ("mail", "slack", "teams")
REASON = 1000
DIGITS = 6  # of a page's number, and of a version's

frame.says("approvals.approved", N_("Approved. It goes into the digests from now on."))
frame.says("approvals.asked", N_("Sent back. Whoever wrote it reads what should change."))


def routes(made_of: Parts) -> Sequence[Gated]:
    """The list with the item beside it, the two decisions, and the deputies."""
    del made_of
    return (
        room("/approvals", page, needs=Act.APPROVE),
        *standing_in.routes(),
        room("/approvals/{item_id}/approve", approved, methods=("POST",), needs=Act.APPROVE),
        room("/approvals/{item_id}/ask", asked, methods=("POST",), needs=Act.APPROVE),
    )


async def page(request: Request, caller: Caller) -> Response:
    """What waits, the longest waiting first; the first of it beside, unless another was chosen."""
    return await _page(request, caller, request.query_params.get("item", ""))


async def _page(  # noqa: PLR0917 - what is shown, and what went wrong with what was typed
    request: Request, caller: Caller, item_id: str, error: str = "", status: int = 200, reason: str = ""
) -> Response:
    found, look = parts(request), request.query_params.get("look", "")
    waiting, chosen = await found.database.aread(
        _load, caller, found, item_id, _number(request.query_params.get("page", ""))
    )
    return frame.show(
        request,
        caller,
        "approvals/page",
        status=status,
        title=words(caller.language).gettext("Approvals"),
        waiting=waiting,
        chosen=chosen,
        error=error,
        reason=reason,
        look=look if look in LOOKS else LOOKS[0],
        longest=REASON,
        titled=lambda item: title(item, caller.language),
        address=lambda one: f"/newsroom/approvals?page={waiting.page}&item={quote(one)}",
        after=_after(waiting, chosen),
    )


async def approved(request: Request, caller: Caller) -> Response:
    """Lets the version that was shown into the digests."""
    found, sent = parts(request), await form(request)
    own = found.settings.config.newsroom.own_approval
    item_id, version = request.path_params["item_id"], _number(str(sent.get("version", "")))
    try:
        await found.database.awrite(items.approve, caller.standing, item_id, version, found.clock(), own=own)
    except InputError as error:
        return await _refused(request, caller, error)
    return frame.go(f"/approvals{_onward(sent.get('after'))}", "approvals.approved")


async def asked(request: Request, caller: Caller) -> Response:
    """Sends the version that was shown back, with what should change."""
    found, sent = parts(request), await form(request)
    item_id, version = request.path_params["item_id"], _number(str(sent.get("version", "")))
    reason = str(sent.get("reason", ""))[:REASON]
    try:
        await found.database.awrite(items.ask_change, caller.standing, item_id, version, reason, found.clock())
    except InputError as error:
        return await _refused(request, caller, error, reason)
    return frame.go(f"/approvals{_onward(sent.get('after'))}", "approvals.asked")


async def _refused(request: Request, caller: Caller, error: InputError, reason: str = "") -> Response:
    """Says why nothing was done, on the page as it stands now; a foreign desk's item is not there."""
    item_id, _ = request.path_params["item_id"], words(caller.language).gettext
    if isinstance(error, UnknownError):
        raise error
    if isinstance(error, NotAllowedError) and not await parts(request).database.aread(_theirs, caller, item_id):
        raise error
    if isinstance(error, StaleError):
        said = _("This was about version {seen}; it was changed meanwhile and is at version {newest} now.").format(
            seen=error.base.version, newest=error.theirs.version
        )
    elif isinstance(error, NotAllowedError):
        said = _("You wrote or submitted it: somebody else approves it.")
    else:
        said = worded(caller.language, error)
    return await _page(request, caller, item_id, said, 409 if isinstance(error, StaleError) else 422, reason)


def _load(
    connection: Connection, caller: Caller, found: Parts, item_id: str, number: int
) -> tuple[Pending, Shown | None]:
    own = found.settings.config.newsroom.own_approval
    waiting = pending(connection, caller.standing, number, own=own)
    chosen = next((one for one in waiting.items if one.id == item_id), None) or next(iter(waiting.items), None)
    return waiting, _shown(connection, caller, found, chosen) if chosen else None


def _shown(connection: Connection, caller: Caller, found: Parts, item: Item) -> Shown | None:
    seen = question(connection, caller.person, item.id, item.version)
    reading = Reading(caller.language, caller.zone.key)
    return shown(found, seen, reading, found.clock(), own=False) if seen else None


def _theirs(connection: Connection, caller: Caller, item_id: str) -> bool:
    """Whether they decide for the item's desk, so that only its being their own stands in the way."""
    found = load_items(connection, [item_id])
    return bool(found) and caller.may(Act.APPROVE, found[0].owner)


def _after(waiting: Pending, chosen: Shown | None) -> str:
    """What comes next in the list once this is decided; empty where nothing does."""
    ids = [one.id for one in waiting.items]
    if chosen is None or chosen.item_id not in ids:
        return ""
    place = ids.index(chosen.item_id)
    return next(iter(ids[place + 1 :] or ids[:place]), "")


def _onward(after: object) -> str:
    return f"?item={quote(after[:120])}" if isinstance(after, str) and after else ""


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= DIGITS else 1
