"""A proxy in front of a vendor's emulator that remembers every call and can break on demand."""

import json
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self, cast
from urllib.parse import parse_qsl, urlsplit


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
    """One call as it came in, the status it got (0 when we hung up), and what it was answered."""

    method: str
    arguments: dict[str, Any]
    status: int
    said: bytes = b""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, with the arguments of its query and body together."""

    verb: str
    path: str
    arguments: dict[str, Any]
    authorization: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: JSON and its status."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


class Proxy:
    """A server on a free loopback port in front of `upstream` (`http://127.0.0.1:port`), running inside its block."""

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.calls: list[Call] = []
        self._troubles: defaultdict[str, list[Trouble]] = defaultdict(list)
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.proxy = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def method(self, asked: Asked) -> str:
        """The name by which calls and troubles know this request."""
        raise NotImplementedError

    def answer(self, asked: Asked) -> Answer:
        """The answer when nothing goes wrong."""
        raise NotImplementedError

    def failure(self, trouble: Trouble) -> bytes:
        """The vendor's way to say what went wrong."""
        raise NotImplementedError

    def trouble(self, method: str, trouble: Trouble) -> None:
        """The next `trouble.times` calls of `method` meet `trouble`."""
        with self._lock:
            self._troubles[method] += [trouble] * trouble.times

    def handle(self, asked: Asked) -> Answer | None:
        """The answer to `asked`, or None to hang up."""
        method = self.method(asked)
        with self._lock:
            waiting = self._troubles[method]
            trouble = waiting.pop(0) if waiting else None
        answer: Answer | None
        if trouble is None:
            answer = self.answer(asked)
        elif trouble.kind == "answer":
            headers = {} if trouble.retry_after is None else {"Retry-After": str(trouble.retry_after)}
            answer = Answer(trouble.status, self.failure(trouble), headers)
        else:
            if trouble.kind == "lost_after":
                self.answer(asked)
            answer = None
        status, said = (0, b"") if answer is None else (answer.status, answer.body)
        self.calls.append(Call(method, asked.arguments, status, said))
        return answer

    def forward(self, verb: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        """What the emulator answers."""
        where = urlsplit(self.upstream)
        connection = HTTPConnection(where.hostname or "", where.port, timeout=30)
        try:
            connection.request(verb, path, body, headers)
            response = connection.getresponse()
            return Answer(response.status, response.read())
        finally:
            connection.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    proxy: Proxy


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle_any(self) -> None:
        """Passes one request on, whatever its verb."""
        url = urlsplit(self.path)
        arguments = {**dict(parse_qsl(url.query, keep_blank_values=True)), **self._body()}
        asked = Asked(self.command, url.path, arguments, self.headers.get("Authorization", ""))
        answer = cast("_Server", self.server).proxy.handle(asked)
        if answer is None:
            self.close_connection = True
            return
        self.send_response(answer.status)
        headers = {"Content-Type": "application/json; charset=utf-8", "Content-Length": str(len(answer.body))}
        for name, value in {**headers, **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_any  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing: the calls are kept in `Proxy.calls`."""

    def _body(self) -> dict[str, Any]:
        """The arguments in the body, whichever of its two forms it has."""
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if "json" in self.headers.get("Content-Type", ""):
            return cast("dict[str, Any]", json.loads(raw or "{}"))
        return dict(parse_qsl(raw, keep_blank_values=True))
