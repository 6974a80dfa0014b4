"""The audit log: who did what, in pages, by kind, person and day, and as a file for a spreadsheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from bot.rendering.cells import sheet
from bot.rendering.moments import moment
from bot.rendering.words import N_, words
from bot.web.newsroom import frame
from bot.web.newsroom.gate import ADMIN, Caller, Gated, room
from bot.web.pages import HEADERS
from bot.web.parts import Parts, parts
from digests.access import audit
from digests.errors import UnknownError
from digests.newsroom import log
from digests.newsroom.log import ITEM, Line, Wanted
from digests.people.store import find_person, load_people

PAGE = 50
MOST = 100_000  # lines of a file
GROUPS = {
    "signing": N_("Signing in and out"),
    "items": N_("Items"),
    "settings": N_("Settings"),
    "people": N_("Looks at people"),
    "figures": N_("Looks at figures"),
    "keys": N_("API keys"),
}
ACTS = {
    "sign in": N_("signed in"),
    "sign out": N_("signed out"),
    "signin": N_("printed a link to sign in"),
    "sessions end": N_("ended sessions"),
    "apikey create": N_("made an API key"),
    "apikey revoke": N_("took an API key back"),
    "audit": N_("looked at the audit log"),
    "report": N_("looked at the report"),
    "programme": N_("changed the programme"),
    "poster": N_("chose the item of a poster"),
    "preview as": N_("saw a digest as somebody"),
    "looked as": N_("saw a digest as somebody"),
    "preview": N_("saw a digest as somebody"),
    "why": N_("asked why somebody gets what"),
    "person export": N_("exported what is stored of a person"),
    "person forget": N_("erased a person"),
    "item suggested": N_("suggested an item"),
    "item accepted": N_("took a suggestion up"),
    "item declined": N_("declined a suggestion"),
    "item added": N_("wrote an item"),
    "item changed": N_("changed an item"),
    "item corrected": N_("corrected an item that was sent"),
    "item submitted": N_("submitted an item"),
    "item approved": N_("approved an item"),
    "item asked": N_("asked for a change"),
    "item withdrawn": N_("withdrew an item"),
    "item restored": N_("restored an item"),
    "item sent_next": N_("sent an item next"),
    "item undone": N_("took the last step of an item back"),
    "feed added": N_("added a feed"),
    "feed changed": N_("changed a feed"),
    "feed paused": N_("paused a feed"),
    "feed resumed": N_("resumed a feed"),
    "feed removed": N_("removed a feed"),
}
HEAD = ("at", "who", "who_id", "act", "subject", "about", "about_id")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, as it was written."""

    kind: str
    person: str
    since: str
    until: str
    page: int

    @property
    def query(self) -> str:
        """The same as an address, without the page."""
        told = {"kind": self.kind, "person": self.person, "since": self.since, "until": self.until}
        return urlencode({name: value for name, value in told.items() if value})


@dataclass(frozen=True, slots=True)
class Shown:
    """One line in words."""

    when: str
    who: str
    did: str
    subject: str
    about: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found: lines, how many there are in all, people's names by id, and whose lines were wanted."""

    lines: list[Line]
    number: int
    names: Mapping[str, str]
    person_id: str


def routes(_parts: Parts) -> Sequence[Gated]:
    """The page, and the file."""
    return (room("/audit", listing, needs=ADMIN), room("/audit/file.csv", file, needs=ADMIN))


