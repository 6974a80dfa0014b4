"""An approver's page behind the buttons of a mail: it shows the item, and only a press decides."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.rendering.terms import Reading
from bot.rendering.words import best
from bot.web.newsroom.approvals.shown import Shown, shown
from bot.web.pages import accepted, page
from bot.web.parts import Parts, parts
from digests.errors import InputError, TokenError
from digests.newsroom import items
from digests.newsroom.asking import question
from digests.newsroom.deciding import authors
from digests.newsroom.deputies import acting
from digests.newsroom.invitations import Invitation, check
from digests.newsroom.queue import desks
from digests.newsroom.standing import Act, Standing, standing
from digests.people.store import load_people

ORIGIN = "mail"  # the door through which versions come in
REASON = 1000
APPROVE, CHANGE = "approve", "change"


@dataclass(frozen=True, slots=True)
class Invited:
    """Whoever was asked, what they may do at this moment, and the question in words."""

    standing: Standing
    language: str
    shown: Shown


def routes() -> list[Route]:
    """The page and its buttons."""
    return [Route("/a/{token}", show, methods=["GET"]), Route("/a/{token}", decide, methods=["POST"])]


async def show(request: Request) -> Response:
    """The item and what can be pressed; it changes nothing, so whatever follows the address does no harm."""
    try:
        invited = await _invited(request)
    except TokenError as error:
        return _closed(request, error.kind)
    if invited is None:
        return _closed(request, "over")
    return _page(request, invited, asked=request.query_params.get("do", ""))


async def decide(request: Request) -> Response:
    """Approves, or asks for a change with a reason: for the version that was shown, by whoever was asked."""
    found = parts(request)
    try:
        invitation = check(found.keys, request.path_params["token"], found.clock())
        invited = await _invited(request)
    except TokenError as error:
        return _closed(request, error.kind)
    if invited is None:
        return _closed(request, "over")
    form = await request.form(max_files=0, max_fields=10)
    asked, reason = str(form.get("do", "")), str(form.get("reason", "")).strip()[:REASON]
    if asked == CHANGE and not reason:
        return _page(request, invited, asked=CHANGE, wrong=True)
    try:
        await found.database.awrite(_decided, invitation, invited.standing, asked, reason, found)
    except InputError:  # somebody was faster, or it was changed: the page says how it stands
        return RedirectResponse(request.url.path, 303)
    return RedirectResponse(f"{request.url.path}?done={asked}", 303)


async def _invited(request: Request) -> Invited | None:
    found = parts(request)
    invitation = check(found.keys, request.path_params["token"], found.clock())
    return await found.database.aread(_load, invitation, found, found.clock())


def _load(connection: Connection, invitation: Invitation, found: Parts, now: datetime) -> Invited | None:
    people = load_people(connection, [invitation.person_id])
    asked = question(connection, people[0], invitation.item_id, invitation.version) if people else None
    if asked is None:
        return None
    config, person = found.settings.config, people[0]
    who = acting(connection, standing(person, desks(connection, config.content.desks)), now)
    if not who.may(Act.APPROVE, asked.item.owner):
        return None
    language = best(person.spoken, config.company.language)
    reading = Reading(language, person.timezone or config.company.timezone)
    own = not config.newsroom.own_approval and person.id in authors(connection, invitation.item_id)
    return Invited(who, language, shown(found, asked, reading, now, own=own))


def _decided(  # noqa: PLR0917 - what was pressed, by whom, and on what
    connection: Connection, invitation: Invitation, who: Standing, asked: str, reason: str, found: Parts
) -> None:
    now, item_id, version = found.clock(), invitation.item_id, invitation.version
    if asked == APPROVE:
        own = found.settings.config.newsroom.own_approval
        items.approve(connection, who, item_id, version, now, own=own, origin=ORIGIN)
    elif asked == CHANGE:
        items.ask_change(connection, who, item_id, version, reason, now, origin=ORIGIN)
    else:
        raise InputError("Choose one of the two.")


def _page(request: Request, invited: Invited, *, asked: str, wrong: bool = False) -> Response:
    picture = urlsplit(invited.shown.seen.image_url)
    return page(
        request,
        "invited",
        invited.language,
        status=422 if wrong else 200,
        pictures=[f"{picture.scheme}://{picture.netloc}"] if picture.netloc else [],
        shown=invited.shown,
        asked=asked,
        done=request.query_params.get("done", ""),
        wrong=wrong,
        longest=REASON,
        newsroom="/newsroom/approvals",
    )


def _closed(request: Request, why: str) -> Response:
    status = {"expired": 410, "forged": 403}.get(why, 403)
    language = accepted(request)
    return page(request, "invited_closed", language, status=status, why=why, newsroom="/newsroom/approvals")
