"""What the lanes of one workspace share."""

import time
from dataclasses import dataclass

from bot.slack.company.tokens import current
from digests.clock import Clock
from digests.db import Database
from digests.delivery.pace import Gcra, Sleep, Ticks
from digests.settings import Settings

LOOKUP_SHARE = 0.25  # Slack takes about 50 look-ups a minute where it takes 200 messages


@dataclass(frozen=True, slots=True)
class Workspace:
    """Settings, database and clock, and the pace of messages and of look-ups."""

    settings: Settings
    database: Database
    clock: Clock
    pace: Gcra
    lookups: Gcra
    ticks: Ticks = time.monotonic
    sleep: Sleep = time.sleep

    def token(self) -> str:
        """The token of now: it is asked for before each call, so that one which Slack took back is used no more.

        NoTokenError says why there is none.
        """
        return self.database.read(current, self.settings).token


def workspace(
    settings: Settings, database: Database, clock: Clock, ticks: Ticks = time.monotonic, sleep: Sleep = time.sleep
) -> Workspace:
    """The workspace from settings."""
    per_second = settings.config.slack.per_minute / 60
    return Workspace(settings, database, clock, Gcra(per_second), Gcra(per_second * LOOKUP_SHARE), ticks, sleep)
