"""No visitor's address is kept, and what stands for it cannot be traced back once its day is over."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from bot.web.visitors import Visitors
from digests.db import Database, metadata
from digests.ledger import store
from digests.ledger.model import FactKind
from digests.sharing.links import mint, settle
from digests.sharing.model import Press
from tests.bot.web.away import broken
from tests.bot.web.world import World
from tests.factories import NOW

FOUR = "203.0.113.77"
SIX = "2001:db8:dead:beef::77"
TRACES = (FOUR, "203.0.113", SIX, "2001:db8:dead", "cb00714d", "20010db8dead")
CODE = "aB3dE6gh"
PRESS = Press("harbour-emissions", "linkedin", "k1", "p-0001", 7, "Engineering")
SAID = {"X-Forwarded-For": FOUR, "Forwarded": f"for={FOUR}", "X-Real-IP": FOUR}


async def _everything(web: World, address: str) -> None:
    """Every route, as people, robots and the malicious use it."""
    token = web.token
    gets = (
        f"/l/{CODE}", "/l/nobodyHas1", f"/s/{token}/1", f"/s/{token}/1/linkedin", f"/r/{token}/1", f"/n/{token}/1",
        f"/p/{token}", f"/u/{token}", f"/e/{token}", "/healthz", "/readyz", "/preview", "/nothing", f"/r/{token}x/1",
        f"/r/{token}/99", f"/s/{token}/1/nowhere", "/api/v1/openapi.json", "/b.js", "/c.gif",
    )  # fmt: skip
    posts = (
        f"/s/{token}/1/linkedin", f"/s/{token}/1/linkedin/done", f"/n/{token}/1", f"/p/{token}", f"/u/{token}",
        f"/l/{CODE}", "/api/v1/conversions", "/nothing",
    )  # fmt: skip
    async with web.client(address=address) as client:
        for path in gets:
            for method in ("GET", "HEAD"):
                await client.request(method, path, headers=SAID)
        for path in posts:
            await client.post(path, data={"via": "copy"}, headers=SAID)
            await client.post(path, content=b"\xff{", headers={**SAID, "Content-Type": "application/json"})


def _kept(connection: Connection) -> str:
    """Every value of every table."""
    return "\n".join(str(row) for table in metadata.sorted_tables for row in connection.execute(select(table)))


def _files(folder: Path, named: str = "*") -> bytes:
    return b"\n".join(path.read_bytes() for path in folder.rglob(named) if path.is_file())


async def test_no_address_is_kept_in_database_journal_or_log(
    web: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    web.database.write(mint, PRESS, lambda: CODE, NOW)
    with caplog.at_level(logging.DEBUG):
        for address in (FOUR, SIX):
            await _everything(web, address)
        away, unlucky = broken(web, tmp_path)
        await _everything(unlucky, FOUR)
        away.away = False
        await _everything(unlucky, FOUR)
        web.settle(NOW + timedelta(hours=1))
    kinds = {fact.kind for fact in web.facts()}
    assert kinds >= {FactKind.HIT, FactKind.READ, FactKind.TAP, FactKind.COPY, FactKind.CONFIRM, FactKind.TRAP}
    kept = web.database.read(_kept)
    assert all(fact.visitor in kept for fact in web.facts() if fact.visitor)
    for trace in TRACES:
        assert trace not in kept
        assert trace not in caplog.text
        assert trace.encode() not in _files(tmp_path)


async def test_hits_that_wait_on_disk_hold_no_address(web: World, tmp_path: Path) -> None:
    web.database.write(mint, PRESS, lambda: CODE, NOW)
    away, unlucky = broken(web, tmp_path)
    away.away = False
    async with unlucky.client(address=FOUR) as client:
        assert (await client.get(f"/l/{CODE}", headers=SAID)).status_code == 302
        away.away = True
        assert (await client.get(f"/l/{CODE}", headers=SAID)).status_code == 302
    waiting = _files(tmp_path, "*hits*")
    assert CODE.encode() in waiting
    assert not [trace for trace in TRACES if trace.encode() in waiting]


async def test_a_days_key_leaves_memory_with_its_day_though_nobody_comes(web: World) -> None:
    evening, noon = Visitors(web.database), Visitors(web.database)
    midnight = datetime(2026, 11, 25, tzinfo=UTC)
    await noon.wake(midnight - timedelta(hours=12))
    await evening.wake(midnight - timedelta(microseconds=1))
    passed = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(0.005, passed.set_result, None)
    await passed
    assert (evening.key, evening.day) == (b"", None)
    assert len(noon.key) == 32
    noon.forget(midnight.date())
    assert len(noon.key) == 32


def test_a_days_key_is_overwritten_where_it_stood(database: Database, tmp_path: Path) -> None:
    key = b"the key of a day that is over..."
    database.write(store.day_key, NOW.date(), key)
    _written_back(database)
    if database.sqlite:
        assert key in _files(tmp_path)
    database.write(settle, NOW + timedelta(days=1))
    _written_back(database)
    assert database.read(lambda connection: connection.scalar(select(func.count()).select_from(store.day_keys))) == 0
    assert key not in _files(tmp_path)


def _written_back(database: Database) -> None:
    """What waits in SQLite's log goes to its file, and the log is emptied."""
    if database.sqlite:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
