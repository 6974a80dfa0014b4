"""What everything that listens to Slack needs, in one value."""

from dataclasses import dataclass

from digests.clock import Clock
from digests.db import Database
from digests.settings import Settings


@dataclass(frozen=True, slots=True)
class Parts:
    """Settings, database and clock of a running service."""

    settings: Settings
    database: Database
    clock: Clock
