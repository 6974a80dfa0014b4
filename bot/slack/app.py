"""Slack's way to us: events by HTTP or over a socket, and which part hears them."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from starlette.routing import Route

from bot.slack import share
from bot.slack.home import room as home
from bot.slack.parts import Parts
from digests.clock import Clock
from digests.db import Database
from digests.settings import Settings

_quiet = logging.getLogger("budstikke.slack")  # Bolt and slack_sdk write whole messages at DEBUG
_quiet.setLevel(logging.INFO)

# Each listens to what is its own.
ROOMS: tuple[Callable[[AsyncApp, Parts], None], ...] = (share.register, home.register)


def create_app(settings: Settings, database: Database, clock: Clock) -> AsyncApp:
    """Bolt's app with all its listeners; it asks Slack nothing before it acknowledges."""
    secrets = settings.secrets
    web = AsyncWebClient(base_url=settings.config.slack.api_url, logger=_quiet, retry_handlers=[])
    if settings.config.slack.api_url.startswith("http://"):
        web.proxy = None

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=None, bot_token=secrets.slack_bot_token)

    # With Socket Mode alone nothing comes in by HTTP, and nobody knows the secret that would let it in.
    signing = secrets.slack_signing_secret or hashlib.sha256(settings.key + b"no signing secret").hexdigest()
    app = AsyncApp(name="budstikke", signing_secret=signing, authorize=authorize, client=web, logger=_quiet)
    parts = Parts(settings, database, clock)
    for register in ROOMS:
        register(app, parts)
    return app


def route(app: AsyncApp) -> Route:
    """What answers POST /slack/events; requests that Slack did not sign are refused."""
    return Route("/slack/events", AsyncSlackRequestHandler(app).handle, methods=["POST"], include_in_schema=False)


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
    handler = AsyncSocketModeHandler(app, app_token, logger=_quiet)
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await asyncio.Event().wait()
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]
