"""A vendor's API on a loopback port that remembers each call before it answers, and breaks as it is told."""

import json
import socket
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, Self, cast
from urllib.parse import parse_qsl, urlsplit

Json = dict[str, Any]
PATIENCE = 30.0  # seconds


@dataclass(frozen=True, slots=True)
class Reply:
    """What a call meets.

    `answer` answers; `cut` reads the call and hangs up; `hang` reads it and says nothing until the end;
    `answer_and_leave` answers as if the connection were kept, and then closes it.
    """

    kind: Literal["answer", "cut", "hang", "answer_and_leave"] = "answer"
    status: int = 200
    body: Json | str = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it came in."""

    path: str
    arguments: Json
    headers: dict[str, str]
    connection: int  # calls with the same number shared a connection
    method: str = "POST"


class Vendor:
    """The server; paths are what stands behind `address`, longest planned ending first."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._plans: defaultdict[str, list[Reply]] = defaultdict(list)
        self._usual: dict[str, Reply] = {}
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._hung_up = threading.Semaphore(0)
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.vendor = self
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def usually(self, ending: str, body: Json) -> None:
        """What calls whose path ends so are answered with, unless something else is planned."""
        self._usual[ending] = Reply(body=body)

    def next(self, ending: str, *replies: Reply) -> None:
        """What the next calls whose path ends so meet, in order."""
        self._plans[ending] += replies

    def asked(self, ending: str) -> list[Call]:
        """The calls so far whose path ends so."""
        return [call for call in self.calls if call.path.endswith(ending)]

    def reply(self, call: Call) -> Reply:
        """Keeps the call, then says what it meets."""
        with self._lock:
            self.calls.append(call)
            for ending in sorted(self._plans, key=len, reverse=True):
                if call.path.endswith(ending) and self._plans[ending]:
                    return self._plans[ending].pop(0)
            for ending in sorted(self._usual, key=len, reverse=True):
                if call.path.endswith(ending):
                    return self._usual[ending]
        return Reply(status=404, body={"ok": False, "error": "unknown_method"})

    def wait_for_hanging_up(self) -> None:
        """Returns when one more connection has been closed from this side."""
        assert self._hung_up.acquire(timeout=PATIENCE), "the vendor kept its connections"

    def hung_up(self) -> None:
        """Tells that a connection is closed."""
        self._hung_up.release()

    def wait_for_the_end(self) -> None:
        """Returns when the server is being stopped."""
        self._over.wait()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    vendor: Vendor
    connections = 0

    def shutdown_request(self, request: Any) -> None:
        """Closes the connection, and tells whoever waits for it."""
        super().shutdown_request(request)
        self.vendor.hung_up()

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that was killed has cut its line: that is its own affair; anything else is a fault of ours."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(cast("Any", request), client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        server = cast("_Server", self.server)
        server.connections += 1
        self.number = server.connections

    def do_POST(self) -> None:
        vendor = cast("_Server", self.server).vendor
        url = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode(errors="replace")  # or a picture
        in_json = "json" in self.headers.get("Content-Type", "")
        arguments = {**dict(parse_qsl(url.query)), **(json.loads(raw or "{}") if in_json else dict(parse_qsl(raw)))}
        reply = vendor.reply(Call(url.path, arguments, dict(self.headers), self.number, self.command))
        if reply.kind == "hang":
            vendor.wait_for_the_end()
        if reply.kind in {"hang", "cut"}:
            self.close_connection = True
            return
        self._answer(reply)

    do_GET = do_POST  # noqa: N815
    do_PUT = do_POST  # noqa: N815

    def _answer(self, reply: Reply) -> None:
        text = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
        kind = "text/html" if isinstance(reply.body, str) else "application/json"
        self.send_response(reply.status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(text.encode())), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())
        self.close_connection = reply.kind == "answer_and_leave"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing: the calls are kept."""


def closed_port() -> str:
    """An address on this machine where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


@contextmanager
def deaf() -> Iterator[str]:
    """An address whose connections are never made: its queue is full and nobody takes from it."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(listening.getsockname())
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            for one in waiting:
                one.close()
