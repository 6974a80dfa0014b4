"""The newsroom's door: who is signed in, what they may do, and that a form is their own.

Every address of the newsroom is made by `room`, which says what it needs; a test walks them all.
"""

import hmac
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive

from bot.rendering.words import best, worded
from bot.web.newsroom import refusals
from bot.web.parts import Parts, parts
from digests.access import sessions
from digests.access.sessions import Session
from digests.errors import DatabaseError, UnknownError
from digests.newsroom.deputies import acting
from digests.newsroom.errors import NotAllowedError
from digests.newsroom.queue import desks
from digests.newsroom.standing import Act, Standing, standing
from digests.people.model import Person
from digests.people.store import load_people

HERE = "/newsroom"
SIGN_IN = f"{HERE}/signin"
Needs = Act | Literal["admin", "signed_in"]
ADMIN: Literal["admin"] = "admin"
SIGNED_IN: Literal["signed_in"] = "signed_in"

SAFE = frozenset({"GET", "HEAD"})
MOST = 1_000_000  # bytes of a form
FIELDS = 5_000
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever is signed in, read anew at every request: a role that was taken away holds no longer."""

    person: Person
    standing: Standing
    session: Session
    language: str
    zone: ZoneInfo

    @property
    def csrf(self) -> str:
        """What a form of theirs brings along."""
        return self.session.csrf_secret

    def may(self, act: Act, desk: str) -> bool:
        """Whether they may do this with items of a desk."""
        return self.standing.may(act, desk)

    def meets(self, needs: Needs) -> bool:
        """Whether they may come in at all: with a role anywhere, for an act with one that allows it at some desk."""
        if needs == ADMIN:
            return self.standing.admin
        if needs == SIGNED_IN:
            return self.standing.admin or bool(self.standing.desks)
        return self.meets(SIGNED_IN) and self.standing.anywhere(needs)


Handler = Callable[[Request, Caller], Awaitable[Response]]


class Gated(Route):
    """An address of the newsroom, and what it takes to come in."""

    needs: Needs


class TooMuchError(Exception):
    """A form is larger than any of ours."""


def room(
    path: str,
    handler: Handler,
    *,
    methods: Sequence[str] = ("GET",),
    needs: Needs,
    most: int = MOST,
    files: int = 0,
) -> Gated:
    """An address under /newsroom; `most` bytes and `files` files may come with a form."""

    async def guarded(request: Request) -> Response:
        try:
            caller = await who(request)
        except DatabaseError:
            return refusals.later(request)
        if caller is None:
            return _signed_out(request)
        if not caller.meets(needs):
            return refusals.forbidden(request, caller)
        try:
            return await _admitted(Request(request.scope, _bounded(request.receive, most)), caller, handler, files)
        except _REFUSED as error:
            return _refusal(request, caller, error)

    made = Gated(f"{HERE}{path}", guarded, methods=list(methods), name=f"newsroom{path}")
    made.needs = needs
    return made


async def _admitted(request: Request, caller: Caller, handler: Handler, files: int) -> Response:
    if request.method not in SAFE and not await _own(request, caller, files):
        return refusals.forged(request, caller)
    return await handler(request, caller)


_REFUSED = (TooMuchError, NotAllowedError, UnknownError, DatabaseError)


def _refusal(request: Request, caller: Caller, error: Exception) -> Response:
    if isinstance(error, TooMuchError):
        return refusals.too_much(request, caller)
    if isinstance(error, NotAllowedError):
        return refusals.forbidden(request, caller, worded(caller.language, error))
    if isinstance(error, UnknownError):
        return refusals.missing(request, caller, worded(caller.language, error))
    return refusals.later(request, caller)


async def form(request: Request) -> FormData:
    """What was sent with a form; the gate has read it already."""
    return await request.form()


def cookie_name(found: Parts) -> str:
    """What the session is called: with https in a way that no other host can set it."""
    return "__Host-budstikke" if secure(found) else "budstikke"


def secure(found: Parts) -> bool:
    """Whether the web is reached by https."""
    return found.settings.config.server.public_url.startswith("https://")


async def who(request: Request) -> Caller | None:
    """Whoever the session belongs to; None without one that holds."""
    found = parts(request)
    cookie = request.cookies.get(cookie_name(found), "")
    if not cookie:
        return None
    caller = await found.database.aread(_caller, cookie, found)
    if caller and caller.session.stale(found.clock()):
        await found.database.awrite(sessions.touch, caller.session, found.clock())
    return caller


def _caller(connection: Connection, cookie: str, found: Parts) -> Caller | None:
    session = sessions.resolve(connection, cookie, found.clock())
    people = load_people(connection, [session.person_id]) if session else []
    if not session or not people:
        return None
    config, person = found.settings.config, people[0]
    held = replace(person, roles=(*person.roles, *session.roles))
    return Caller(
        person=person,
        standing=acting(connection, standing(held, desks(connection, config.content.desks)), found.clock()),
        session=session,
        language=best(person.spoken, config.company.language),
        zone=ZoneInfo(person.timezone or config.company.timezone),
    )


def _signed_out(request: Request) -> Response:
    if request.method not in SAFE:
        return refusals.signed_out(request)
    there = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"{SIGN_IN}?next={quote(there, safe='/')}", 303, {"Cache-Control": "no-store"})


async def _own(request: Request, caller: Caller, files: int) -> bool:
    """Whether a request that changes something comes from a page of theirs."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    given: object = request.headers.get("x-csrf-token", "")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() in FORMS:
        try:
            sent = await request.form(max_files=files, max_fields=FIELDS, max_part_size=MOST)
        except HTTPException as error:
            raise TooMuchError from error
        given = given or sent.get("csrf", "")
    return isinstance(given, str) and hmac.compare_digest(given.encode(), caller.csrf.encode())


def _bounded(receive: Receive, most: int) -> Receive:
    """The same, until more than `most` bytes came: TooMuchError."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise TooMuchError
        return message

    return counted
