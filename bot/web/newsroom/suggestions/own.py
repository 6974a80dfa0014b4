"""Suggesting something as somebody who is signed in, and what became of one's own."""

from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bot.rendering.words import N_, worded, words
from bot.web.newsroom import frame
from bot.web.newsroom.gate import Caller, form
from bot.web.newsroom.suggestions.shown import Eyes
from bot.web.parts import parts
from digests.errors import InputError
from digests.newsroom import suggested, writing

WRONG = 422
THANKS = frame.says("suggest.thanks", N_("Thank you. The newsroom sees your suggestion."))


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed."""

    url: str = ""
    title: str = ""
    why: str = ""

    @classmethod
    def of(cls, given: FormData) -> "Typed":
        """From a form; what is missing is empty."""
        return cls(*(str(given.get(name, "")).strip()[:3000] for name in ("url", "title", "why")))


async def show(request: Request, caller: Caller) -> Response:
    """The form, and what became of earlier ones."""
    return await _page(request, caller, Typed())


async def suggest(request: Request, caller: Caller) -> Response:
    """Keeps a suggestion, or fills in the title that its page has."""
    given, found = await form(request), parts(request)
    typed = Typed.of(given)
    _ = words(caller.language).gettext
    if not typed.title and typed.url:
        typed = Typed(typed.url, await titled(request, typed.url), typed.why)
        if typed.title:
            return await _page(request, caller, typed, note=_("This is what the page calls itself. Is that right?"))
    try:
        await found.database.awrite(
            writing.suggest, caller.person, typed.url, typed.title, typed.why, "", found.clock(),
            language=found.settings.config.company.language,
        )  # fmt: skip
    except InputError as error:
        return await _page(request, caller, typed, wrong=worded(caller.language, error))
    return frame.go("/suggest", THANKS)


async def titled(request: Request, url: str) -> str:
    """What the page at an address calls itself; empty where it does not say."""
    try:
        return (await parts(request).look_up(url)).title
    except InputError:
        return ""


async def _page(request: Request, caller: Caller, typed: Typed, *, wrong: str = "", note: str = "") -> Response:
    found = parts(request)
    own = await found.database.aread(suggested.own, caller.person.id, found.clock())
    eyes = Eyes(caller.language, caller.zone, lambda _desk: False)
    return frame.show(
        request,
        caller,
        "suggestions/own",
        status=WRONG if wrong else 200,
        title=words(caller.language).gettext("Suggest something"),
        typed=typed,
        wrong=wrong,
        hint=note,
        mine=[eyes.mine(one) for one in own],
    )
