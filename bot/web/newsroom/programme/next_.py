"""Send next: one approved item, to everybody it is meant for and who has not had it, out of turn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, func, or_, select
from starlette.requests import Request
from starlette.responses import Response

from bot.rendering import moments
from bot.rendering.reached import reached
from bot.rendering.words import N_, languages, worded, words
from bot.web.newsroom import frame
from bot.web.newsroom.gate import Caller, Gated, room
from bot.web.newsroom.programme.desk import Desk, Loading
from bot.web.parts import parts
from digests.content.index import item_index
from digests.content.model import Item, ItemState
from digests.content.store import load_items
from digests.edition import extra
from digests.edition.policy import Policy
from digests.errors import InputError, UnknownError
from digests.newsroom import sending
from digests.newsroom.standing import Act
from digests.newsroom.store import extras
from digests.programme.quiet import Quiet, keeping, periods

SENT = frame.says("next.sent", N_("It is on its way to its audience, to each at an hour of their day."))
MOST = 50  # items that are listed
DAY = timedelta(days=1)
WRONG = 422


@dataclass(frozen=True, slots=True)
class Ready:
    """An item that may go, and what keeps it in if something does."""

    item: Item
    quiet: Quiet | None
    today: bool  # whether it went out of turn today


def routes(load: Loading) -> Sequence[Gated]:
    """The list, and the page that asks before anything is sent."""
    return (
        room("/next", partial(_list, load), needs=Act.SEND_NEXT),
        room("/next/{item:path}", partial(_ask, load), needs=Act.SEND_NEXT),
        room("/next/{item:path}", partial(_send, load), methods=("POST",), needs=Act.SEND_NEXT),
    )


async def _list(load: Loading, request: Request, caller: Caller) -> Response:
    desk = await load.desk(request, caller)
    found = await desk.here.database.aread(_ready, desk)
    return frame.show(
        request,
        caller,
        "programme/next_list",
        title=words(caller.language).gettext("Send next"),
        ready=found[:MOST],
        more=max(0, len(found) - MOST),
        titled=_titled(caller.language),
        when=_when(caller),
    )


async def _ask(load: Loading, request: Request, caller: Caller, refused: str = "") -> Response:
    desk = await load.desk(request, caller)
    found = await desk.here.database.aread(_ready, desk, request.path_params["item"])
    if not found:
        raise UnknownError("Only what is approved and in its window can be sent next.")
    reach = desk.reach(found[0].item.audience)
    return frame.show(
        request,
        caller,
        "programme/next_ask",
        status=WRONG if refused else 200,
        title=_titled(caller.language)(found[0].item),
        one=found[0],
        count=reached(reach, caller.language),
        day=(extra.WAKING.hour, extra.RESTING.hour),
        refused=refused,
        titled=_titled(caller.language),
        when=_when(caller),
    )


async def _send(load: Loading, request: Request, caller: Caller) -> Response:
    here, item_id = parts(request), request.path_params["item"]
    desk = await load.desk(request, caller)
    now, policy = here.clock(), Policy.of(desk.config, languages(), ())
    try:
        to = await here.database.aread(sending.receivers, item_id, policy, now)
        await here.database.awrite(sending.send_next, caller.standing, to, now)
    except UnknownError:
        raise
    except InputError as refused:
        return await _ask(load, request, caller, worded(caller.language, refused))
    return frame.go("/next", SENT)


def _ready(connection: Connection, desk: Desk, only: str | None = None) -> list[Ready]:
    """Approved items in their window, of the desks whose items the caller may send; the newest first."""
    quiet, now = periods(desk.config), desk.now
    query = select(item_index.c.item_id).where(
        item_index.c.state == ItemState.APPROVED.value,
        or_(item_index.c.publish.is_(None), item_index.c.publish <= now),
        or_(item_index.c.expires.is_(None), item_index.c.expires > now),
    )
    if not desk.caller.standing.admin:
        mine = [one.casefold() for one in desk.caller.standing.desks_for(Act.SEND_NEXT)]
        query = query.where(item_index.c.owner.in_(mine))
    if only is not None:
        query = query.where(item_index.c.item_id == only)
    newest = func.coalesce(item_index.c.publish, item_index.c.changed_at).desc()
    ids = list(connection.scalars(query.order_by(newest, item_index.c.item_id).limit(MOST + 1)))
    found = {one.id: one for one in load_items(connection, ids)}
    gone = set(connection.scalars(select(extras.c.period).where(extras.c.at >= now - DAY)))
    return [
        Ready(one, keeping(quiet, one.owner, one.topics, now), extra.period(one.id, now) in gone)
        for one in (found[item_id] for item_id in ids)
    ]


def _titled(language: str) -> Callable[[Item], str]:
    return lambda item: item.title.get(language) or next(iter(item.title.values()), item.id)


def _when(caller: Caller) -> Callable[[datetime], str]:
    return lambda at: moments.moment(at, caller.zone, caller.language)
