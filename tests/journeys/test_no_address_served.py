"""The program that people run keeps no visitor's address: not in its database, its journals or its logs."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

import pytest

from digests.db import Database
from digests.ledger import arrivals, store
from digests.ledger.model import FactKind
from digests.sharing.links import mint
from digests.sharing.model import Press
from digests.sharing.tokens import sign
from tests.bot.web.world import DELIVERY, world
from tests.factories import BROWSER, KEY
from tests.outside.node import free_port

ROOT = Path(__file__).resolve().parents[2]
DIRECT = "127.0.0.77"  # somebody who reaches us without a proxy
BEHIND = "203.0.113.77"  # somebody whom a proxy on this machine speaks for
TRACES = (DIRECT, BEHIND, "203.0.113", "cb00714d", "7f00004d")
CODE = "aB3dE6gh"
CONFIG = """
[server]
public_url = "http://127.0.0.1:8000"
[links]
base_url = "http://127.0.0.1:8000"
[[schedules]]
name = "weekly"
cron = "0 9 * * tue"
"""


@dataclass(frozen=True)
class Served:
    """A running program in a folder of its own."""

    folder: Path
    port: int
    log: Path

    def ask(self, method: str, path: str, body: str | None = None) -> int:
        """The status, for somebody direct and for somebody behind the proxy."""
        found = 0
        for source, said in ((DIRECT, {}), ("127.0.0.1", {"X-Forwarded-For": BEHIND})):
            connection = HTTPConnection("127.0.0.1", self.port, timeout=20, source_address=(source, 0))
            kind = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
            connection.request(method, path, body, {**BROWSER, "User-Agent": "Mozilla/5.0", **kind, **said})
            answer = connection.getresponse()
            answer.read()
            connection.close()
            found = answer.status
        return found


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    (tmp_path / "config.toml").write_text(CONFIG)
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "BUDSTIKKE_SECRET_KEY": KEY.decode(),
        "BUDSTIKKE_LOG": "DEBUG",
        "DATABASE_URL": f"sqlite:///{tmp_path}/served.db",
    }
    budstikke = [sys.executable, "-m", "bot"]
    subprocess.run([*budstikke, "migrate"], cwd=tmp_path, env=env, check=True, capture_output=True)
    database = Database(env["DATABASE_URL"])
    world(database, tmp_path)
    press = Press("harbour-emissions", "linkedin", "k1", "p-0001", DELIVERY, "Engineering")
    database.write(mint, press, lambda: CODE, datetime.now(UTC))
    database.close()
    port, log = free_port(), tmp_path / "log"
    with log.open("wb") as out:
        serve = [*budstikke, "serve", "--no-schedule", "--port", str(port)]
        process = subprocess.Popen(serve, cwd=tmp_path, env=env, stdout=out, stderr=out)
        try:
            while process.poll() is None and b"listening on" not in log.read_bytes():
                time.sleep(0.05)
            yield Served(tmp_path, port, log)
        finally:
            process.terminate()
            process.wait(20)


def test_the_running_program_keeps_no_address(served: Served) -> None:
    token = sign(KEY, DELIVERY, datetime.now(UTC))
    assert served.ask("GET", f"/l/{CODE}") == 302
    assert served.ask("HEAD", f"/l/{CODE}") == 302
    assert served.ask("GET", f"/r/{token}/1") == 302
    assert served.ask("GET", f"/e/{token}") == 200
    assert served.ask("POST", f"/s/{token}/1/linkedin", "via=copy") == 303
    assert served.ask("POST", f"/s/{token}/1/linkedin/done", "") == 200
    for path in (
        "/l/nobodyHas1",
        "/nothing",
        f"/r/{token}x/1",
        f"/p/{token}",
        f"/u/{token}",
        f"/n/{token}/1",
        "/readyz",
    ):
        served.ask("GET", path)
        served.ask("POST", path, "\xff")
    database = Database(f"sqlite:///{served.folder}/served.db")
    database.write(arrivals.expand_all)
    facts = database.read(store.load)
    database.close()
    assert {fact.kind for fact in facts} == {
        FactKind.HIT, FactKind.READ, FactKind.TRAP, FactKind.COPY, FactKind.TAP, FactKind.CONFIRM, FactKind.DECLINE,
    }  # fmt: skip
    assert len({fact.origin for fact in facts if fact.kind is FactKind.HIT}) == 2
    assert served.log.read_bytes()
    files = [path for path in served.folder.rglob("*") if path.is_file()]
    found = {(path.name, trace) for path in files for trace in TRACES if trace.encode() in path.read_bytes()}
    assert found == set()
