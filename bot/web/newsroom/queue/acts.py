"""What is done with one item: each verb by its own form, and what it refuses is said on the item's page."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bot.rendering.words import N_, languages, worded
from bot.web.newsroom.frame import go, says
from bot.web.newsroom.gate import Caller, form
from bot.web.newsroom.queue.item import shown
from bot.web.newsroom.queue.many import withdrawal
from bot.web.parts import Parts, parts
from digests.content.model import Item
from digests.edition.policy import Policy
from digests.errors import InputError, UnknownError
from digests.newsroom import items, undoing
from digests.newsroom.errors import NotAllowedError
from digests.newsroom.queue import find
from digests.newsroom.sending import Receivers
from digests.newsroom.standing import Act, Standing

SUBMITTED = says("queue.submitted", N_("Submitted. Whoever may approve it is asked now."))
APPROVED = says("queue.approved", N_("Approved. It can be in the next digest."))
ASKED = says("queue.asked", N_("Sent back. Whoever wrote it is told what should change."))
WITHDRAWN = says("queue.withdrawn", N_("Withdrawn. It is in no digest from now on."))
RESTORED = says("queue.restored", N_("Restored: it is again what it was."))
UNDONE = says("queue.undone", N_("Taken back."))
PUT_BACK = says("queue.put-back", N_("It says again what it said then."))
SENT = says("queue.sent", N_("It is on its way to its audience, to each at an hour of their day."))

_NUMBER = re.compile("[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Press:
    """Who pressed what, on which item, with what in the form."""

    caller: Caller
    item_id: str
    given: FormData
    parts: Parts
    now: datetime

    @property
    def standing(self) -> Standing:
        """What they may do."""
        return self.caller.standing

    def number(self, name: str) -> int:
        """A whole number of the form; 0 where there is none."""
        written = str(self.given.get(name, ""))
        return int(written) if _NUMBER.fullmatch(written) else 0


Verb = Callable[[Connection, Press], Item]


async def act(request: Request, caller: Caller) -> Response:
    """One verb, on one item."""
    made_of = parts(request)
    press = Press(caller, request.path_params["item"], await form(request), made_of, made_of.clock())
    verb, said = VERBS[request.url.path.rpartition("/")[2]]
    try:
        await made_of.database.awrite(_found, verb, press)
    except (NotAllowedError, UnknownError):
        raise
    except InputError as error:
        return await shown(request, caller, wrong=worded(caller.language, error))
    return go(f"/items/{quote(press.item_id)}", said)


async def send(request: Request, caller: Caller) -> Response:
    """Sends an item out of turn; whom it goes to is worked out before anything is locked."""
    made_of = parts(request)
    press = Press(caller, request.path_params["item"], await form(request), made_of, made_of.clock())
    to: Receivers = await made_of.database.aread(_receivers, press)
    try:
        await made_of.database.awrite(items.send_next, caller.standing, to, press.now)
    except NotAllowedError:
        raise
    except InputError as error:
        return await shown(request, caller, wrong=worded(caller.language, error))
    return go(f"/items/{quote(press.item_id)}", SENT)


def _found(connection: Connection, verb: Verb, press: Press) -> Item:
    find(connection, press.standing, press.item_id)  # of another desk there is none
    return verb(connection, press)


def _receivers(connection: Connection, press: Press) -> Receivers:
    press.standing.must(Act.SEND_NEXT, find(connection, press.standing, press.item_id).owner)
    policy = Policy.of(press.parts.settings.config, languages(), ())
    return items.receivers(connection, press.item_id, policy, press.now)


def _submit(connection: Connection, press: Press) -> Item:
    return items.submit(connection, press.standing, press.item_id, press.now)


def _approve(connection: Connection, press: Press) -> Item:
    own, version = press.parts.settings.config.newsroom.own_approval, press.number("version")
    return items.approve(connection, press.standing, press.item_id, version, press.now, own=own)


def _ask(connection: Connection, press: Press) -> Item:
    reason = str(press.given.get("reason", ""))[:2000]
    return items.ask_change(connection, press.standing, press.item_id, press.number("version"), reason, press.now)


def _withdraw(connection: Connection, press: Press) -> Item:
    return items.withdraw(connection, press.standing, press.item_id, withdrawal(press.given), press.now)


def _restore(connection: Connection, press: Press) -> Item:
    return items.restore(connection, press.standing, press.item_id, press.now)


def _undo(connection: Connection, press: Press) -> Item:
    return undoing.undo(connection, press.standing, press.item_id, press.number("version"), press.now)


def _put_back(connection: Connection, press: Press) -> Item:
    seen, version = press.number("version"), press.number("to")
    return undoing.put_back(connection, press.standing, press.item_id, seen, version, press.now)


VERBS: Mapping[str, tuple[Verb, str]] = {
    "submit": (_submit, SUBMITTED),
    "approve": (_approve, APPROVED),
    "ask": (_ask, ASKED),
    "withdraw": (_withdraw, WITHDRAWN),
    "restore": (_restore, RESTORED),
    "undo": (_undo, UNDONE),
    "put-back": (_put_back, PUT_BACK),
}
