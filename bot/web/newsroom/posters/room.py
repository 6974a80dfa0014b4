"""Posters: what each desk shows to people without mail or chat, and the sheet that hangs on the wall."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bot.rendering import moments
from bot.rendering.choices import named
from bot.rendering.names import title
from bot.rendering.sentences import topic
from bot.rendering.words import N_, best, words
from bot.web.company import logo
from bot.web.newsroom import frame
from bot.web.newsroom.gate import Caller, Gated, form, room
from bot.web.parts import Parts, parts
from digests.access import audit
from digests.content.model import Item, ItemState, Kind
from digests.employee import posters
from digests.employee.posters import WeekPick
from digests.errors import InputError, UnknownError
from digests.newsroom import search
from digests.newsroom.search import Sought, Window
from digests.newsroom.standing import Act
from digests.relevance.fit import language_in

MANY = 20  # items to choose from; more are found by a word
_UP = frame.says("posters.up", N_("It is on the poster now. Whoever scans the code sees it at once."))
_DOWN = frame.says("posters.down", N_("The poster is empty. Its code stays good for the next one."))
_NONE = frame.says("posters.none", N_("Nothing is on this poster today: choose an item first."))
_NOT = frame.says("posters.not", N_("This item cannot be on a poster: choose one that people may share now."))


@dataclass(frozen=True, slots=True)
class Wall:
    """One desk's poster as its page shows it."""

    desk: str
    name: str
    address: str  # of the public page
    pick: WeekPick | None
    on: bool


def routes(_parts: Parts) -> Sequence[Gated]:
    """All posters, one desk's choice, and the sheet."""
    return (
        room("/posters", walls, needs=Act.EDIT),
        room("/posters/{desk}", choosing, needs=Act.EDIT),
        room("/posters/{desk}", choose, methods=("POST",), needs=Act.EDIT),
        room("/posters/{desk}/clear", clear, methods=("POST",), needs=Act.EDIT),
        room("/posters/{desk}/print", sheet, needs=Act.EDIT),
    )


async def walls(request: Request, caller: Caller) -> Response:
    """What each of somebody's desks shows this week."""
    found = parts(request)
    desks = caller.standing.desks_for(Act.EDIT)
    picks = {one.desk: one for one in await found.database.aread(posters.chosen, desks)}
    shown = [_wall(request, caller, desk, picks.get(desk.casefold())) for desk in desks]
    return frame.show(request, caller, "posters/walls", walls=shown, titled=_titled(caller), when=_when(caller))


async def choosing(request: Request, caller: Caller) -> Response:
    """One desk's poster, and its items that may hang there."""
    desk, found = _desk(request, caller), parts(request)
    sought = request.query_params.get("q", "")[:100]
    pick, items, total = await found.database.aread(_choice, caller, desk, sought, found)
    wall = _wall(request, caller, desk, pick)
    return frame.show(
        request,
        caller,
        "posters/choose",
        wall=wall,
        items=items,
        more=max(0, total - MANY),
        q=sought,
        titled=_titled(caller),
        when=_when(caller),
    )


async def choose(request: Request, caller: Caller) -> Response:
    """Puts an item on the desk's poster."""
    desk, found = _desk(request, caller), parts(request)
    item_id = _one(await form(request), "item")
    try:
        await found.database.awrite(_put_up, caller, desk, item_id, found)
    except InputError:
        return frame.go(f"/posters/{quote(desk)}", _NOT)
    return frame.go(f"/posters/{quote(desk)}", _UP)


async def clear(request: Request, caller: Caller) -> Response:
    """Takes down what hangs there."""
    desk, found = _desk(request, caller), parts(request)
    await found.database.awrite(_take_down, caller, desk, found)
    return frame.go(f"/posters/{quote(desk)}", _DOWN)


async def sheet(request: Request, caller: Caller) -> Response:
    """The poster as it is printed, on one sheet of A4, in one of the item's languages."""
    desk, found = _desk(request, caller), parts(request)
    pick = await found.database.aread(posters.week_pick, desk)
    if pick is None or not pick.on(found.clock()):
        return frame.go(f"/posters/{quote(desk)}", _NONE)
    item = pick.item
    asked = request.query_params.get("language", "")
    language = asked if asked in item.title else language_in(item.title, caller.language)
    language = language or next(iter(item.title), caller.language)
    return frame.show(
        request,
        caller,
        "posters/sheet",
        wall=_wall(request, caller, desk, pick),
        item=item,
        say=words(best((language,), caller.language)).gettext,
        heading=item.title.get(language, item.id),
        summary=item.summary.get(language, ""),
        spoken=language,
        languages=[(one, named(one, caller.language)) for one in item.title],
        plain=request.query_params.get("plain") == "1",
        logo=logo(request),
    )


def _choice(
    connection: Connection, caller: Caller, desk: str, asked: str, found: Parts
) -> tuple[WeekPick | None, list[Item], int]:
    now = found.clock()
    sought = Sought(state=ItemState.APPROVED, desk=desk, window=Window.RUNNING, words=asked)
    page = search.found(connection, caller.standing, sought, now, 1, MANY)
    items = [item for item in page.items if item.kind is not Kind.POST and item.opens(now)]
    return posters.week_pick(connection, desk), items, page.total


def _put_up(connection: Connection, caller: Caller, desk: str, item_id: str, found: Parts) -> None:
    caller.standing.must(Act.EDIT, desk)
    now = found.clock()
    posters.choose(connection, desk, item_id, caller.person.id, now)
    audit.note(connection, now, "newsroom", "poster", f"{desk}: {item_id}", person_id=caller.person.id)


def _take_down(connection: Connection, caller: Caller, desk: str, found: Parts) -> None:
    caller.standing.must(Act.EDIT, desk)
    posters.clear(connection, desk)
    audit.note(connection, found.clock(), "newsroom", "poster", f"{desk}: -", person_id=caller.person.id)


def _desk(request: Request, caller: Caller) -> str:
    """The desk of the address, if it is one of theirs; UnknownError for any other."""
    asked = request.path_params["desk"].casefold()
    known = {desk.casefold(): desk for desk in caller.standing.desks_for(Act.EDIT)}
    if asked not in known:
        raise UnknownError("You have no such desk.")
    return known[asked]


def _wall(request: Request, caller: Caller, desk: str, pick: WeekPick | None) -> Wall:
    found = parts(request)
    address = f"{found.settings.config.server.public_url}/w/{quote(desk.casefold())}"
    on = pick is not None and pick.on(found.clock())
    return Wall(desk, topic(caller.language, desk), address, pick, on)


def _titled(caller: Caller) -> Callable[[Item], str]:
    return lambda item: title(item, caller.language)


def _when(caller: Caller) -> Callable[[datetime], str]:
    return lambda at: moments.moment(at, caller.zone, caller.language)


def _one(sent: FormData, name: str) -> str:
    value = sent.get(name, "")
    return value if isinstance(value, str) else ""


# Words that stand on the sheet, in its own language.
SHEET = (
    N_("Worth passing on"),
    N_("Something from our company that you may read and pass on: new every week, behind this code."),
    N_("Scan the code with your phone. Read it, and pass it on if you like it."),
    N_("No app, no sign-in; nobody is known."),
)
