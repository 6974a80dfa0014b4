"""What every job needs: the service's parts, in one value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.jobs.reading import Reading
from digests.clock import Clock
from digests.config import duration
from digests.content import audience
from digests.db import Database
from digests.delivery.channel import Channel
from digests.delivery.notes import Maker
from digests.delivery.outbox import Retry
from digests.edition.model import Schedule
from digests.errors import UnknownError
from digests.people.model import ChannelName
from digests.settings import Settings


@dataclass(frozen=True, slots=True)
class Work:
    """Settings, database, clock, key, the channels that are on, this worker's name, and how notes are worded."""

    settings: Settings
    database: Database
    clock: Clock
    key: bytes
    channels: Mapping[ChannelName, Channel]
    worker: str
    makers: Mapping[str, Maker] = field(default_factory=dict)
    reading: Reading | None = None  # None: nothing is fetched from elsewhere

    @property
    def retry(self) -> Retry:
        """How trying again goes, by configuration."""
        delivery = self.settings.config.delivery
        return Retry(delivery.tries, timedelta(seconds=delivery.backoff_seconds))


def schedules(settings: Settings) -> tuple[Schedule, ...]:
    """The schedules that hold now, as values."""
    most = settings.config.caps.items
    return tuple(
        Schedule(
            name=section.name,
            cron=section.cron,
            lateness=duration(section.lateness),
            audience=audience.read(section.audience),
            items=min(section.items, most),
            on=section.on,
            since=section.since,
        )
        for section in settings.config.schedules
    )


def schedule(settings: Settings, name: str) -> Schedule:
    """The schedule of that name; UnknownError lists those there are."""
    known = {one.name: one for one in schedules(settings)}
    if name not in known:
        raise UnknownError("There is no schedule {name!r}: config.toml has {known}.", name=name, known=", ".join(known))
    return known[name]
