"""The web: short links, tap pages, preferences, the way out, and the preview."""

from collections.abc import Awaitable, Callable, Mapping

from fastapi import FastAPI
from sqlalchemy import Connection, text
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from bot.web import company, fresh, invited, own, preview, report, static, suggest, unsubscribe, welcome
from bot.web.answers import Answers
from bot.web.api import create_api
from bot.web.beacon import Beacon
from bot.web.closed import closed
from bot.web.hits import Hits
from bot.web.journal import Journal
from bot.web.newsroom import app as newsroom
from bot.web.opened import ClosedError, GoneError, NoSuchPickError
from bot.web.pages import message
from bot.web.parts import Parts
from bot.web.preferences import Preferring
from bot.web.public import Public
from bot.web.redirects import RETRY, Redirects, Targets
from bot.web.share import Sharing
from bot.web.trap import Unseen
from bot.web.visitors import Visitors
from digests.errors import DatabaseError, TokenError, UnknownError

__all__ = ["Parts", "create_app"]


class Web(FastAPI):
    """FastAPI behind the short links: whoever follows one passes nothing else."""

    redirects: Redirects

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As the server calls it."""
        scope["app"] = self
        await self.redirects(scope, receive, send)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Everything that is no short link."""
        await super().__call__(scope, receive, send)


def create_app(parts: Parts) -> Web:
    """The application that `serve` runs; SettingsError when the secret key is missing."""
    _ = parts.keys  # says so now rather than at the first press
    app = Web(title="Budstikke", openapi_url=None, docs_url=None, redoc_url=None)
    app.state.parts = parts
    visitors = Visitors(parts.database, secure=parts.settings.config.links.base_url.startswith("https://"))
    hits = Hits(parts.database, Journal(parts.journal))
    targets = Targets(parts)
    app.router.routes.extend(
        [
            *Sharing(visitors, targets).routes(),
            *Answers(visitors, hits).routes(),
            *Unseen(visitors, hits).routes(),
            *Preferring().routes(),
            *Beacon(visitors).routes(),
            *unsubscribe.routes(),
            *suggest.routes(),
            *invited.routes(),
            *preview.routes(parts.settings),
            *report.routes(),
            *company.routes(),
            *own.routes(),
            *Public(visitors, targets, hits).routes(),
            *fresh.routes(),
            *welcome.routes(),
            *static.routes(),
            *newsroom.routes(parts),
        ]
    )
    app.mount("/api/v1", create_api(parts))
    app.add_api_route("/healthz", _alive, methods=["GET"])
    app.add_api_route("/readyz", _ready, methods=["GET"])
    for error, answer in _ERRORS.items():
        app.add_exception_handler(error, answer)
    app.redirects = Redirects(app.answer, parts, targets, hits, visitors)
    return app


async def _alive() -> Response:
    return PlainTextResponse("ok\n")


async def _ready(request: Request) -> Response:
    try:
        await request.app.state.parts.database.aread(_answers)
    except DatabaseError as error:
        return PlainTextResponse(f"{error}\n", 503, RETRY)
    return PlainTextResponse("ready\n")


def _answers(connection: Connection) -> None:
    connection.execute(text("SELECT 1 FROM people LIMIT 1"))


async def _bad_token(request: Request, error: Exception) -> Response:
    if isinstance(error, TokenError) and error.kind == "expired":
        return fresh.expired(request)
    return message(
        request,
        403,
        "This address is not complete",
        "It was cut short or altered on the way. Nothing was changed. Open your digest again and use its button.",
    )


async def _closed(request: Request, _: Exception) -> Response:
    return message(
        request,
        410,
        "This digest is closed",
        "It was a preview, or it is not kept any more. Nothing was changed.",
    )


async def _missing(request: Request, _: Exception) -> Response:
    return message(
        request,
        404,
        "There is nothing here",
        "The address may have been cut short. Open your digest again and use its button.",
    )


async def _gone(request: Request, _: Exception) -> Response:
    return await closed(request)


async def _later(request: Request, _: Exception) -> Response:
    response = message(
        request,
        503,
        "One moment, please",
        "This cannot be answered right now. Nothing was changed. Try again in a few seconds.",
    )
    response.headers.update(RETRY)
    return response


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 404:  # noqa: PLR2004
        return await _missing(request, error)
    if status == 405:  # noqa: PLR2004
        response = message(request, 405, "This cannot be done here", "Open your digest again and use its button.")
        response.headers.update(getattr(error, "headers", None) or {})
        return response
    return message(request, status, "This did not work", "Nothing was changed. Try again from your digest.")


_ERRORS: Mapping[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
    TokenError: _bad_token,
    ClosedError: _closed,
    NoSuchPickError: _missing,
    GoneError: _gone,
    UnknownError: _gone,
    DatabaseError: _later,
    HTTPException: _http,
    Exception: _http,
}
