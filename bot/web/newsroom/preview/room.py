"""Previews: a digest or an item side by side as mail, in Slack and in Teams, for anybody; why; and a test of it."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.rendering.looks import slack, teams
from bot.rendering.looks.scheme import SCHEMES, Scheme, themed
from bot.rendering.names import title
from bot.rendering.terms import language_name
from bot.rendering.words import N_, languages, worded, words
from bot.web.newsroom import frame
from bot.web.newsroom.gate import Caller, Gated, form, room
from bot.web.newsroom.preview.asked import Asked, find, schedules, search
from bot.web.newsroom.preview.composing import Composing
from bot.web.newsroom.preview.reasons import rows
from bot.web.pages import HEADERS
from bot.web.parts import Parts, parts
from digests.delivery.model import Parcel
from digests.errors import BudstikkeError, InputError, UnknownError
from digests.newsroom.errors import NotAllowedError
from digests.newsroom.standing import Act
from digests.people.model import ChannelName

DRAWN = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src https: data:; frame-ancestors 'self'"
)
FRAMED = frame.POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
REFUSED = (UnknownError, NotAllowedError)  # the gate's affair
CHANNELS = (ChannelName.EMAIL, ChannelName.SLACK, ChannelName.TEAMS, ChannelName.PREVIEW)

frame.says("preview.tested", N_("A test is on its way to you; nobody else gets it."))

Draw = Callable[[bytes, str, Scheme], str]
FORMS: Mapping[str, tuple[str, Draw]] = {
    "mail": ("html", lambda made, _language, scheme: themed(made.decode(), scheme)),
    "slack": ("slack", lambda made, language, scheme: slack.page(json.loads(made), language, scheme=scheme)),
    "teams": ("teams", lambda made, language, scheme: teams.page(json.loads(made), language, scheme=scheme)),
}


def routes(made_of: Parts) -> Sequence[Gated]:
    """The page, its pictures, its reasons, and the test."""
    composing = Composing(made_of)

    async def drawn(request: Request, caller: Caller) -> Response:
        return await _drawn(request, caller, composing)

    async def tested(request: Request, caller: Caller) -> Response:
        return await _tested(request, caller, composing)

    return (
        room("/preview", page, needs=Act.PREVIEW_AS),
        room("/preview/drawn", drawn, needs=Act.PREVIEW_AS),
        room("/preview/why", why, needs=Act.PREVIEW_AS),
        room("/preview/test", tested, methods=("POST",), needs=Act.TEST),
    )


async def page(request: Request, caller: Caller) -> Response:
    """What is asked for, and the pictures of it once somebody is chosen."""
    return await _page(request, caller, Asked.of(request.query_params, schedules(parts(request))))


async def _page(request: Request, caller: Caller, asked: Asked, error: str = "", status: int = 200) -> Response:
    found = parts(request)
    sought = request.query_params.get("q", "").strip()[:100]
    people = await found.database.aread(search, sought) if sought else []
    person, item = await found.database.aread(find, caller, asked)
    chosen = bool(asked.person or asked.item) and not (sought and "person" not in request.query_params)
    try:
        asked.moment(caller.zone, found.clock())
    except InputError as wrong:
        error, chosen, status = worded(caller.language, wrong), False, 422
    privacy, _ = found.settings.config.privacy, words(caller.language).gettext
    return frame.show(
        request,
        caller,
        "preview/page",
        status=status,
        title=_("Preview"),
        asked=asked,
        person=person,
        item=item,
        item_title=title(item, caller.language) if item else "",
        sought=sought,
        people=people,
        chosen=chosen,
        error=error,
        schedules=schedules(found),
        languages=languages(),
        language_name=lambda code: language_name(code, caller.language),
        channels=[name.value for name in CHANNELS if name.value in found.channels and _reached(caller, name)],
        guarded=privacy.countries.get(person.country, privacy.mode) != "open",
    )


async def _drawn(request: Request, caller: Caller, composing: Composing) -> Response:
    """One picture: the message as its channel's own renderer makes it, in a frame that can do nothing."""
    asked = Asked.of(request.query_params, schedules(parts(request)))
    kind, scheme = request.query_params.get("as", "mail"), request.query_params.get("scheme", "auto")
    if kind not in FORMS or scheme not in SCHEMES:
        raise UnknownError("There is no such picture.")
    try:
        composed = await composing.get(caller, asked)
        if composed.parcel is None:
            return _empty(request, caller, asked, composed.why)
        html = await asyncio.to_thread(_html, parts(request), composed.parcel, kind, scheme)
    except REFUSED:
        raise
    except InputError as error:
        return _empty(request, caller, asked, worded(caller.language, error))
    headers = HEADERS | {"Content-Security-Policy": DRAWN}
    return HTMLResponse(html.replace("<head>", '<head><base target="_blank">', 1), headers=headers)


def _html(found: Parts, parcel: Parcel, kind: str, scheme: Scheme) -> str:
    form_of, draw = FORMS[kind]
    return draw(found.rehearsing.drawn(parcel, form_of), parcel.digest.language, scheme)


def _empty(request: Request, caller: Caller, asked: Asked, why_not: str) -> Response:
    headers = {"Content-Security-Policy": FRAMED}
    return frame.show(request, caller, "preview/empty", title="", why=why_not, asked=asked, headers=headers)


async def why(request: Request, caller: Caller) -> Response:
    """What speaks for and against every item for a person; the picks first."""
    found = parts(request)
    asked = replace(Asked.of(request.query_params, schedules(found)), item="")
    person, _item = await found.database.aread(find, caller, asked)
    try:
        at = asked.moment(caller.zone, found.clock())
        lines = await asyncio.to_thread(found.rehearsing.reasons, asked.schedule, person, at)
    except InputError as error:
        return _empty(request, caller, asked, worded(caller.language, error))
    told = await found.database.aread(rows, lines, caller.language)
    headers = {"Content-Security-Policy": FRAMED}
    return frame.show(
        request, caller, "preview/why", title=words(caller.language).gettext("Why"), rows=told, headers=headers
    )


async def _tested(request: Request, caller: Caller, composing: Composing) -> Response:
    """Sends it to whoever asks for it, on the channel they chose, and to nobody else."""
    found, sent = parts(request), await form(request)
    texts = {name: value for name, value in sent.items() if isinstance(value, str)}
    asked = Asked.of(texts, schedules(found))
    channel = texts.get("channel", "")
    try:
        if channel not in {name.value for name in CHANNELS}:
            raise InputError("Choose a channel.")
        composed = await composing.get(caller, asked)
        if composed.parcel is None:
            raise InputError(composed.why)
        person = caller.person
        await asyncio.to_thread(found.rehearsing.try_out, composed.parcel, person, ChannelName(channel))
    except REFUSED:
        raise
    except BudstikkeError as error:
        return await _page(request, caller, asked, worded(caller.language, error), 422)
    return frame.go(f"/preview?{asked.query}", "preview.tested")


def _reached(caller: Caller, name: ChannelName) -> bool:
    person = caller.person
    return bool(person.teams_id if name is ChannelName.TEAMS else person.email or person.slack_id)
