"""What the pages need, in one value."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from starlette.requests import Request

from bot.rendering.words import N_
from bot.web.newsroom.health.model import Examine, nothing
from bot.web.rehearsing import Nothing, Rehearsing
from digests.clock import Clock
from digests.db import Database
from digests.errors import InputError
from digests.newsroom.facts import LookUp, PageFacts
from digests.newsroom.feeds.model import Read, TryFeed
from digests.newsroom.folk import Folk
from digests.newsroom.rules import Known
from digests.newsroom.uploading import Brought, ReadQueue
from digests.settings import Settings
from digests.sharing.model import Identifier, Utm


async def not_looked_up(_url: str) -> PageFacts:
    """What stands in for looking up where nothing is fetched from outside."""
    raise InputError(N_("Nothing is fetched from other sites here. Fill in the fields yourself."))


async def not_tried(_url: str) -> Read:
    """What stands in for reading a feed where nothing is fetched from outside."""
    raise InputError(N_("Nothing is fetched from other sites here."))


def no_file(_data: bytes, _known: Known, _now: datetime) -> Brought:
    """What stands in for reading a queue file where nobody reads one."""
    raise InputError("No files are read here.")


@dataclass(frozen=True, slots=True)
class Parts:
    """Settings, database and clock of a running web; keys that were used before may be named in `old_keys`."""

    settings: Settings
    database: Database
    clock: Clock
    old_keys: tuple[bytes, ...] = ()
    journal: Path = Path("var/hits.jsonl")  # where hits wait while the database does not take them
    folk: Folk = field(default_factory=Folk)  # everybody, in memory: whom an audience reaches
    try_feed: TryFeed = not_tried  # the feed at an address
    read_queue: ReadQueue = no_file  # a queue file that somebody sent
    look_up: LookUp = not_looked_up  # what the page at an address says of itself
    channels: tuple[str, ...] = ()  # on which people are written to
    rehearsing: Rehearsing = field(default_factory=Nothing)  # digests as they would be
    examine: Examine = nothing  # what does not work here; takes seconds

    @property
    def keys(self) -> tuple[bytes, ...]:
        """Every key that signed addresses which are still good, the present one first."""
        return (self.settings.key, *self.old_keys)

    @property
    def settle(self) -> timedelta:
        """How long a verdict waits."""
        return timedelta(minutes=self.settings.config.links.settle_minutes)

    @property
    def utm(self) -> Utm:
        """What landing pages are told."""
        links = self.settings.config.links
        identifiers = {goal.name: Identifier(goal.identifier) for goal in self.settings.config.goals}
        return Utm(links.utm_source, links.utm_medium, links.utm_campaign, links.utm_content, identifiers)


def parts(request: Request) -> Parts:
    """The parts of the application that a request came to."""
    return cast("Parts", request.app.state.parts)
