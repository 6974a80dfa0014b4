"""Whatever strangers send to a links host, nothing breaks, and nothing is kept that should not be."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from digests.db import Database
from digests.ledger.model import FactKind
from digests.ledger.store import facts
from digests.sharing.links import mint
from digests.sharing.model import Press
from tests.bot.web.world import World, world
from tests.factories import NOW

CODE = "aB3dE6gh"
HOSTS = (b"go.example.com", b"del.example.com", b"bot.example.com", b"GO.example.com:443", b"", b"\xff\x00")
NAMES = (
    b"user-agent", b"referer", b"accept", b"accept-language", b"purpose", b"sec-purpose", b"x-moz", b"cookie",
    b"sec-fetch-mode", b"x-forwarded-for", b"range", b"content-length", b"if-none-match", b"host",
)  # fmt: skip
WORDS = st.sampled_from(
    (
        CODE,
        f"{CODE}.svg",
        f"{CODE}.png",
        f"{CODE}.gif",
        "unknown0",
        "healthz",
        "l",
        "..",
        "%00",
        "\0",
        "æ",
        "\ud800",
        "'",
    )
)
TEXT = st.text(st.characters(codec=None), max_size=40)
PATHS = st.lists(st.one_of(WORDS, TEXT), max_size=4).map(lambda parts: "/" + "/".join(parts))
VALUES = st.one_of(
    st.binary(max_size=300), st.sampled_from((b"https://[broken", b"https://a\0b/", b"prefetch", b"http://x" * 90))
)
HEADERS = st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=12)
CLIENTS = st.one_of(
    st.none(), st.sampled_from(("192.0.2.7", "::1", "fe80::1%x", "", "testclient", ":")), st.text(max_size=12)
)


@pytest.fixture
def hosts(database: Database, tmp_path: Path) -> World:
    made = world(database, tmp_path, links={"base_url": "https://go.example.com", "domains": ["del.example.com"]})
    made.database.write(mint, Press("harbour-emissions", "linkedin", "k1", "p-0001", 7, "Eng"), lambda: CODE, NOW)
    return made


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    made = asyncio.new_event_loop()
    yield made
    made.close()


@given(
    method=st.sampled_from(("GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE", "get", "")),
    path=PATHS,
    host=st.sampled_from(HOSTS),
    headers=HEADERS,
    client=CLIENTS,
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_code_and_no_header_breaks_a_links_host(  # noqa: PLR0917 - hypothesis names them
    hosts: World,
    loop: asyncio.AbstractEventLoop,
    method: str,
    path: str,
    host: bytes,
    headers: list[tuple[bytes, bytes]],
    client: str | None,
) -> None:
    hosts.database.write(lambda connection: connection.execute(delete(facts)).rowcount)
    scope = {"method": method, "path": path, "headers": [(b"host", host), *headers]}
    status, sent = loop.run_until_complete(ask(hosts, scope, client))
    assert status in {200, 302, 303, 400, 403, 404, 405, 410}
    assert b"set-cookie" not in sent
    kept = hosts.facts()
    assert len(kept) == (status == 302)
    for hit in kept:
        assert (hit.kind, hit.code, hit.person_id) == (FactKind.HIT, CODE, "p-0001")
        assert len(hit.agent or "") <= 400
        assert len(hit.referrer_host or "") <= 255
        assert not {"192.0.2.7", "fe80::1"} & {hit.agent, hit.visitor, hit.origin}


@given(code=st.text(st.characters(codec=None), max_size=30), ending=st.sampled_from(("", ".svg", ".png", "/", "\n")))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_code_that_was_not_made_leads_nowhere(
    hosts: World, loop: asyncio.AbstractEventLoop, code: str, ending: str
) -> None:
    if code == CODE:
        return
    scope = {"method": "GET", "path": f"/l/{code}{ending}", "headers": [(b"host", b"go.example.com")]}
    status, _ = loop.run_until_complete(ask(hosts, scope, "192.0.2.7"))
    assert status == 404
    assert hosts.facts() == []


async def ask(hosts: World, scope: dict[str, Any], client: str | None) -> tuple[int, dict[bytes, bytes]]:
    """As a server would; an error that the application raises is raised here."""
    started: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            started.append(message)

    rest = {"type": "http", "query_string": b"", "root_path": "", "scheme": "https", "http_version": "1.1"}
    address = None if client is None else (client, 4321)
    await hosts.app(
        {**rest, **scope, "client": address, "server": ("go", 443), "asgi": {"version": "3.0"}}, receive, send
    )
    return started[0]["status"], dict(started[0]["headers"])
