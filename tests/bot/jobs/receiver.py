"""A system that is told of events: a process of its own that checks every signature, and breaks as it is told.

    python -m tests.bot.jobs.receiver SECRET REPLY...

Each call meets the next REPLY, and all later ones the last: a status (`204`, `503:120` with Retry-After), `cut` or
`hang`. It prints its port, and then one line of JSON for each call.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

ROOT = Path(__file__).resolve().parents[3]
LONG = 30  # seconds that nothing here takes


@dataclass
class Receiver:
    """The process as a test sees it."""

    process: subprocess.Popen[str]
    port: int
    lines: "Queue[str]" = field(default_factory=Queue)
    reader: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self.lines.put(line)

    @property
    def address(self) -> str:
        """Where it is told."""
        return f"http://127.0.0.1:{self.port}/hook"

    def heard(self) -> dict[str, Any]:
        """The next call as it came in."""
        found: dict[str, Any] = json.loads(self.lines.get(timeout=LONG))
        return found

    def quiet(self) -> bool:
        """Whether no further call came in; ends the process, so that none is still on its way here."""
        self.process.kill()
        self.reader.join()
        return self.lines.empty()


@contextmanager
def receiving(secret: str, *replies: str, port: int = 0) -> Iterator[Receiver]:
    """A receiver that is killed in the end."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "tests.bot.jobs.receiver", secret, str(port), *replies],
        cwd=ROOT,
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    assert process.stdout is not None
    receiver = Receiver(process, int(process.stdout.readline()))
    try:
        yield receiver
    finally:
        process.kill()
        process.wait()
        receiver.reader.join()
        process.stdout.close()


class _Handler(BaseHTTPRequestHandler):
    secret = ""
    replies: list[str] = []  # noqa: RUF012 - one per process
    lock = threading.Lock()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.lock:
            reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
            print(json.dumps(self._told(body)), flush=True)  # noqa: T201 - this is how the test hears of it
        if reply == "hang":
            time.sleep(LONG * 10)
        if not reply[0].isdigit():
            self.close_connection = True
            return
        status, _, wait = reply.partition(":")
        self.send_response(int(status))
        if wait:
            self.send_header("Location" if int(status) < 400 else "Retry-After", wait)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _told(self, body: bytes) -> dict[str, Any]:
        name, stamp = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        at = datetime.fromtimestamp(int(stamp), UTC)
        signed = Webhook(self.secret).sign(name, at, body.decode()) == self.headers["webhook-signature"]
        try:
            Webhook(self.secret).verify(body, dict(self.headers.items()))
            fresh = True
        except WebhookVerificationError:
            fresh = False  # the test's clock is another than ours
        told = {"id": name, "at": at.isoformat(), "signed": signed, "fresh": fresh, "path": self.path}
        return told | {"body": json.loads(body), "type": self.headers["Content-Type"], "raw": body.decode()}

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""


def main(secret: str, port: str, *replies: str) -> None:
    """Serves until it is killed."""
    _Handler.secret, _Handler.replies = secret, list(replies)
    server = ThreadingHTTPServer(("127.0.0.1", int(port)), _Handler)
    print(server.server_address[1], flush=True)  # noqa: T201
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
