"""`serve`: web, chat, schedule and sending in one process."""

import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import click
from fastapi import FastAPI

from bot.jobs.embedded import Runner
from bot.jobs.lock import SendingLock
from bot.jobs.schedule import Clockwork
from bot.service import Service, open_service
from digests.errors import BudstikkeError, DatabaseError
from migrations.run import current, newest

log = logging.getLogger(__name__)

AGAIN = 2.0  # seconds between two tries for the sending lock


class Sender:
    """Schedule and runner, from the moment that nobody else sends on this database."""

    def __init__(self, service: Service, *, schedule: bool) -> None:
        self._service = service
        self._schedule = schedule
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sender")

    def start(self) -> None:
        """Begins, now or when the other sender is done."""
        self._thread.start()

    def stop(self) -> None:
        """Returns when the messages in hand are finished and the rest is given back."""
        self._stopping.set()
        self._thread.join()

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
        clockwork = Clockwork(self._service.work) if self._schedule else None
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
        self._stopping.wait()
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
    _ = service.key
    _check_schema(service)
    sender = Sender(service, schedule=not no_schedule)
    app = create_app(Parts(service.settings, service.database, service.clock))

    @asynccontextmanager
    async def living(_app: object) -> AsyncIterator[None]:
        async with _heard(service, app):
            sender.start()
            yield

    app.router.lifespan_context = living
    configured = service.settings.config.server
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host=host or configured.host,
            port=configured.port if port is None else port,
            access_log=False,
            log_level="warning",
            server_header=False,
            proxy_headers=True,
        )
    )
    click.echo(f"Budstikke serves {configured.public_url}; Ctrl-C stops it.")
    try:
        server.run()
    finally:
        sender.stop()
        service.close()


@asynccontextmanager
async def _heard(service: Service, app: FastAPI) -> AsyncIterator[None]:
    """What is pressed in Slack is heard inside the block, by HTTP and, with an app token, over a socket."""
    from bot.slack.app import create_app, listening, route  # noqa: PLC0415 - only where Slack is connected

    secrets = service.settings.secrets
    if not secrets.slack_bot_token:
        yield
        return
    slack = create_app(service.settings, service.database, service.clock)
    app.router.routes.append(route(slack))
    async with listening(slack, secrets.slack_app_token):
        yield


def _check_schema(service: Service) -> None:
    found = service.database.read(current)
    if found != newest():
        raise DatabaseError(
            f"The database is at {found or 'nothing'}, this version needs {newest()}: `budstikke migrate`."
        )
