"""Pages that say what cannot be done, and what to do instead."""

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from bot.rendering.words import words
from bot.web.newsroom import frame
from bot.web.pages import accepted

if TYPE_CHECKING:  # the gate answers with these pages
    from bot.web.newsroom.gate import Caller


def signed_out(request: Request) -> Response:
    """A form came without a session: what was typed is still in the page behind it."""
    _ = words(accepted(request)).gettext
    text = _("Nothing was saved. Sign in in another tab, come back to this page in your history and send it again.")
    return _page(request, None, 401, _("You are signed out"), text)


def forbidden(request: Request, caller: "Caller", why: str = "") -> Response:
    """The caller's roles do not allow it; `why` is a sentence of a verb's."""
    _ = words(caller.language).gettext
    text = _("Nothing was changed. Ask whoever administers your newsroom for the role.")
    return _page(request, caller, 403, _("Your role does not allow this"), text, why)


def forged(request: Request, caller: "Caller") -> Response:
    """The form was not made by a page of this session."""
    _ = words(caller.language).gettext
    text = _("Nothing was changed. Open the page again and send it from there.")
    return _page(request, caller, 403, _("This form is not from your session"), text)


def too_much(request: Request, caller: "Caller") -> Response:
    """More came than any of our forms sends."""
    _ = words(caller.language).gettext
    return _page(request, caller, 413, _("This is too large"), _("Nothing was changed. Send less at once."))


def missing(request: Request, caller: "Caller", why: str = "") -> Response:
    """There is no such thing, or not for the caller."""
    _ = words(caller.language).gettext
    text = _("It may have been renamed, or it belongs to a desk that you have no role at.")
    return _page(request, caller, 404, _("This is not here"), text, why)


def later(request: Request, caller: "Caller | None" = None) -> Response:
    """The database does not answer."""
    _ = words(caller.language if caller else accepted(request)).gettext
    text = _("Nothing was changed. Try again in a few seconds.")
    response = _page(request, caller, 503, _("One moment, please"), text)
    response.headers["Retry-After"] = "5"
    return response


def _page(  # noqa: PLR0917 - what a page of one sentence has
    request: Request, caller: "Caller | None", status: int, title: str, text: str, why: str = ""
) -> Response:
    return frame.show(request, caller, "message", status=status, title=title, text=text, why=why)
