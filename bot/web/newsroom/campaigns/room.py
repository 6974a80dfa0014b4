"""Campaigns: what belongs together, whose it is, its goal and its time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import quote

from babel.dates import format_date
from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bot.rendering import names
from bot.rendering.terms import language_name
from bot.rendering.words import N_, worded, words
from bot.web.newsroom import frame
from bot.web.newsroom.frame import go, says
from bot.web.newsroom.gate import Caller, Gated, form, room
from bot.web.newsroom.queue.shown import Card, Eyes
from bot.web.newsroom.queue.shown import worded as titled
from bot.web.parts import Parts, parts
from digests.content.model import ItemState
from digests.errors import InputError
from digests.newsroom import campaigns, search
from digests.newsroom.campaigns import Campaign
from digests.newsroom.errors import NotAllowedError
from digests.newsroom.queue import Page
from digests.newsroom.search import Sought
from digests.newsroom.standing import Act

SAVED = says("campaigns.saved", N_("Saved."))
DROPPED = says("campaigns.dropped", N_("Removed. Items that name it still do."))
WRONG = 422


@dataclass(frozen=True, slots=True)
class Line:
    """A campaign of the list."""

    name: str
    title: str
    lang: str
    owner: str
    goal: str
    time: str
    numbers: tuple[tuple[str, str, int], ...]  # state, its word, items


def routes(_parts: Parts) -> Sequence[Gated]:
    """The list, each campaign, and the form."""
    return (
        room("/campaigns", every, needs=Act.SEE_QUEUE),
        room("/campaigns/new", new, needs=Act.EDIT),
        room("/campaigns/new", save, methods=("POST",), needs=Act.EDIT),
        room("/campaigns/{name}", one, needs=Act.SEE_QUEUE),
        room("/campaigns/{name}/edit", edit, needs=Act.EDIT),
        room("/campaigns/{name}/edit", save, methods=("POST",), needs=Act.EDIT),
        room("/campaigns/{name}/remove", remove, methods=("POST",), needs=Act.EDIT),
    )


async def every(request: Request, caller: Caller) -> Response:
    """All campaigns."""
    found: tuple[dict[str, Campaign], dict[str, dict[str, int]]] = await parts(request).database.aread(_every)
    known, counted = found
    goals = _goals(parts(request), caller.language)
    lines = [_line(one, counted.get(one.name, {}), goals, caller) for one in known.values()]
    return frame.show(request, caller, "campaigns/list", lines=lines, edits=caller.standing.anywhere(Act.EDIT))


async def one(request: Request, caller: Caller) -> Response:
    """A campaign with the items of it that somebody sees."""
    made_of, name = parts(request), request.path_params["name"]
    now = made_of.clock()
    found: tuple[Campaign, Page, dict[str, int]] = await made_of.database.aread(_one, caller, name, now)
    campaign, page, counted = found
    eyes = Eyes(caller.language, caller.zone, now)
    cards: list[Card] = [eyes.card(item) for item in page.items]
    line = _line(campaign, counted, _goals(made_of, caller.language), caller)
    writes = bool(campaign.version) and caller.may(Act.EDIT, campaign.owner)
    return frame.show(
        request,
        caller,
        "campaigns/one",
        title=line.title,
        campaign=campaign,
        line=line,
        cards=cards,
        total=page.total,
        writes=writes,
        describes=not campaign.version and caller.standing.anywhere(Act.EDIT),
    )


async def new(request: Request, caller: Caller) -> Response:
    """The empty form; a name may come along, of a campaign that items name already."""
    desks = caller.standing.desks_for(Act.EDIT)
    name = request.query_params.get("name", "")[:60]
    return _form(request, caller, Campaign(name, desks[0] if desks else ""), "new")


async def edit(request: Request, caller: Caller) -> Response:
    """The form of a campaign."""
    campaign: Campaign = await parts(request).database.aread(campaigns.find, request.path_params["name"])
    caller.standing.must(Act.EDIT, campaign.owner)
    return _form(request, caller, campaign, "edit")


async def save(request: Request, caller: Caller) -> Response:
    """Keeps what was written; what is wrong with it is said above the form, where everything still stands."""
    made_of, given = parts(request), await form(request)
    kept = request.path_params.get("name")
    if kept:
        there: Campaign = await made_of.database.aread(campaigns.find, kept)
        caller.standing.must(Act.EDIT, there.owner)
    goals = [goal.name for goal in made_of.settings.config.goals]
    written = _written(given, kept, _languages(made_of))
    try:
        campaign = replace(written, starts=_day(given, "starts"), ends=_day(given, "ends"))
        await made_of.database.awrite(campaigns.save, caller.standing, campaign, goals, made_of.clock())
    except NotAllowedError:
        raise
    except InputError as error:
        return _form(
            request, caller, written, "edit" if kept else "new", wrong=worded(caller.language, error), given=given
        )
    return go(f"/campaigns/{quote(campaign.name)}", SAVED)


async def remove(request: Request, caller: Caller) -> Response:
    """Forgets what was said of a campaign."""
    await parts(request).database.awrite(campaigns.drop, caller.standing, request.path_params["name"])
    return go("/campaigns", DROPPED)


def _every(connection: Connection) -> tuple[dict[str, Campaign], dict[str, dict[str, int]]]:
    return campaigns.load(connection), campaigns.counts(connection)


def _one(connection: Connection, caller: Caller, name: str, now: datetime) -> tuple[Campaign, Page, dict[str, int]]:
    campaign = campaigns.find(connection, name)
    page = search.found(connection, caller.standing, Sought(campaign=name), now, size=search.SIZE)
    return campaign, page, campaigns.counts(connection).get(name, {})


def _form(
    request: Request, caller: Caller, campaign: Campaign, what: str, *, wrong: str = "", given: FormData | None = None
) -> Response:
    made_of = parts(request)
    _ = words(caller.language).gettext
    days = {"starts": _iso(campaign.starts), "ends": _iso(campaign.ends)}
    if given is not None:
        days = {name: str(given.get(name, "")) for name in days}
    titles = [
        (tag, language_name(tag, caller.language), campaign.title.get(tag, ""))
        for tag in dict.fromkeys([*_languages(made_of), *campaign.title])
    ]
    goals = _goals(made_of, caller.language)
    return frame.show(
        request,
        caller,
        "campaigns/form",
        status=WRONG if wrong else 200,
        title=_("New campaign") if what == "new" else _("Change a campaign"),
        campaign=campaign,
        what=what,
        days=days,
        titles=titles,
        desks=[(desk, desk) for desk in caller.standing.desks_for(Act.EDIT)],
        goals=[("", _("None")), *goals.items()],
        wrong=wrong,
    )


def _written(given: FormData, kept: str | None, languages: Sequence[str]) -> Campaign:
    version = str(given.get("version", "0"))
    said = {tag: str(given.get(f"title.{tag}", "")).strip() for tag in [*languages, *given.getlist("tag")] if tag}
    return Campaign(
        name=kept or str(given.get("name", "")).strip(),
        owner=str(given.get("owner", "")),
        title={str(tag): text for tag, text in said.items() if text},
        goal=str(given.get("goal", "")),
        version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0,  # noqa: PLR2004
    )


def _day(given: FormData, name: str) -> date | None:
    written = str(given.get(name, "")).strip()
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise InputError("{written!r} is no day: write it as 2027-03-31.", written=written[:40]) from None


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _languages(made_of: Parts) -> Sequence[str]:
    return made_of.settings.config.content.languages


def _goals(made_of: Parts, language: str) -> Mapping[str, str]:
    """What the company's goals are called."""
    return {goal.name: titled(goal.title, language)[1] or goal.name for goal in made_of.settings.config.goals}


def _line(campaign: Campaign, counted: Mapping[str, int], goals: Mapping[str, str], caller: Caller) -> Line:
    lang, title = titled(campaign.title, caller.language)
    numbers = [(state, names.state(state, caller.language), counted.get(state, 0)) for state in ItemState]
    return Line(
        name=campaign.name,
        title=title or campaign.name,
        lang=lang,
        owner=campaign.owner,
        goal=goals.get(campaign.goal, campaign.goal),
        time=_time(campaign, caller.language),
        numbers=tuple((state.value, said, number) for state, said, number in numbers if number),
    )


def _time(campaign: Campaign, language: str) -> str:
    _ = words(language).gettext
    first, last = (
        str(format_date(day, "medium", locale=language)) if day else "" for day in (campaign.starts, campaign.ends)
    )
    if first and last:
        return _("{first} to {last}").format(first=first, last=last)
    if first:
        return _("from {day}").format(day=first)
    return _("until {day}").format(day=last) if last else ""
