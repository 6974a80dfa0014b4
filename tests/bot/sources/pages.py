"""A web server on a loopback port that answers as it is told: bytes, headers and conditions of every kind."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast


@dataclass(frozen=True, slots=True)
class Page:
    """What stands at a path. `etag` and `changed` make it answer 304 to whoever has it already."""

    content: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str = ""
    changed: str = ""


@dataclass
class Site:
    """The server: `pages` by path, and what was asked of it."""

    address: str = ""
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def stands(self, path: str, content: bytes | str, **headers: str) -> str:
        """Puts a page there; its address."""
        body = content.encode() if isinstance(content, str) else content
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = Page(body, headers={"Content-Type": "text/html"} | named)
        return self.address + path


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: Site


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        site = cast("_Server", self.server).site
        told = {name.lower(): value for name, value in self.headers.items()}
        site.asked.append((self.path, told))
        page = site.pages.get(self.path, Page(b"not here", 404))
        known = (page.etag and told.get("if-none-match") == page.etag) or (
            page.changed and told.get("if-modified-since") == page.changed
        )
        self.send_response(304 if known else page.status)
        marks = {"ETag": page.etag, "Last-Modified": page.changed}
        for name, value in {**page.headers, **{name: mark for name, mark in marks.items() if mark}}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0" if known else str(len(page.content)))
        self.end_headers()
        if not known:
            self.wfile.write(page.content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that its parent has
        """Says nothing."""


@contextmanager
def serving() -> Iterator[Site]:
    """A site for as long as the block lasts."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.site = Site(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server.site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
