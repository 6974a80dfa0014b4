"""Telling other systems of events: a thread for each endpoint, so that a slow one holds up nothing else."""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from bot.http import Fetched, Guarded, Limits, LostError, NotSentError, retry_after
from bot.jobs.errands import Act, Errands
from digests.clock import Clock
from digests.db import Database
from digests.errors import SettingsError
from digests.events import sendings, signature, store
from digests.events.announcing import announcing, endpoints
from digests.events.bodies import content
from digests.events.model import Announcing, Endpoint, Result, Sending, Tried
from digests.settings import Settings

log = logging.getLogger(__name__)

LIMITS = Limits(seconds=10, size=4096, redirects=0)
IDLE = 0.5  # seconds between looks for what there is to send
KEPT = timedelta(days=30)  # events, whatever came of them; never longer than raw facts


@dataclass(frozen=True, slots=True)
class Telling:
    """What telling needs: configuration, database, clock, this worker's name, a guarded client, and chance."""

    settings: Settings
    database: Database
    clock: Clock
    worker: str
    client: Guarded
    chance: Callable[[], float] = field(default=random.random)

    @property
    def announcing(self) -> Announcing:
        """How much may be told today."""
        return announcing(self.settings)


def telling(settings: Settings, database: Database, clock: Clock, worker: str) -> Telling:
    """The same from settings."""
    return Telling(settings, database, clock, worker, Guarded(settings.config.http.allow_hosts, LIMITS))


class Herald:
    """Tells every endpoint that has a good secret. Any number may run on one database."""

    def __init__(self, told: Telling) -> None:
        found = endpoints(told.settings)
        acts: dict[str, Act] = {"events": partial(spread, told, found)}
        for endpoint in found:
            try:
                signature.keys(endpoint.secret)
            except SettingsError as wrong:
                log.warning("nothing is sent to the webhook %s: %s", endpoint.name, wrong)
            else:
                acts[f"webhook {endpoint.name}"] = partial(send_one, told, endpoint)
        self._errands = Errands(acts, IDLE)

    def start(self) -> None:
        """Begins to spread events and to send them."""
        self._errands.start()

    def stop(self) -> None:
        """Returns when the tries in hand are over, which their limit sees to."""
        self._errands.stop()


def spread(told: Telling, found: tuple[Endpoint, ...]) -> bool:
    """Makes the sendings of new events, and forgets old events; whether there was something to do."""
    now = told.clock()
    kept = min(KEPT, timedelta(days=told.settings.config.privacy.raw_days))
    if told.database.read(store.fresh) and told.database.write(sendings.spread, found, now):
        return True
    return told.database.read(store.old, now - kept) and told.database.write(store.retain, now - kept) > 0


def send_one(told: Telling, endpoint: Endpoint) -> bool:
    """Sends an endpoint its next event, if one is due; whether one was."""
    now = told.clock()
    if not told.database.read(sendings.ready, endpoint, now):
        return False
    sending = told.database.write(sendings.claim, endpoint, told.worker, now)
    if sending is None:
        return False
    tried = _try(told, endpoint, sending)
    told.database.write(sendings.finish, endpoint, tried)
    if tried.result is not Result.TAKEN:
        log.warning("webhook %s, try %d: %s", endpoint.name, sending.tries, tried.answer)
    return True


def _try(told: Telling, endpoint: Endpoint, sending: Sending) -> Tried:
    body, at = content(sending.event, told.announcing), told.clock()
    signed = signature.headers(signature.keys(endpoint.secret), sending.event.id, at, body)
    try:
        answer = told.client.post(endpoint.url, body, {"Content-Type": "application/json", **signed})
    except NotSentError as error:
        return Tried(sending, Result.LATER, f"not reached: {error}", told.clock(), told.chance())
    except LostError as error:
        return Tried(sending, Result.LATER, f"no answer: {error}", told.clock(), told.chance())
    return _answered(told, sending, answer)


def _answered(told: Telling, sending: Sending, answer: Fetched) -> Tried:
    now, status = told.clock(), answer.status
    if answer.good:
        return Tried(sending, Result.TAKEN, str(status), now)
    if status == 410:  # noqa: PLR2004
        return Tried(sending, Result.GONE, "410: nothing more is wanted there", now)
    asked = retry_after(answer.headers.get("retry-after", ""), now)
    said = f"{status}: a redirect is not followed" if 300 <= status < 400 else str(status)  # noqa: PLR2004
    return Tried(sending, Result.LATER, said, now, told.chance(), asked)
