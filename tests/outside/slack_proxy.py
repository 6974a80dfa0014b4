"""What stands between slack_sdk and the emulator: it moves query arguments into the body, remembers, and can break."""

import json
import threading
from collections import defaultdict
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self, cast
from urllib.parse import parse_qsl, urlencode, urlsplit


@dataclass(frozen=True, slots=True)
class Trouble:
    """What goes wrong with the next `times` calls of a method.

    `answer` answers `status` with `error` (and Retry-After); `lost_before` hangs up without doing anything;
    `lost_after` does it and hangs up without saying so.
    """

    kind: Literal["answer", "lost_before", "lost_after"] = "answer"
    status: int = 429
    error: str = "ratelimited"
    retry_after: int | None = None
    times: int = 1


@dataclass(frozen=True, slots=True)
class Call:
    """One call as the emulator would see it, and the status it got (0 when we hung up)."""

    method: str
    arguments: dict[str, Any]
    status: int


class Proxy:
    """A server on a free loopback port in front of the emulator at `upstream`."""

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.calls: list[Call] = []
        self._troubles: defaultdict[str, list[Trouble]] = defaultdict(list)
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.proxy = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}/api/"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def trouble(self, method: str, trouble: Trouble) -> None:
        """The next `trouble.times` calls of `method` meet `trouble`."""
        with self._lock:
            self._troubles[method] += [trouble] * trouble.times

    def next_trouble(self, method: str) -> Trouble | None:
        """The trouble that this call of `method` meets."""
        with self._lock:
            waiting = self._troubles[method]
            return waiting.pop(0) if waiting else None

    def forward(self, method: str, arguments: dict[str, Any], authorization: str) -> tuple[int, bytes]:
        """The emulator's status and answer; history obeys `oldest`, `latest` and `include_all_metadata` as Slack does."""
        where = urlsplit(self.upstream)
        body = urlencode({name: value if isinstance(value, str) else json.dumps(value) for name, value in arguments.items()})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Authorization": authorization}
        connection = HTTPConnection(where.hostname or "", where.port, timeout=30)
        try:
            connection.request("POST", where.path + method, body, headers)
            response = connection.getresponse()
            answer = response.read()
        finally:
            connection.close()
        if method == "conversations.history":
            answer = json.dumps(_as_slack(json.loads(answer), arguments)).encode()
        return response.status, answer


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    proxy: Proxy


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._pass_on()

    def do_POST(self) -> None:
        self._pass_on()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing: the calls are kept in `Proxy.calls`."""

    def _pass_on(self) -> None:
        proxy = cast("_Server", self.server).proxy
        url = urlsplit(self.path)
        method = url.path.removeprefix("/api/")
        arguments = {**dict(parse_qsl(url.query, keep_blank_values=True)), **self._body()}
        trouble = proxy.next_trouble(method)
        if trouble is not None and trouble.kind == "answer":
            status, answer = trouble.status, json.dumps({"ok": False, "error": trouble.error}).encode()
        elif trouble is not None and trouble.kind == "lost_before":
            status, answer = 0, b""
        else:
            status, answer = proxy.forward(method, arguments, self.headers.get("Authorization", ""))
        lost = trouble is not None and trouble.kind != "answer"
        proxy.calls.append(Call(method, arguments, 0 if lost else status))
        if lost:
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(answer)))
        if trouble is not None and trouble.retry_after is not None:
            self.send_header("Retry-After", str(trouble.retry_after))
        self.end_headers()
        self.wfile.write(answer)

    def _body(self) -> dict[str, Any]:
        """The arguments in the body, whichever of its two forms it has."""
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if "json" in self.headers.get("Content-Type", ""):
            return cast("dict[str, Any]", json.loads(raw or "{}"))
        return dict(parse_qsl(raw, keep_blank_values=True))


def _as_slack(answer: dict[str, Any], arguments: dict[str, Any]) -> dict[str, Any]:
    """The history with Slack's own arguments obeyed, which the emulator does not read."""
    if not answer.get("ok"):
        return answer
    oldest, latest = float(arguments.get("oldest") or 0), float(arguments.get("latest") or "inf")
    messages = [message for message in answer["messages"] if oldest < float(message["ts"]) < latest]
    if str(arguments.get("include_all_metadata", "")).lower() not in {"1", "true"}:
        messages = [{name: value for name, value in message.items() if name != "metadata"} for message in messages]
    return {**answer, "messages": messages}
