"""A whole edition by mail, as `send` does it: 25,000 people and 300 items, until smtp-sink has answered the last."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from statistics import median

from sqlalchemy import Connection, func, select

from benchmarks import postfix
from benchmarks.data import NOW, items, people
from benchmarks.report import figure
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.delivery.store import deliveries
from digests.people.store import add_people
from migrations.run import migrate

PEOPLE, ITEMS, RUNS, ADD = 25_000, 300, 3, 1000
LOOK = 0.02  # seconds between looks at the memory
NAMES = ("edition_25000_seconds", "edition_25000_rss_mb")
CONFIG = """
[server]
public_url = "https://budstikke.example.com"
[links]
base_url = "https://go.example.com"
[email]
from = "Budstikke <budstikke@example.com>"
[[schedules]]
name = "weekly"
cron = "0 9 * * tue"
lateness = "12h"
"""


def main(only: Collection[str] = NAMES) -> None:
    """edition_25000_seconds and edition_25000_rss_mb; skipped where postfix's programs cannot be had."""
    try:
        programs = postfix.find()
    except postfix.NotThereError as error:
        print(f"skipped {', '.join(sorted(only))}: {error}", file=sys.stderr)
        return
    seconds, megabytes = [], []
    with tempfile.TemporaryDirectory() as name, postfix.sinking(programs) as port:
        folder = Path(name)
        (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
        _prepare(folder / "prepared.db")
        for _ in range(RUNS):
            shutil.copyfile(folder / "prepared.db", folder / "run.db")
            took, peak = _send(folder, port)
            seconds.append(took)
            megabytes.append(peak)
            figure("edition_25000_seconds", took, "s", 30, 15, "lower")
            figure("edition_25000_rss_mb", peak, "MB", 200, 120, "lower")
            for left in folder.glob("run.db*"):
                left.unlink()
    for name, values, unit, must, stretch in (
        ("edition_25000_seconds", seconds, "s", 30, 15),
        ("edition_25000_rss_mb", megabytes, "MB", 200, 120),
    ):
        if name in only:
            figure(name, median(values), unit, must, stretch, "lower")


def _prepare(path: Path) -> None:
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.write(_fill)
    database.close()


def _fill(connection: Connection) -> None:
    everybody = [replace(one, email=one.email or f"{one.id}@example.com", left_at=None) for one in people(PEOPLE)]
    for start in range(0, PEOPLE, ADD):
        add_people(connection, everybody[start : start + ADD], NOW)
    add_items(connection, [Entry(one, None) for one in items(ITEMS)], "file", NOW)


def _send(folder: Path, port: int) -> tuple[float, float]:
    environment = {
        **os.environ,
        "BUDSTIKKE_CONFIG": str(folder / "config.toml"),
        "BUDSTIKKE_SECRET_KEY": "a key for benchmarks, 32 bytes long",
        "DATABASE_URL": f"sqlite:///{folder / 'run.db'}",
        "SMTP_URL": f"smtp://127.0.0.1:{port}",
    }
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "send", "weekly", "--at", NOW.isoformat()],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _peak(process.pid))
        time.sleep(LOOK)
    took = time.perf_counter() - start
    said = process.stderr.read().decode()[-500:] if process.stderr else ""
    _sound(folder, process.returncode, said)
    return took, peak


def _peak(pid: int) -> float:
    """The most memory that a process had so far, in MB; what it had before it became this program does not count."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


def _sound(folder: Path, code: int, said: str) -> None:
    database = Database(f"sqlite:///{folder / 'run.db'}")
    query = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
    states: dict[str, int] = {row[0]: row[1] for row in database.read(lambda c: c.execute(query).all())}
    database.close()
    print(f"# exit {code}, {states}")
    if code or states.get("sent", 0) < PEOPLE * 0.9:
        raise RuntimeError(f"the edition did not go out: {states} {said}")


if __name__ == "__main__":
    main()
