"""How Slack tells an app of something: a signed request, or an envelope on the app's socket."""

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import WSMessage, WSMsgType, web

from tests.slack_faults.world import APP, Json

PATIENCE = 10.0  # seconds; an app has three, and how long it took is said
KINDS = {"events_api": "events_api", "interactive": "interactive", "slash_commands": "slash_commands"}


def signed(body: str, secret: str, age: int = 0) -> dict[str, str]:
    """Slack's signature over a body that it sent `age` seconds ago."""
    stamp = str(int(time.time()) - age)
    mac = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mac}"}


def written(kind: str, payload: Json) -> tuple[str, str]:
    """The body of a request and its content type."""
    if kind == "events_api":
        return json.dumps(payload), "application/json"
    form = {"payload": json.dumps(payload)} if kind == "interactive" else payload
    return urlencode(form), "application/x-www-form-urlencoded"


@dataclass
class ByRequest:
    """Tells by HTTP, to one address."""

    address: str
    secret: str

    async def tell(self, kind: str, payload: Json, how: Json) -> Json:
        """The status and body of the app's answer, and how many seconds it took."""
        body, content = written(kind, payload)
        headers = {"Content-Type": content, **signed(body, how.get("secret", self.secret), how.get("age", 0))}
        if how.get("retry"):
            headers |= {"X-Slack-Retry-Num": str(how["retry"]), "X-Slack-Retry-Reason": "http_timeout"}
        start = time.perf_counter()
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE)) as client,
            client.post(self.address, data=body, headers=headers) as answer,
        ):
            said = await answer.text()
        return {"status": answer.status, "body": said, "seconds": time.perf_counter() - start}


@dataclass
class BySocket:
    """Tells by an envelope on the newest socket that the app has opened."""

    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    waiting: dict[str, "asyncio.Future[Json]"] = field(default_factory=dict)
    tickets: set[str] = field(default_factory=set)
    opened: int = 0
    mute: bool = False
    _numbers: int = 0

    def ticket(self) -> str:
        """Lets the app open one socket."""
        self._numbers += 1
        self.tickets.add(f"ticket-{self._numbers}")
        return f"ticket-{self._numbers}"

    async def link(self, request: web.Request) -> web.StreamResponse:
        """One socket, from hello until either side leaves."""
        ticket = request.query.get("ticket", "")
        if ticket not in self.tickets:
            return web.Response(status=403)
        self.tickets.discard(ticket)
        held = web.WebSocketResponse(autoping=False)
        await held.prepare(request)
        await held.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": APP}})
        self.sockets.append(held)
        self.opened += 1
        try:
            async for message in held:
                await self._heard(held, message)
        finally:
            if held in self.sockets:
                self.sockets.remove(held)
        return held

    async def _heard(self, held: web.WebSocketResponse, message: WSMessage) -> None:
        if message.type is WSMsgType.PING and not self.mute:
            await held.pong(message.data)
        if message.type is WSMsgType.TEXT:
            said: Json = json.loads(message.data)
            future = self.waiting.get(said["envelope_id"])
            if future is not None and not future.done():
                future.set_result(said)

    async def tell(self, kind: str, payload: Json, how: Json) -> Json:
        """What the app answered, as if by HTTP: status 0 when it did not within our patience."""
        self._numbers += 1
        envelope: Json = {"envelope_id": f"e{self._numbers}", "type": KINDS[kind], "payload": payload}
        envelope["accepts_response_payload"] = kind != "events_api"
        if how.get("retry"):
            envelope |= {"retry_attempt": how["retry"], "retry_reason": "timeout"}
        future = self.waiting[envelope["envelope_id"]] = asyncio.get_running_loop().create_future()
        start = time.perf_counter()
        try:
            if not self.sockets:
                return {"status": 0, "body": "no socket", "seconds": 0.0}
            await self.sockets[-1].send_json(envelope)
            answer = await asyncio.wait_for(future, PATIENCE)
        except TimeoutError:
            return {"status": 0, "body": "", "seconds": time.perf_counter() - start}
        finally:
            del self.waiting[envelope["envelope_id"]]
        body = answer.get("payload")
        said = "" if body is None else json.dumps(body)
        return {"status": 200, "body": said, "seconds": time.perf_counter() - start}

    async def hang_up(self, how: str) -> None:
        """Ends every socket: `disconnect` says so first, `close` closes, `cut` tears the line, `mute` says no more."""
        self.mute = how == "mute"
        for held in list(self.sockets):
            self.sockets.remove(held)
            if how == "disconnect":
                await held.send_json({"type": "disconnect", "reason": "refresh_requested"})
            elif how == "close":
                await held.close()
            elif how == "cut":
                transport: Any = held._req.transport if held._req else None
                transport.abort()