async def listing(request: Request, caller: Caller) -> Response:
    """A page of the log, the newest first; looking here is noted too."""
    found, asked = parts(request), _asked(request)
    _ = words(caller.language).gettext
    try:
        seen = await found.database.aread(_load, asked, caller)
    except UnknownError:
        seen = None
    await found.database.awrite(_noted, asked, seen, caller, found.clock())
    return frame.show(
        request,
        caller,
        "audit/audit",
        title=_("Audit log"),
        lines=[_shown(one, seen.names, caller) for one in seen.lines] if seen else [],
        groups=[("", _("Everything")), *((name, _(said)) for name, said in GROUPS.items())],
        asked=asked,
        unknown=seen is None,
        pages=max(1, -(-seen.number // PAGE)) if seen else 1,
        number=seen.number if seen else 0,
    )


async def file(request: Request, caller: Caller) -> Response:
    """The same as CSV, all pages of it."""
    found, asked = parts(request), _asked(request)
    seen = await found.database.aread(_load, asked, caller, whole=True)
    await found.database.awrite(_noted, asked, seen, caller, found.clock(), " as csv")
    rows = [_cells(one, seen.names) for one in seen.lines]
    told = HEADERS | {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return Response(sheet(HEAD, rows), media_type="text/csv; charset=utf-8", headers=told)


def _asked(request: Request) -> Asked:
    given = request.query_params
    kind, page = given.get("kind", ""), given.get("page", "1")
    return Asked(
        kind=kind if kind in GROUPS else "",
        person=given.get("person", "").strip()[:320],
        since=given.get("since", "") if _day(given.get("since", "")) else "",
        until=given.get("until", "") if _day(given.get("until", "")) else "",
        page=max(1, int(page)) if page.isdecimal() and len(page) < 7 else 1,  # noqa: PLR2004 - of any log's pages
    )


def _wanted(connection: Connection, asked: Asked, zone: ZoneInfo) -> Wanted:
    person = find_person(connection, asked.person).id if asked.person else ""
    since, until = _day(asked.since), _day(asked.until)
    return Wanted(
        asked.kind,
        person,
        _midnight(since, zone) if since else None,
        _midnight(until + timedelta(days=1), zone) if until else None,
    )


def _load(connection: Connection, asked: Asked, caller: Caller, *, whole: bool = False) -> Seen:
    wanted = _wanted(connection, asked, caller.zone)
    lines = log.lines(connection, wanted, *((MOST,) if whole else (PAGE, (asked.page - 1) * PAGE)))
    number = len(lines) if whole else log.count(connection, wanted)
    return Seen(lines, number, _names(connection, lines), wanted.person_id)


def _noted(  # noqa: PLR0917 - a line of the log
    connection: Connection, asked: Asked, seen: Seen | None, caller: Caller, now: datetime, how: str = ""
) -> None:
    """Writes the look down; whose lines they were stands where erasing that person reaches it."""
    days = " to ".join(one for one in (asked.since, asked.until) if one)
    subject = ", ".join(one for one in (asked.kind, days) if one)
    person_id = seen.person_id or None if seen else None
    audit.note(connection, now, audit.PERSON, "audit", subject + how, person_id=person_id, actor_id=caller.person.id)


def _names(connection: Connection, lines: Sequence[Line]) -> Mapping[str, str]:
    ids = {one for line in lines for one in (line.actor_id, line.person_id) if one}
    return {one.id: one.name for one in load_people(connection, ids, active=False)}


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _who(line: Line, names: Mapping[str, str]) -> str:
    return names.get(line.actor_id, line.actor_id) if line.actor_id else line.actor


def _about(line: Line, names: Mapping[str, str]) -> str:
    return names.get(line.person_id, line.person_id) if line.person_id else ""


def _cells(line: Line, names: Mapping[str, str]) -> tuple[object, ...]:
    who, about = _who(line, names), _about(line, names)
    return (line.at.isoformat(), who, line.actor_id, line.act, line.subject, about, line.person_id)


def _shown(line: Line, names: Mapping[str, str], caller: Caller) -> Shown:
    _ = words(caller.language).gettext
    who = _who(line, names)
    if who == audit.PERSON:
        who = _("the command line, or somebody who was erased") if line.act.startswith(ITEM) else _("somebody erased")
    return Shown(
        when=moment(line.at, caller.zone, caller.language),
        who=who,
        did=_(ACTS[line.act]) if line.act in ACTS else line.act,
        subject=line.subject,
        about=_about(line, names),
    )
