"""A mail relay of a few lines, on loopback, that remembers what it was told."""

import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import cast


@dataclass
class Answers:
    """What the relay says: first its greeting, then by command."""

    greeting: str = "220 relay"
    by_command: Mapping[str, str] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    port: int = 0

    def to(self, command: str) -> str:
        """The answer to a command line."""
        word = command.split(" ", maxsplit=1)[0].upper()
        self.heard.append(word)
        usual = {"EHLO": "250-relay\r\n250 AUTH PLAIN LOGIN", "AUTH": "235 welcome", "QUIT": "221 bye"}
        return {**usual, **self.by_command}.get(word, "502 what")


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        answers = cast("_Server", self.server).answers
        self._say(answers.greeting)
        while line := self.rfile.readline():
            self._say(answers.to(line.decode("latin-1").strip()))
            if line.upper().startswith(b"QUIT"):
                return

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    answers: Answers


@contextmanager
def relaying(answers: Answers) -> Iterator[Answers]:
    """The relay runs, and its port is known."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.answers = answers
        answers.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield answers
        finally:
            server.shutdown()
            thread.join()
