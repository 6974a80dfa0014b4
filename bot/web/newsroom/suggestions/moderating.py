"""Suggestions that wait: a desk takes one, or declines it with a word to whoever made it."""

from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response

from bot.rendering.words import N_, words
from bot.web.newsroom import frame
from bot.web.newsroom.gate import Caller, form
from bot.web.newsroom.suggestions.shown import Eyes
from bot.web.parts import parts
from digests.content.store import load_items
from digests.errors import InputError, UnknownError
from digests.newsroom import suggested
from digests.newsroom.standing import Act
from digests.newsroom.store import load_suggestions
from digests.newsroom.suggested import By

WRONG = 422
MOST = 100  # at once
TAKEN = frame.says("suggestions.taken", N_("It is a draft of your desk now: complete it, and submit it."))
DECLINED = frame.says("suggestions.declined", N_("Declined. Whoever suggested it is told why."))
LATE = frame.says("suggestions.late", N_("Somebody else decided on this suggestion already."))


async def listed(request: Request, caller: Caller) -> Response:
    """What waits, the oldest first."""
    return await _page(request, caller)


async def accept(request: Request, caller: Caller) -> Response:
    """Takes one for a desk, and goes on to its editor."""
    given, found = await form(request), parts(request)
    item_id, desk = request.path_params["item"], str(given.get("desk", ""))
    await _known(request, caller, item_id)
    if desk not in caller.standing.desks_for(Act.EDIT):
        return await _page(request, caller, wrong=N_("Choose one of your desks."))
    try:
        await found.database.awrite(suggested.accept, caller.standing, item_id, desk, found.clock())
    except UnknownError:
        raise
    except InputError:
        return frame.go("/suggestions", LATE)
    return frame.go(f"/items/{item_id}/edit", TAKEN)


async def decline(request: Request, caller: Caller) -> Response:
    """Declines one, with a word to whoever made it."""
    given, found = await form(request), parts(request)
    item_id, reason = request.path_params["item"], str(given.get("reason", ""))[:2000]
    await _known(request, caller, item_id)
    try:
        await found.database.awrite(suggested.decline, caller.standing, item_id, reason, found.clock())
    except UnknownError:
        raise
    except InputError as error:
        if error.sentence == suggested.REASONLESS:
            return await _page(request, caller, wrong=error.sentence, about=item_id)
        return frame.go("/suggestions", LATE)
    return frame.go("/suggestions", DECLINED)


async def many(request: Request, caller: Caller) -> Response:
    """Declines all that were ticked, with one word to everybody who made one."""
    given, found = await form(request), parts(request)
    ids = list(dict.fromkeys(str(one) for one in given.getlist("item")))[:MOST]
    reason = str(given.get("reason", ""))[:2000]
    if not ids:
        return await _page(request, caller, wrong=N_("Tick the suggestions that you want to decline."))
    made = await found.database.aread(load_suggestions, ids)
    if not reason.strip() and any(one.person_id for one in made.values()):
        return await _page(request, caller, wrong=suggested.REASONLESS, ticked=ids)
    for item_id in ids:
        with suppress(InputError):  # decided on meanwhile, or not theirs to decide on
            await found.database.awrite(suggested.decline, caller.standing, item_id, reason, found.clock())
    return frame.go("/suggestions", DECLINED)


async def _known(request: Request, caller: Caller, item_id: str) -> None:
    """UnknownError for an item of a desk that is not theirs."""
    found = await parts(request).database.aread(load_items, [item_id])
    if not found or not caller.may(Act.EDIT, found[0].owner):
        raise UnknownError("There is no suggestion {item!r} at your desks.", item=item_id)


async def _page(
    request: Request, caller: Caller, *, wrong: str = "", about: str = "", ticked: list[str] | None = None
) -> Response:
    _ = words(caller.language).gettext
    asked = request.query_params
    by = By(asked.get("by", "")) if asked.get("by", "") in set(By) else By.ALL
    number = asked.get("page", "1")
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1  # noqa: PLR2004 - digits
    found = await parts(request).database.aread(suggested.waiting, caller.standing, by, wanted)
    eyes = Eyes(caller.language, caller.zone, lambda desk: caller.may(Act.SEE_QUEUE, desk))
    return frame.show(
        request,
        caller,
        "suggestions/list",
        status=WRONG if wrong else 200,
        title=_("Suggestions"),
        shown=[eyes.waiting(one) for one in found.waiting],
        page=found.page,
        pages=found.pages,
        counts=found.counts,
        by=by.value,
        tabs=[(By.ALL, _("All")), (By.PEOPLE, _("From colleagues")), (By.FEEDS, _("From feeds"))],
        desks=caller.standing.desks_for(Act.EDIT),
        wrong=_(wrong) if wrong else "",
        about=about,
        ticked=ticked or [],
    )
