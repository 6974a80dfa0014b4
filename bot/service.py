"""The one place that puts parts together."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from digests import clock, settings
from digests.clock import Clock
from digests.db import Database
from digests.settings import Settings


@dataclass(frozen=True, slots=True)
class Service:
    """Settings, database and clock of one running Budstikke."""

    settings: Settings
    database: Database
    clock: Clock

    @property
    def key(self) -> bytes:
        """The secret key; SettingsError says how to make one."""
        return self.settings.key

    def close(self) -> None:
        """Commits what waits and lets go of the database."""
        self.database.close()


def open_service(env: Mapping[str, str] | None = None, folder: Path | None = None) -> Service:
    """A service from the environment, `.env` and config.toml; nothing is connected before it is needed."""
    found = settings.load(env, folder)
    return Service(found, Database(found.secrets.database_url), clock.now)
