"""`serve`: web, chat, schedule and sending in one process."""

import asyncio
import logging
import signal
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import NoReturn

import click
from fastapi import FastAPI

from bot.cli.checks.work import check_schedules
from bot.cli.doctor import examined
from bot.jobs.embedded import Runner
from bot.jobs.following import Following
from bot.jobs.lock import SendingLock
from bot.jobs.rounds import Rounds
from bot.jobs.schedule import Clockwork
from bot.jobs.webhooks import Herald, telling
from bot.service import Service, open_service
from bot.sources.yaml_queue import brought
from digests.db import Database
from digests.errors import BudstikkeError, DatabaseError, SettingsError
from digests.newsroom.folk import Folk
from migrations.run import current, newest

log = logging.getLogger(__name__)

AGAIN = 2.0  # seconds between two tries for the sending lock
BACKLOG = 2048  # connections that may wait to be taken
GRACE = 5  # seconds that open connections have when we are told to stop


class Sender:
    """Schedule and runner, from the moment that nobody else sends on this database."""

    def __init__(self, service: Service, *, schedule: bool) -> None:
        self._service = service
        self._schedule = schedule
        self._clockwork: Clockwork | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sender")

    def start(self) -> None:
        """Begins, now or when the other sender is done."""
        self._thread.start()

    def stop(self) -> None:
        """Returns when the messages in hand are finished and the rest is given back."""
        self._stopping.set()
        self._thread.join()

    def follow(self) -> None:
        """The programme was changed."""
        if self._clockwork:
            self._clockwork.follow()

    def _run(self) -> None:
        lock = SendingLock(self._service.database)
        told = False
        while not lock.take():
            if not told:
                log.warning("another process sends on this database; this one serves the web and sends after it")
                told = True
            if self._stopping.wait(AGAIN):
                return
        try:
            self._send()
        finally:
            lock.release()

    def _send(self) -> None:
        runner = Runner(self._service.work, keeps_house=True)
        rounds = Rounds(self._service.looks())
        clockwork = Clockwork(self._service.work, self._service.weekly()) if self._schedule else None
        while True:
            try:
                runner.start()
                break
            except BudstikkeError as error:
                log.warning("sending waits: %s", error)
                if self._stopping.wait(AGAIN):
                    return
        if clockwork:
            clockwork.start()
            self._clockwork = clockwork
        rounds.start()
        self._stopping.wait()
        rounds.stop()
        self._clockwork = None
        if clockwork:
            clockwork.stop()
        runner.stop()


@click.command()
@click.option("--host", help="Where to listen; otherwise as in config.toml.")
@click.option("--port", type=click.IntRange(0, 65535), help="Where to listen; otherwise as in config.toml.")
@click.option("--no-schedule", is_flag=True, help="Open no edition by the clock; send only what is opened by hand.")
def serve(*, host: str | None, port: int | None, no_schedule: bool) -> None:
    """Web, chat, schedule and sending in one process, until it is told to stop."""
    import uvicorn  # noqa: PLC0415 - the web is slow to load, and only this command needs it

    from bot.web.app import create_app  # noqa: PLC0415
    from bot.web.parts import Parts  # noqa: PLC0415

    service = open_service()
    _ = service.work  # a missing key or secret is said now, not by a thread later
    _ = service.weekly().schedule
    _check_schema(service)
    check_schedules(service.settings.config)
    sender = Sender(service, schedule=not no_schedule)
    following = Following(service.present, sender.follow)
    herald = Herald(telling(service.settings, service.database, service.clock, service.work.worker))
    parts = Parts(
        service.settings,
        service.database,
        service.clock,
        read_queue=brought,
        look_up=service.look_up,
        try_feed=service.try_feed,
        channels=service.enabled(),
        rehearsing=service.stage,
        examine=partial(examined, service),
    )
    app = create_app(parts)

    @asynccontextmanager
    async def living(_app: object) -> AsyncIterator[None]:
        async with _heard(service, app):
            sender.start()
            herald.start()
            following.start()
            warming = asyncio.create_task(_warmed(service.database, parts.folk))
            try:
                yield
            finally:
                warming.cancel()
                await asyncio.to_thread(following.stop)
                await asyncio.gather(asyncio.to_thread(herald.stop), asyncio.to_thread(sender.stop))

    app.router.lifespan_context = living
    configured = service.settings.config.server
    listening = _listen(host or configured.host, configured.port if port is None else port)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            access_log=False,
            log_level="warning",
            server_header=False,
            proxy_headers=True,
            timeout_graceful_shutdown=GRACE,
        )
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)  # uvicorn raises what it caught again, once all is finished
    where = "{}:{}".format(*listening.getsockname()[:2])
    click.echo(f"Budstikke serves {configured.public_url}, listening on {where}; Ctrl-C stops it.")
    try:
        server.run(sockets=[listening])
    finally:
        listening.close()
        service.close()


async def _warmed(database: Database, folk: Folk) -> None:
    """Reads everybody into memory before a page of the newsroom waits for it; where it fails, the first page does."""
    with suppress(DatabaseError):
        await database.aread(folk.roll)


def _listen(host: str, port: int) -> socket.socket:
    """Taken before anything starts, so that a port in use stops a second `serve` with one line."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError as error:
        raise SettingsError(
            f"Nothing can listen on {host}:{port} ({error.strerror}): stop what does, or choose another with --port."
        ) from error
    return listening


def _leave(_number: int, _frame: object) -> NoReturn:
    raise SystemExit(0)


@asynccontextmanager
async def _heard(service: Service, app: FastAPI) -> AsyncIterator[None]:
    """What is pressed in Slack is heard inside the block, by HTTP and, with an app token, over a socket."""
    from bot.slack.app import create_app, listening, routes  # noqa: PLC0415 - only where Slack is connected

    settings = service.settings
    if not (settings.secrets.slack_bot_token or settings.slack_installs):
        yield
        return
    slack = create_app(settings, service.database, service.clock, service.composed)
    app.router.routes.extend(routes(slack, settings))
    async with listening(slack, settings.secrets.slack_app_token if settings.slack_socket else ""):
        yield


def _check_schema(service: Service) -> None:
    found = service.database.read(current)
    if found != newest():
        raise DatabaseError(
            f"The database is at {found or 'nothing'}, this version needs {newest()}: `budstikke migrate`."
        )
