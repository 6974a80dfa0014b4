"""Signing in by a link that comes by mail or Slack, and signing out."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from bot.rendering.words import N_, words
from bot.web.limits import Limits
from bot.web.newsroom import frame, gate
from bot.web.newsroom.gate import SIGN_IN, SIGNED_IN, Caller, room
from bot.web.newsroom.signin import company, door
from bot.web.newsroom.signin.form import form, minutes, opening, over, ways
from bot.web.pages import HEADERS, accepted
from bot.web.parts import Parts, parts
from digests.access import audit, sessions, signin
from digests.access.signin import Link
from digests.delivery import notes
from digests.newsroom.entering import SIGN_OUT, Door, Entered, enter
from digests.people.model import ChannelName, Person
from digests.people.store import load_people

KIND = "signin"
OUT = frame.says("signin.out", N_("You are signed out."))
ADDRESS = 320  # characters
QUARTER = timedelta(minutes=15)
Page = Callable[[Request], Awaitable[Response]]


def routes(parts: Parts) -> Sequence[BaseRoute]:
    """`signin` and what stands below it are open to everybody."""
    del parts
    pages = Pages()
    return (
        *company.routes(),
        opening("", pages.ask, "GET"),
        opening("", pages.asked, "POST"),
        opening("/sent", pages.sent, "GET"),
        opening("/{token}", pages.look, "GET"),
        opening("/{token}", pages.use, "POST"),
        room("/signout", leave, methods=["POST"], needs=SIGNED_IN),
    )


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages, and how often each client and each address may ask: by hashes that live as long as the count."""

    clients: Limits = field(default_factory=lambda: Limits(each=12, every=600, window=QUARTER))
    addresses: Limits = field(default_factory=lambda: Limits(each=4, every=600, window=QUARTER))

    async def ask(self, request: Request) -> Response:
        """The form; whoever is signed in already goes on."""
        there = door.onward(request.query_params.get("next", ""))
        caller = await gate.who(request)
        if caller is not None and caller.meets(SIGNED_IN):
            return RedirectResponse(there, 303, HEADERS)
        return form(request, onward=there)

    async def asked(self, request: Request) -> Response:
        """Has a link sent; the answer, and how long it takes, are the same whoever has the address, or nobody."""
        found, sent = parts(request), await door.sent(request)
        address, there = sent.get("address", "").strip().lower(), door.onward(sent.get("next", ""))
        way = sent.get("way", "")
        way = way if way in ways(found) else ways(found)[0]
        if not (0 < address.find("@") < len(address) - 1 and len(address) <= ADDRESS and address.isprintable()):
            return form(request, status=422, onward=there, address=address[:ADDRESS], way=way, wrong=True)
        now = found.clock()
        client = request.client.host if request.client else ""
        if not self.clients.allows(client, now):
            return form(request, status=429, onward=there, address=address, way=way, often=True)
        if self.addresses.allows(address, now):
            await found.database.awrite(
                notes.ask, KIND, now=now, address=address, about={"onward": there}, channel=ChannelName(way)
            )
        return frame.go(f"/signin/sent?way={way}")

    async def sent(self, request: Request) -> Response:
        """What to do now, the same for everybody."""
        way = request.query_params.get("way", "")
        found = parts(request)
        _ = words(accepted(request)).gettext
        return frame.show(
            request,
            None,
            "signin/sent",
            title=_("Look into Slack") if way == ChannelName.SLACK else _("Look into your mail"),
            slack=way == ChannelName.SLACK,
            minutes=minutes(),
            preview=ChannelName.PREVIEW in found.channels,
        )

    async def look(self, request: Request) -> Response:
        """A page with a button: whatever only looks at a link uses nothing up."""
        token, found = request.path_params["token"], parts(request)
        seen = await found.database.aread(_seen, token, found)
        if seen is None:
            return over(request)
        _ = words(accepted(request)).gettext
        return frame.show(
            request,
            None,
            "signin/link",
            title=_("Sign in as {name}").format(name=seen.name),
            token=token,
            person=seen,
        )

    async def use(self, request: Request) -> Response:
        """Uses the link up and signs in; pressed twice, it goes on for whoever it signed in."""
        found = parts(request)
        await door.sent(request)
        old = request.cookies.get(gate.cookie_name(found), "")
        entered = await found.database.awrite(_entered, request.path_params["token"], door.door(request, found), old)
        if entered is not None:
            return door.opened(found, entered.cookie, entered.onward or door.START)
        caller = await gate.who(request)
        return RedirectResponse(door.START, 303, HEADERS) if caller and caller.meets(SIGNED_IN) else over(request)


async def leave(request: Request, caller: Caller) -> Response:
    """Ends the session."""
    found = parts(request)
    await found.database.awrite(_left, caller, found)
    return door.closed(found, f"{SIGN_IN}?said={OUT}")


def _seen(connection: Connection, token: str, found: Parts) -> Person | None:
    link: Link | None = signin.look(connection, token, found.clock())
    people = load_people(connection, [link.person_id]) if link else []
    return people[0] if people else None


def _entered(connection: Connection, token: str, opened: Door, old: str) -> Entered | None:
    entered = enter(connection, token, opened)
    before = sessions.resolve(connection, old, opened.now) if entered and old else None
    if before is not None:
        sessions.close(connection, before.person_id, before.id)
    return entered


def _left(connection: Connection, caller: Caller, found: Parts) -> None:
    if sessions.close(connection, caller.person.id, caller.session.id):
        audit.note(connection, found.clock(), audit.PERSON, SIGN_OUT, actor_id=caller.person.id)
