"""Keys that programs call the API with: made and shown once, listed without their secret, taken back."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from bot.rendering.words import N_, words
from bot.web.newsroom import frame
from bot.web.newsroom.gate import ADMIN, Caller, Gated, form, room
from bot.web.parts import Parts, parts
from digests.access import audit, keys
from digests.access.model import SCOPES, ApiKey
from digests.access.store import NAME
from digests.errors import InputError

REVOKED = frame.says("keys.revoked", N_("That key opens nothing any more."))
SAID = {
    "conversions:write": N_("Report what a click led to"),
    "events:read": N_("Read events that were sent out"),
    "report:read": N_("Read the report"),
    "items:read": N_("Read the queue"),
    "items:write": N_("Bring drafts into the queue"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A key in words."""

    id: str
    name: str
    scopes: tuple[str, ...]
    made: str
    used: str
    revoked: str


def routes(_parts: Parts) -> Sequence[Gated]:
    """The list with its form, and taking back."""
    return (
        room("/keys", listing, needs=ADMIN),
        room("/keys", make, methods=["POST"], needs=ADMIN),
        room("/keys/revoke", revoke, methods=["POST"], needs=ADMIN),
    )


async def listing(request: Request, caller: Caller) -> Response:
    """Every key."""
    return await _page(request, caller)


async def make(request: Request, caller: Caller) -> Response:
    """Makes a key, and shows it this once."""
    sent, found = await form(request), parts(request)
    name = str(sent.get("name", "")).strip()
    chosen = tuple(one for one in map(str, sent.getlist("scope")) if one in SCOPES)
    _ = words(caller.language).gettext
    if not name or len(name) > NAME:
        wrong = _("Name the program that will call with it, in at most {n} characters.").format(n=NAME)
        return await _page(request, caller, name=name[:NAME], chosen=chosen, wrong=wrong)
    if not chosen:
        return await _page(request, caller, name=name, wrong_scope=_("Say what the program may do."))
    try:
        made = await found.database.awrite(_made, name, chosen, caller, found)
    except InputError:  # the one thing that is left to be wrong
        wrong = _("There is a key of this name: name this one otherwise, or take that one back first.")
        return await _page(request, caller, name=name, chosen=chosen, wrong=wrong)
    return await _page(request, caller, made=made, made_name=name)


async def revoke(request: Request, caller: Caller) -> Response:
    """Takes a key back, for good."""
    sent, found = await form(request), parts(request)
    await found.database.awrite(_revoked, str(sent.get("id", "")), caller, found)
    return frame.go("/keys", REVOKED)


async def _page(
    request: Request,
    caller: Caller,
    *,
    name: str = "",
    chosen: Sequence[str] = (),
    wrong: str = "",
    wrong_scope: str = "",
    made: str = "",
    made_name: str = "",
) -> Response:
    all_keys = await parts(request).database.aread(keys.load)
    _ = words(caller.language).gettext
    return frame.show(
        request,
        caller,
        "keys/keys",
        status=422 if wrong or wrong_scope else 200,
        title=_("API keys"),
        keys=[_shown(one, caller) for one in sorted(all_keys, key=lambda one: one.revoked_at is not None)],
        scopes=[(scope, _(SAID[scope])) for scope in SCOPES],
        name=name,
        chosen=chosen,
        wrong=wrong,
        wrong_scope=wrong_scope,
        made=made,
        made_name=made_name,
    )


def _made(connection: Connection, name: str, scopes: Sequence[str], caller: Caller, found: Parts) -> str:
    now = found.clock()
    made = keys.make(connection, name, scopes, now, secrets.token_bytes(keys.SECRET_BYTES))
    audit.note(connection, now, audit.PERSON, "apikey create", name, actor_id=caller.person.id)
    return made


def _revoked(connection: Connection, key_id: str, caller: Caller, found: Parts) -> None:
    taken = keys.revoke(connection, key_id, found.clock())
    audit.note(connection, found.clock(), audit.PERSON, "apikey revoke", taken.name, actor_id=caller.person.id)


def _shown(key: ApiKey, caller: Caller) -> Shown:
    _ = words(caller.language).gettext

    def told(day: date | None) -> str:
        return format_date(day, "medium", locale=caller.language) if day else ""

    return Shown(
        id=key.id,
        name=key.name,
        scopes=tuple(_(SAID[scope]) if scope in SAID else scope for scope in key.scopes),
        made=told(key.made_at.astimezone(caller.zone).date()),
        used=told(key.last_used),
        revoked=told(key.revoked_at.astimezone(caller.zone).date() if key.revoked_at else None),
    )
