"""Suggesting something without a login, from a digest's own link, and what became of one's own."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.rendering.words import worded, words
from bot.web.newsroom.suggestions.own import Typed, titled
from bot.web.newsroom.suggestions.shown import Eyes
from bot.web.opened import Opened, open_delivery
from bot.web.pages import message, page
from bot.web.parts import parts
from digests.errors import InputError
from digests.newsroom import suggested, writing

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
LINK = "link"  # where a suggestion came in
THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class Said:
    """What the page says above the form: that it worked, that it did not, or a hint."""

    wrong: str = ""
    hint: str = ""
    thanks: bool = False


NOTHING = Said()


def routes() -> list[Route]:
    """The form, and its sending."""
    return [Route("/i/{token}", show, methods=["GET"]), Route("/i/{token}", send, methods=["POST"])]


async def show(request: Request) -> Response:
    """The form, and what became of earlier suggestions; it changes nothing."""
    opened = await open_delivery(request)
    return await _page(request, opened, Typed(), Said(thanks=THANKS in request.query_params))


async def send(request: Request) -> Response:
    """Keeps a suggestion, or fills in the title that its page has."""
    opened = await open_delivery(request)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in FORMS:
        return message(
            request,
            415,
            "This is not the form",
            "Nothing was suggested. Open your digest and suggest it from there.",
            opened.language,
        )
    typed = Typed.of(await _form(request))
    _ = words(opened.language).gettext
    if not typed.title and typed.url:
        typed = Typed(typed.url, await titled(request, typed.url), typed.why)
        if typed.title:
            hint = _("This is what the page calls itself. Is that right?")
            return await _page(request, opened, typed, Said(hint=hint))
    found = parts(request)
    try:
        await found.database.awrite(
            writing.suggest, opened.person, typed.url, typed.title, typed.why, "", found.clock(),
            language=found.settings.config.company.language, origin=LINK,
        )  # fmt: skip
    except InputError as error:
        return await _page(request, opened, typed, Said(wrong=worded(opened.language, error)))
    return RedirectResponse(f"/i/{opened.token}?{THANKS}", 303, {"Cache-Control": "no-store"})


async def _form(request: Request) -> FormData:
    return await request.form(max_files=0, max_fields=20, max_part_size=20_000)


async def _page(request: Request, opened: Opened, typed: Typed, said: Said) -> Response:
    found = parts(request)
    own = await found.database.aread(suggested.own, opened.person.id, found.clock())
    zone = ZoneInfo(opened.person.timezone or found.settings.config.company.timezone)
    eyes = Eyes(opened.language, zone, lambda _desk: False)
    return page(
        request,
        "suggest",
        opened.language,
        status=422 if said.wrong else 200,
        token=opened.token,
        typed=typed,
        said=said,
        mine=[eyes.mine(one) for one in own],
    )
