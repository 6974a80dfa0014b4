"""Deputies: who stands in for whoever is signed in, and for whom they stand in themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from babel.dates import format_date
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from bot.rendering.words import N_, worded, words
from bot.web.newsroom import frame
from bot.web.newsroom.gate import Caller, Gated, form, room
from bot.web.parts import parts
from digests.access import audit
from digests.errors import InputError, UnknownError
from digests.newsroom import deputies
from digests.newsroom.deputies import Deputy
from digests.newsroom.standing import Act
from digests.people.model import Person
from digests.people.store import load_people

PATH = "/approvals/deputies"
_DAY = timedelta(days=1)

frame.says("deputies.named", N_("Noted. They are asked in your place, and told so by being asked."))
frame.says("deputies.ended", N_("Taken back."))


@dataclass(frozen=True, slots=True)
class Line:
    """One person standing in, in words."""

    id: int
    name: str
    when: str


def routes() -> Sequence[Gated]:
    """The page, naming somebody, and taking that back."""
    return (
        room(PATH, page, needs=Act.APPROVE),
        room(PATH, named, methods=("POST",), needs=Act.APPROVE),
        room(f"{PATH}/{{number:int}}/end", ended, methods=("POST",), needs=Act.APPROVE),
    )


async def page(request: Request, caller: Caller) -> Response:
    """Who stands in for them, and a form for one more."""
    return await _page(request, caller, {})


async def _page(
    request: Request, caller: Caller, typed: Mapping[str, str], error: str = "", status: int = 200
) -> Response:
    found = parts(request)
    mine, theirs, people = await found.database.aread(_load, caller, found.clock())
    section = found.settings.config.newsroom
    return frame.show(
        request,
        caller,
        "approvals/deputies",
        status=status,
        title=words(caller.language).gettext("Who stands in for you"),
        mine=mine,
        theirs=theirs,
        people=people,
        typed=typed,
        error=error,
        today=found.clock().astimezone(caller.zone).date().isoformat(),
        remind=round(section.remind_hours),
        deadline=round(section.deadline_hours),
    )


async def named(request: Request, caller: Caller) -> Response:
    """Names a deputy from a day to a day, or until that is taken back."""
    found, sent = parts(request), await form(request)
    typed = {name: str(sent.get(name, "")).strip() for name in ("deputy", "starts", "ends")}
    try:
        now = found.clock()
        starts = _midnight(typed["starts"], caller) or now
        last = _midnight(typed["ends"], caller, days=1)
        await found.database.awrite(_named, caller, typed["deputy"], starts, last, now)
    except InputError as error:
        return await _page(request, caller, typed, worded(caller.language, error), 422)
    return frame.go(PATH, "deputies.named")


async def ended(request: Request, caller: Caller) -> Response:
    """Takes it back."""
    found = parts(request)
    await found.database.awrite(_ended, caller, request.path_params["number"], found.clock())
    return frame.go(PATH, "deputies.ended")


def _named(  # noqa: PLR0917 - who, whom, and from when until when
    connection: Connection, caller: Caller, deputy: str, starts: datetime, ends: datetime | None, now: datetime
) -> None:
    deputies.name(connection, caller.standing, deputy, starts=starts, ends=ends, now=now)
    audit.note(connection, now, audit.PERSON, "deputy named", person_id=deputy, actor_id=caller.person.id)


def _ended(connection: Connection, caller: Caller, number: int, now: datetime) -> None:
    mine = {one.id: one for one in deputies.named_by(connection, caller.person.id, now)}
    if number not in mine:
        raise UnknownError("Nobody stands in for you there any more.")
    deputies.take_back(connection, caller.standing, number)
    deputy = mine[number].deputy_id
    audit.note(connection, now, audit.PERSON, "deputy taken back", person_id=deputy, actor_id=caller.person.id)


def _load(connection: Connection, caller: Caller, now: datetime) -> tuple[list[Line], list[Line], list[Person]]:
    mine = deputies.named_by(connection, caller.person.id, now)
    theirs = [one for one in deputies.standing_in(connection, now) if one.deputy_id == caller.person.id]
    names = {one.id: one.name for one in load_people(connection, deputies.ids([*mine, *theirs]), active=False)}
    people = [one for one in deputies.candidates(connection) if one.id != caller.person.id]
    return (
        [_line(one, names.get(one.deputy_id, ""), caller) for one in mine],
        [_line(one, names.get(one.person_id, ""), caller) for one in theirs],
        people,
    )


def _line(one: Deputy, name: str, caller: Caller) -> Line:
    _ = words(caller.language).gettext
    first = _day(one.starts, caller)
    if one.ends is None:
        return Line(one.id, name, _("from {first}, until you take it back").format(first=first))
    return Line(one.id, name, _("{first} to {last}").format(first=first, last=_day(one.ends - _DAY, caller)))


def _day(at: datetime, caller: Caller) -> str:
    return format_date(at.astimezone(caller.zone).date(), "medium", locale=caller.language)


def _midnight(text: str, caller: Caller, *, days: int = 0) -> datetime | None:
    """The beginning of a day where the caller is, or so many days after it; None where nothing was typed."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text) + timedelta(days=days)
        return datetime.combine(day, time(), caller.zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError("Choose a day.") from None
