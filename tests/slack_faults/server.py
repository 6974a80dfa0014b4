"""The fault server: Slack's side as a process of its own, which a test tells what to say and how to break."""

import argparse
import asyncio
import json
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from tests.slack_faults.methods import answer
from tests.slack_faults.telling import PATIENCE, ByRequest, BySocket
from tests.slack_faults.world import Json, World

GRANTING = "oauth.v2.access"  # the one method that is asked without a token
TOO_LONG = 20.0  # seconds that somebody who waits for a change is kept


class Server:
    """The Web API, the sockets, what is told to the app, and the levers behind /control."""

    def __init__(self, address: str, token: str, app_token: str, told: ByRequest | None) -> None:
        self.world = World(address)
        self.sockets = BySocket()
        self.told: ByRequest | BySocket = told or self.sockets
        self._tokens = {f"Bearer {token}"}
        self._gate = asyncio.Event()  # what is held comes to an end when it opens
        self._held = 0
        self._app_token = f"Bearer {app_token}"
        self._submitting: dict[str, asyncio.Event] = {}  # views whose submission is being answered
        self._changed = asyncio.Condition()
        self._changes = 0

    def routes(self) -> list[web.RouteDef]:
        """Slack's addresses and ours."""
        return [
            web.post("/api/apps.connections.open", self.connect),
            web.route("*", "/api/{method}", self.api),
            web.get("/link", self.link),
            web.post("/response/{number}", self.response),
            web.post("/upload/{file}", self.upload),
            web.get("/control/seen", self.seen),
            web.post("/control/members", self.members),
            web.post("/control/tell", self.tell),
            web.post("/control/trouble", self.trouble),
            web.post("/control/release", self.release),
            web.post("/control/hang_up", self.hang_up),
            web.post("/control/trigger", self.trigger),
            web.post("/control/tokens", self.tokens),
            web.post("/control/close", self.close),
        ]

    async def api(self, request: web.Request) -> web.StreamResponse:
        """A method of the Web API, or the trouble that was planned for it."""
        method, asked = request.match_info["method"], await _arguments(request)
        trouble = self.world.trouble(method)
        if method == "views.update" and (under_way := self._submitting.get(asked.get("view_id", ""))):
            with suppress(TimeoutError):  # what the submission is answered with comes first
                await asyncio.wait_for(under_way.wait(), PATIENCE)
        if trouble and trouble["kind"] == "slow":
            await asyncio.sleep(trouble["seconds"])
            trouble = None
        if trouble and trouble["kind"] == "held":
            await self._hold()
            trouble = None
        status, headers, said = 200, dict[str, str](), None
        if trouble is None or trouble["kind"] == "lost_after":
            said = self._refused(request, method) or answer(self.world, method, asked)
            if method == GRANTING and said["ok"]:
                self._tokens.add(f"Bearer {said['access_token']}")
        elif trouble["kind"] == "answer":
            status, headers, said = _failure(trouble)
        self.world.calls.append({"method": method, "arguments": asked, "status": status, "answer": said})
        await self._change()
        if trouble and trouble["kind"].startswith("lost") and request.transport is not None:
            request.transport.abort()
        return web.json_response(said, status=status, headers=headers)

    async def _hold(self) -> None:
        self._held += 1
        await self._change()
        try:
            await self._gate.wait()
        finally:
            self._held -= 1

    def _refused(self, request: web.Request, method: str) -> Json | None:
        given = request.headers.get("Authorization", "")
        if given in self._tokens or method == GRANTING:
            return None
        return {"ok": False, "error": "invalid_auth" if given else "not_authed"}

    async def connect(self, request: web.Request) -> web.Response:
        """Where the app may open its socket."""
        trouble = self.world.trouble("apps.connections.open")
        self.world.calls.append({"method": "apps.connections.open", "arguments": {}, "status": 200})
        await self._change()
        if trouble is not None:
            status, headers, said = _failure(trouble)
            return web.json_response(said, status=status, headers=headers)
        if request.headers.get("Authorization") != self._app_token:
            return web.json_response({"ok": False, "error": "invalid_auth"})
        url = request.url.with_scheme("ws").with_path("/link").with_query(ticket=self.sockets.ticket())
        return web.json_response({"ok": True, "url": str(url)})

    async def link(self, request: web.Request) -> web.StreamResponse:
        """A socket; that it came is a change."""
        asyncio.get_running_loop().call_later(0.02, asyncio.ensure_future, self._change())
        return await self.sockets.link(request)

    async def response(self, request: web.Request) -> web.Response:
        """What the app says by a response_url."""
        said = await request.json()
        self.world.answers.append({"number": request.match_info["number"], **said})
        await self._change()
        return web.json_response({"ok": True})

    async def upload(self, request: web.Request) -> web.Response:
        """A file's content, by the address that was given for it."""
        if request.content_type == "multipart/form-data":
            form = await request.post()
            parts = [
                part.file.read() if isinstance(part, web.FileField) else str(part).encode() for part in form.values()
            ]
            content = b"".join(parts)
        else:
            content = await request.read()
        self.world.files[request.match_info["file"]]["content"] = content.decode(errors="replace")
        return web.Response(text="OK")

    async def tell(self, request: web.Request) -> web.Response:
        """Tells the app, and says what it answered; a submission's answer is obeyed."""
        asked = await request.json()
        payload = asked["payload"]
        view = payload["view"]["id"] if payload.get("type") == "view_submission" else ""
        answered = self._submitting[view] = asyncio.Event()
        try:
            told = await self.told.tell(asked["kind"], payload, asked["how"])
            if view and told["status"] == web.HTTPOk.status_code:
                self.world.submitted(payload["user"]["id"], view, json.loads(told["body"] or "{}"))
        finally:
            answered.set()
            self._submitting.pop(view, None)
        await self._change()
        return web.json_response(told)

    async def seen(self, request: web.Request) -> web.Response:
        """Everything, as soon as there was a change after `after`, or when that takes too long."""
        after = int(request.query.get("after", -1))
        async with self._changed:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait_for(lambda: self._changes > after), TOO_LONG)
        sockets = {"open": len(self.sockets.sockets), "opened": self.sockets.opened}
        return web.json_response(
            {"changes": self._changes, "sockets": sockets, "held": self._held, **self.world.seen()}
        )

    async def members(self, request: web.Request) -> web.Response:
        """Puts members into the workspace, or changes them."""
        for member in await request.json():
            self.world.members[member["id"]] = member
        return web.json_response({})

    async def trouble(self, request: web.Request) -> web.Response:
        """What the next calls of a method meet."""
        planned = await request.json()
        self.world.troubles[planned["method"]] += [planned] * planned["times"]
        if planned["kind"] == "held":
            self._gate.clear()
        return web.json_response({})

    async def release(self, _request: web.Request) -> web.Response:
        """Lets go of what is held, and holds no more."""
        for waiting in self.world.troubles.values():
            waiting[:] = [one for one in waiting if one["kind"] != "held"]
        self._gate.set()
        return web.json_response({})

    async def hang_up(self, request: web.Request) -> web.Response:
        """Ends the sockets in one of their ways."""
        await self.sockets.hang_up((await request.json())["how"])
        return web.json_response({})

    async def trigger(self, request: web.Request) -> web.Response:
        """A trigger for somebody's next modal."""
        return web.json_response({"trigger_id": self.world.trigger((await request.json())["user"])})

    async def tokens(self, request: web.Request) -> web.Response:
        """Which bot tokens are good from now on."""
        self._tokens = {f"Bearer {token}" for token in (await request.json())["tokens"]}
        return web.json_response({})

    async def close(self, request: web.Request) -> web.Response:
        """Somebody closes the modal in front."""
        asked = await request.json()
        stack = self.world.modals[asked["user"]]
        closed: Any = stack.pop() if stack else None
        return web.json_response({"view": closed})

    async def _change(self) -> None:
        async with self._changed:
            self._changes += 1
            self._changed.notify_all()


