"""Where somebody is signed in, and how to end that; for admins, where everybody is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from bot.rendering.moments import moment
from bot.rendering.words import N_, words
from bot.web.newsroom import frame
from bot.web.newsroom.gate import ADMIN, SIGN_IN, SIGNED_IN, Caller, Gated, form, room
from bot.web.newsroom.signin import door
from bot.web.parts import Parts, parts
from digests.access import sessions
from digests.access.sessions import Session
from digests.errors import UnknownError
from digests.newsroom import entering
from digests.people.store import load_people

ENDED = frame.says("sessions.ended", N_("That session is ended."))
ELSEWHERE = frame.says("sessions.elsewhere", N_("You are signed out everywhere else."))
OTHERS = frame.says("sessions.others", N_("That person is signed out everywhere."))
WAYS = {
    "mail": N_("by a link in a mail"),
    "slack": N_("by a link in Slack"),
    "operator": N_("by a link of the command line"),
    "oidc": N_("by your company's sign-in"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One session in words."""

    id: str
    agent: str
    way: str
    since: str
    seen: str
    until: str
    here: bool


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person, and where they are signed in."""

    id: str
    name: str
    sessions: tuple[Shown, ...]


def routes(_parts: Parts) -> Sequence[Gated]:
    """One's own sessions, and everybody's."""
    return (
        room("/sessions", own, needs=SIGNED_IN),
        room("/sessions/end", end, methods=["POST"], needs=SIGNED_IN),
        room("/sessions/end-all", end_all, methods=["POST"], needs=SIGNED_IN),
        room("/sessions/people", everybody, needs=ADMIN),
        room("/sessions/people/end-all", end_others, methods=["POST"], needs=ADMIN),
    )


async def own(request: Request, caller: Caller) -> Response:
    """Where the caller is signed in."""
    found = parts(request)
    mine = await found.database.aread(sessions.of_person, caller.person.id, found.clock())
    _ = words(caller.language).gettext
    shown = [_shown(one, caller) for one in mine]
    title = _("Where I am signed in")
    return frame.show(request, caller, "sessions/own", title=title, sessions=shown)


async def end(request: Request, caller: Caller) -> Response:
    """Ends one of the caller's sessions; the one they are in signs them out."""
    found, sent = parts(request), await form(request)
    wanted = str(sent.get("id", ""))
    now = found.clock()
    ended = await found.database.awrite(entering.close, caller.person.id, caller.person.id, wanted, now)
    if not ended:
        raise UnknownError("This session has ended already.")
    if wanted == caller.session.id:
        return door.closed(found, SIGN_IN)
    return frame.go("/sessions", ENDED)


async def end_all(request: Request, caller: Caller) -> Response:
    """Signs the caller out everywhere, or everywhere else."""
    found, sent = parts(request), await form(request)
    but = caller.session.id if sent.get("but") else ""
    await found.database.awrite(entering.close_all, caller.person.id, caller.person.id, found.clock(), but=but)
    return frame.go("/sessions", ELSEWHERE) if but else door.closed(found, SIGN_IN)


async def everybody(request: Request, caller: Caller) -> Response:
    """Who is signed in, for whoever administers the house."""
    found = parts(request)
    alive, names = await found.database.aread(_alive, found)
    grouped = groupby(sorted(alive, key=lambda one: one.person_id), key=lambda one: one.person_id)
    people = [
        Somebody(person_id, names.get(person_id, person_id), tuple(_shown(one, caller) for one in theirs))
        for person_id, theirs in grouped
    ]
    _ = words(caller.language).gettext
    people.sort(key=lambda one: one.name.casefold())
    return frame.show(request, caller, "sessions/everybody", title=_("Who is signed in"), people=people)


async def end_others(request: Request, caller: Caller) -> Response:
    """Signs somebody out everywhere."""
    found, sent = parts(request), await form(request)
    whom = str(sent.get("person", ""))
    if not await found.database.aread(load_people, [whom], active=False):
        raise UnknownError("This person is not in the directory.")
    await found.database.awrite(entering.close_all, caller.person.id, whom, found.clock())
    return door.closed(found, SIGN_IN) if whom == caller.person.id else frame.go("/sessions/people", OTHERS)


def _alive(connection: Connection, found: Parts) -> tuple[list[Session], Mapping[str, str]]:
    alive = sessions.alive(connection, found.clock())
    people = load_people(connection, {one.person_id for one in alive}, active=False)
    return alive, {one.id: one.name for one in people}


def _shown(one: Session, caller: Caller) -> Shown:
    _ = words(caller.language).gettext

    def told(at: datetime) -> str:
        return moment(at, caller.zone, caller.language)

    until = min(one.ends_at, one.seen_at + one.idle)
    return Shown(
        id=one.id,
        agent=one.agent or _("An unknown browser"),
        way=_(WAYS[one.way]) if one.way in WAYS else one.way,
        since=told(one.made_at),
        seen=told(one.seen_at),
        until=told(until),
        here=one.id == caller.session.id,
    )
