"""Settings for checks."""

from pathlib import Path
from typing import Any

from digests.settings import Secrets, Settings, parse


def settings(secrets: Secrets | None = None, *, sender: str = "news@example.com", **sections: Any) -> Settings:
    """The least configuration that works, and what else is given by section."""
    config: dict[str, Any] = {
        "server": {"public_url": "https://budstikke.example.com"},
        "links": {"base_url": "https://go.example.net"},
        "email": {"from": sender},
        "schedules": [{"name": "weekly", "cron": "0 9 * * 2"}],
    }
    return Settings(config=parse(config | sections), secrets=secrets or Secrets(), path=Path("config.toml"))
