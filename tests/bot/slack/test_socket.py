"""Socket Mode: presses come in without a public address, and each is acknowledged on the socket."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.slack.app import create_app, listening
from digests.db import Database
from digests.ledger.model import FactKind
from digests.ledger.store import load
from tests.bot.chat import keep, settings
from tests.factories import NOW, person

PRESS = {
    "type": "block_actions",
    "user": {"id": "U1"},
    "team": {"id": "T1"},
    "channel": {"id": "D1"},
    "actions": [
        {"type": "button", "action_id": "share_x", "block_id": "b", "value": "7:1:x", "action_ts": "1764000000.1"}
    ],
}


@asynccontextmanager
async def slack(answered: "asyncio.Future[str]") -> AsyncIterator[str]:
    """A Slack that opens a socket, tells of one press, and keeps what comes back."""

    async def opened(request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Bearer xapp-test"
        return web.json_response({"ok": True, "url": str(request.url.with_scheme("ws").with_path("/socket"))})

    async def socket(request: web.Request) -> web.WebSocketResponse:
        held = web.WebSocketResponse()
        await held.prepare(request)
        await held.send_json({"envelope_id": "e1", "type": "interactive", "payload": PRESS})
        async for message in held:
            if message.type is web.WSMsgType.TEXT and not answered.done():
                answered.set_result(json.loads(message.data)["envelope_id"])
        return held

    app = web.Application()
    app.router.add_post("/api/apps.connections.open", opened)
    app.router.add_get("/socket", socket)
    async with TestServer(app, host="127.0.0.1") as server:
        yield str(server.make_url("")).rstrip("/")


def answer() -> "asyncio.Future[str]":
    return asyncio.get_running_loop().create_future()


async def test_a_press_that_comes_by_the_socket_is_acknowledged_and_kept(database: Database) -> None:
    database.write(keep, person(slack_id="U1"))
    answered = answer()
    async with slack(answered) as address:
        app = create_app(settings(address), database, lambda: NOW)
        async with listening(app, "xapp-test"):
            assert await asyncio.wait_for(answered, 20) == "e1"
            await asyncio.gather(*(task for task in asyncio.all_tasks() if "slack_bolt/listener" in repr(task)))
    assert [(fact.kind, fact.network) for fact in database.read(load)] == [(FactKind.TAP, "x")]


async def test_without_an_app_token_no_socket_is_opened(database: Database) -> None:
    before = asyncio.all_tasks()
    async with listening(create_app(settings("http://127.0.0.1:9"), database, lambda: NOW), ""):
        assert asyncio.all_tasks() == before
