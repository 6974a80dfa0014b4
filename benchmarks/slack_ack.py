"""How long whatever Slack tells waits for its acknowledgement while `serve` sends a 1,000-message edition."""

import asyncio
import hashlib
import hmac
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from sqlalchemy import Connection, func, select

from benchmarks.data import NOW, items, people
from benchmarks.report import figure
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.delivery.store import deliveries
from digests.ledger.store import facts
from digests.people.store import add_people
from digests.people.store import people as directory
from migrations.run import migrate

NAME = "slack_ack_p99_ms"
PEOPLE, ITEMS, RUNS, LANES = 1000, 60, 3, 4
SLOW = 0.03  # seconds that the Slack of this benchmark takes for a message
EVERY = 0.02  # seconds between two tellings
ANSWERS = "http://127.0.0.1:9/response"  # nobody listens there: answers are none of this figure's business
SECRET = "signing secret of the benchmark"  # noqa: S105
CONFIG = """
[server]
public_url = "https://budstikke.example.com"
[links]
base_url = "https://go.example.com"
[slack]
api_url = "http://127.0.0.1:{port}/api"
per_minute = 60000
connections = {lanes}
[[schedules]]
name = "weekly"
cron = "0 9 * * tue"
lateness = "12h"
"""


def main() -> None:
    """The figure: the 99th of 100 presses, as the median of the runs."""
    found = []
    with tempfile.TemporaryDirectory() as name, _process("-m", "benchmarks.slack_ack", "slack") as slack:
        folder = Path(name)
        (folder / "config.toml").write_text(CONFIG.format(port=slack, lanes=LANES), encoding="utf-8")
        _prepare(folder / "prepared.db")
        for _ in range(RUNS):
            shutil.copyfile(folder / "prepared.db", folder / "run.db")
            found.append(_run(folder))
            figure(NAME, found[-1], "ms", 500, 100, "lower")
            for left in folder.glob("run.db*"):
                left.unlink()
    figure(NAME, median(found), "ms", 500, 100, "lower")