def _failure(trouble: Json) -> tuple[int, dict[str, str], Json]:
    """The status, headers and body by which Slack says what is wrong."""
    wait = trouble.get("retry_after")
    headers = {} if wait is None else {"Retry-After": str(wait)}
    return trouble["status"], headers, {"ok": False, "error": trouble["error"]}


async def _arguments(request: web.Request) -> Json:
    """Arguments of the query and the body together, whichever of its forms it has."""
    found: Json = dict(request.query)
    if request.content_type == "application/json":
        given: Json = json.loads(await request.text() or "{}")
        return found | given
    if request.content_type == "multipart/form-data":
        return found | {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return found | dict(parse_qsl(await request.text(), keep_blank_values=True))


def main() -> None:
    """Serves on a loopback port until it is ended."""
    reading = argparse.ArgumentParser()
    for name in ("--port", "--token", "--app-token", "--address", "--secret"):
        reading.add_argument(name, default="")
    given = reading.parse_args()
    told = ByRequest(given.address, given.secret) if given.address else None
    app = web.Application(client_max_size=2**26)
    app.add_routes(Server(f"http://127.0.0.1:{given.port}", given.token, given.app_token, told).routes())
    web.run_app(app, host="127.0.0.1", port=int(given.port), print=None, access_log=None)


if __name__ == "__main__":
    main()
