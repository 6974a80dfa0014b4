"""Slack's way to us: events by HTTP or over a socket, and which part hears them."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.routing import Route

from bot.slack import unknown
from bot.slack.company import hearing as company
from bot.slack.company.authorizing import Authorizing
from bot.slack.company.install import INSTALL, REDIRECT, installing
from bot.slack.decisions import room as decisions
from bot.slack.home import room as home
from bot.slack.message import room as message
from bot.slack.newsroom import room as newsroom
from bot.slack.parts import Composing, Parts, nobody_composes
from digests.clock import Clock
from digests.db import Database
from digests.settings import Settings

_quiet = logging.getLogger("budstikke.slack")  # Bolt and slack_sdk write whole messages at DEBUG
_quiet.setLevel(logging.INFO)

# Each listens to what is its own.
ROOMS: tuple[Callable[[AsyncApp, Parts], None], ...] = (
    company.register,
    message.register,
    home.register,
    newsroom.register,
    decisions.register,
    unknown.register,  # last: what nobody else hears
)
PING_SECONDS = 2.0  # how often the socket is tried: a dead one is noticed and replaced within 10 s


def create_app(settings: Settings, database: Database, clock: Clock, composed: Composing = nobody_composes) -> AsyncApp:
    """Bolt's app with all its listeners; it asks Slack nothing before it acknowledges."""
    secrets = settings.secrets
    web = AsyncWebClient(base_url=settings.config.slack.api_url, logger=_quiet, retry_handlers=[])
    if settings.config.slack.api_url.startswith("http://"):
        web.proxy = None

    # With Socket Mode alone nothing comes in by HTTP, and nobody knows the secret that would let it in.
    signing = secrets.slack_signing_secret or hashlib.sha256(settings.key + b"no signing secret").hexdigest()
    parts = Parts(settings, database, clock, composed)
    app = AsyncApp(
        name="budstikke",
        signing_secret=signing,
        authorize=Authorizing(parts),  # type: ignore[arg-type] # Bolt takes it, and says only that it takes functions
        oauth_flow=installing(parts, web),
        client=web,
        logger=_quiet,
    )
    for register in ROOMS:
        register(app, parts)
    return app


def route(app: AsyncApp) -> Route:
    """What answers POST /slack/events; requests that Slack did not sign are refused."""
    return Route("/slack/events", AsyncSlackRequestHandler(app).handle, methods=["POST"], include_in_schema=False)


def routes(app: AsyncApp, settings: Settings) -> Sequence[Route]:
    """Everything of Slack's that this service answers by HTTP, as configuration has it."""
    handle = AsyncSlackRequestHandler(app).handle
    installs = [Route(path, handle, methods=["GET"], include_in_schema=False) for path in (INSTALL, REDIRECT)]
    heard = [route(app)] if settings.config.slack.mode != "socket" else []
    return [*heard, *(installs if app.oauth_flow is not None else [])]


@asynccontextmanager
async def listening(app: AsyncApp, app_token: str) -> AsyncIterator[None]:
    """Socket Mode inside the block, for whoever has no public address; without a token nothing happens."""
    if not app_token:
        yield
        return
    task = asyncio.create_task(listen(app, app_token))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def listen(app: AsyncApp, app_token: str) -> None:
    """Socket Mode until it is cancelled; slack_sdk itself connects again when the socket is lost or refused."""
    handler = AsyncSocketModeHandler(app, app_token, logger=_quiet, ping_interval=PING_SECONDS)
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await asyncio.Event().wait()
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]