def _run(folder: Path) -> float:
    environment = {
        **os.environ,
        "BUDSTIKKE_CONFIG": str(folder / "config.toml"),
        "BUDSTIKKE_SECRET_KEY": "a key for benchmarks, 32 bytes long",
        "DATABASE_URL": f"sqlite:///{folder / 'run.db'}",
        "SLACK_BOT_TOKEN": "xoxb-benchmark",
        "SLACK_SIGNING_SECRET": SECRET,
    }
    with _process("-m", "bot", "serve", "--no-schedule", env=environment, option="--port") as port:
        sending = subprocess.Popen(
            [sys.executable, "-m", "bot", "send", "weekly", "--at", NOW.isoformat()],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _begun(folder, sending)
        waits = list(_presses(folder, port, sending))
        sending.wait()
    _sound(folder, len(waits))
    return quantiles(waits, n=100)[98] * 1000


def _begun(folder: Path, sending: "subprocess.Popen[bytes]") -> None:
    """Returns when the first message is out."""
    with closing(Database(f"sqlite:///{folder / 'run.db'}")) as database:
        while sending.poll() is None and not database.read(_sent):
            time.sleep(EVERY)


def _sent(connection: Connection) -> int:
    query = select(func.count()).select_from(deliveries).where(deliveries.c.state == "sent")
    return connection.scalar(query) or 0


def _presses(folder: Path, port: int, sending: "subprocess.Popen[bytes]") -> Iterator[float]:
    """Seconds from each telling to its acknowledgement, until the edition is out."""
    with closing(Database(f"sqlite:///{folder / 'run.db'}")) as database:
        owners = database.read(_owners)
    number = 0
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        while sending.poll() is None:
            number += 1
            body, headers = _signed(number, *owners[number % len(owners)])
            start = time.perf_counter()
            connection.request("POST", "/slack/events", body, headers)
            answer = connection.getresponse()
            answer.read()
            took = time.perf_counter() - start
            if answer.status != web.HTTPOk.status_code:
                raise RuntimeError(f"a press was answered with {answer.status}")
            yield took
            time.sleep(max(0.0, EVERY - took))


def _owners(connection: Connection) -> list[tuple[int, str]]:
    """Every delivery with the Slack id of its person."""
    query = select(deliveries.c.id, directory.c.slack_id).join(directory, directory.c.id == deliveries.c.person_id)
    return [(row.id, row.slack_id) for row in connection.execute(query)]


def _signed(number: int, delivery: int, slack_id: str) -> tuple[str, dict[str, str]]:
    """One of everything that Slack may tell of a person, in turn."""
    told = _telling(number, delivery, slack_id)
    if "command" in told:
        body, kind = urlencode(told), "application/x-www-form-urlencoded"
    elif "event" in told:
        body, kind = json.dumps(told), "application/json"
    else:
        body, kind = urlencode({"payload": json.dumps(told)}), "application/x-www-form-urlencoded"
    stamp = str(int(time.time()))
    mac = hmac.new(SECRET.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return body, {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mac}", "Content-Type": kind}


def _telling(number: int, delivery: int, slack_id: str) -> dict[str, Any]:
    """A press in the digest or on the Home tab, a visit to it, a command, a shortcut, or a submitted modal."""
    who = {"user": {"id": slack_id}, "team": {"id": "T1"}, "trigger_id": f"{number}.1"}
    place = {"channel": {"id": "D1"}, "message": {"ts": "1.1"}, "response_url": ANSWERS}
    home = {"view": {"id": "V1", "type": "home", "private_metadata": "", "blocks": []}}
    pressed = {**who, "type": "block_actions"}
    texts = {name: {name: {"value": value}} for name, value in (("title", "Tram"), ("url", "https://example.com/a"))}
    view = {"id": "V2", "type": "modal", "callback_id": "suggest_item", "state": {"values": texts}, "blocks": []}
    event = {"type": "app_home_opened", "user": slack_id, "tab": "home"}
    tellings: tuple[dict[str, Any], ...] = (
        {**pressed, **place, "actions": [_press(number, "share_linkedin", f"{delivery}:1:linkedin")]},
        {**pressed, **place, "actions": [_press(number, "confirm_shared", f"{delivery}:1:linkedin")]},
        {**pressed, **place, "actions": [_press(number, "pick_text", f"{delivery}:1")]},
        {**pressed, **home, "actions": [_press(number, "home_pause_1", "")]},
        {**pressed, **home, "actions": [_press(number, "home_resume", "")]},
        {"type": "event_callback", "team_id": "T1", "event_id": f"Ev{number}", "event": event},
        {"command": "/budstikke", "text": "why", "user_id": slack_id, "team_id": "T1", "response_url": ANSWERS},
        {**who, **place, "type": "message_action", "callback_id": "suggest_item", "response_url": ANSWERS},
        {**who, "type": "view_submission", "view": view},
        {**pressed, **home, "actions": [_press(number, "newsroom_add", "")]},
    )
    return tellings[number % len(tellings)]


def _press(number: int, action: str, value: str) -> dict[str, str]:
    return {
        "type": "button",
        "action_id": action,
        "block_id": "item:1",
        "value": value,
        "action_ts": f"{number}.1",
    }


def _prepare(path: Path) -> None:
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.write(_fill)
    database.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def _fill(connection: Connection) -> None:
    """Everybody is a member of this workspace, so that whatever is told is told of its person."""
    staff = [replace(one, slack_id=f"U{n:04d}", left_at=None) for n, one in enumerate(people(PEOPLE))]
    add_people(connection, staff, NOW)
    add_items(connection, [Entry(one, None) for one in items(ITEMS)], "file", NOW)


def _sound(folder: Path, presses: int) -> None:
    database = Database(f"sqlite:///{folder / 'run.db'}")
    sent = database.read(_sent)
    kept = database.read(lambda c: c.scalar(select(func.count()).select_from(facts)))
    database.close()
    print(f"# {sent} sent, {presses} presses, {kept} kept")
    if sent < PEOPLE * 0.8 or not kept:
        raise RuntimeError("the edition did not go out, or no press was kept")


@contextmanager
def _process(*arguments: str, env: dict[str, str] | None = None, option: str = "") -> Iterator[int]:
    """A Python process that answers on the port that it is given."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, *arguments, *filter(None, [option]), str(port)]
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def _slack(port: int) -> None:
    async def post(_request: web.Request) -> web.Response:
        await asyncio.sleep(SLOW)
        return web.json_response({"ok": True, "channel": "D1", "ts": "1.1", "view": {"id": "V1"}})

    app = web.Application()
    app.router.add_post("/api/{method}", post)
    web.run_app(app, host="127.0.0.1", port=port, print=None)


if __name__ == "__main__":
    if sys.argv[1:2] == ["slack"]:
        _slack(int(sys.argv[2]))
    else:
        main()
