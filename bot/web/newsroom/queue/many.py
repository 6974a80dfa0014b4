"""Many items at once: what was done with each, and a button that takes it back."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bot.rendering.words import worded, words
from bot.web.newsroom import frame
from bot.web.newsroom.gate import Caller, form
from bot.web.newsroom.queue.shown import Eyes
from bot.web.parts import Parts, parts
from digests.errors import InputError
from digests.newsroom import bulk
from digests.newsroom.bulk import Outcome
from digests.newsroom.model import LinksThen, Messages, Withdrawal

WRONG = 422
_SEEN = re.compile(r"(.{1,120}):([0-9]{1,9})")
_DAYS = re.compile(r"[+-]?[0-9]{1,4}")


async def many(request: Request, caller: Caller) -> Response:
    """Approves, withdraws or moves what was ticked."""
    given = await form(request)
    act = str(given.get("act", ""))
    verbs: dict[str, Callable[[Parts, Caller, FormData], Any]] = {
        "approve": _approve,
        "withdraw": _withdraw,
        "shift": _shift,
        "undo": _undo,
    }
    if act not in verbs:
        wrong = words(caller.language).gettext("Choose what shall be done.")
        return await _told(request, caller, given, [], wrong=wrong)
    try:
        outcomes = await verbs[act](parts(request), caller, given)
    except InputError as error:
        return await _told(request, caller, given, [], wrong=worded(caller.language, error))
    return await _told(request, caller, given, outcomes, undone=act == "undo")


async def _approve(made_of: Parts, caller: Caller, given: FormData) -> Sequence[Outcome]:
    own = made_of.settings.config.newsroom.own_approval
    return await made_of.database.awrite(bulk.approve, caller.standing, seen(given), made_of.clock(), own=own)


async def _withdraw(made_of: Parts, caller: Caller, given: FormData) -> Sequence[Outcome]:
    how = withdrawal(given)
    return await made_of.database.awrite(bulk.withdraw, caller.standing, seen(given), how, made_of.clock())


async def _shift(made_of: Parts, caller: Caller, given: FormData) -> Sequence[Outcome]:
    written = str(given.get("days", "")).strip().replace("\N{MINUS SIGN}", "-")
    days = int(written) if _DAYS.fullmatch(written) else 0
    now, zone = made_of.clock(), caller.zone
    return await made_of.database.awrite(bulk.shift, caller.standing, seen(given), days, zone, now)


async def _undo(made_of: Parts, caller: Caller, given: FormData) -> Sequence[Outcome]:
    return await made_of.database.awrite(bulk.undo, caller.standing, seen(given), made_of.clock())


def seen(given: FormData) -> Mapping[str, int]:
    """The items that were ticked, each with the version that was seen."""
    found = [_SEEN.fullmatch(str(one)) for one in given.getlist("item")]
    return {one[1]: int(one[2]) for one in found if one}


def withdrawal(given: FormData) -> Withdrawal:
    """How something is withdrawn."""
    return Withdrawal(
        messages=Messages.KEEP if given.get("messages") == Messages.KEEP else Messages.RECALL,
        links=LinksThen.GO_ON if given.get("links") == LinksThen.GO_ON else LinksThen.GONE,
        reason=str(given.get("reason", "")).strip()[:2000],
    )


async def _told(
    request: Request,
    caller: Caller,
    given: FormData,
    outcomes: Sequence[Outcome],
    *,
    wrong: str = "",
    undone: bool = False,
) -> Response:
    back = str(given.get("back", ""))
    eyes = Eyes(caller.language, caller.zone, parts(request).clock())
    done = [eyes.card(one.item) for one in outcomes if one.item]
    _ = words(caller.language).gettext
    return frame.show(
        request,
        caller,
        "queue/many",
        status=WRONG if wrong else 200,
        title=_("Many items at once"),
        done=done,
        failed=[(one.item_id, worded(caller.language, one.refusal)) for one in outcomes if one.refusal],
        back=back if back.startswith("?") else "",
        wrong=wrong,
        undone=undone,
    )
