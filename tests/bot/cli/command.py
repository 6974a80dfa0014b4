"""Runs a command as a person would, against a database of the test's own."""

from dataclasses import dataclass
from pathlib import Path

from click import Command
from click.testing import CliRunner, Result

CONFIG = """
[server]
public_url = "https://budstikke.example.com"
[links]
base_url = "https://go.example.com"
[email]
from = "Budstikke <budstikke@example.com>"
[[schedules]]
name = "weekly"
cron = "0 9 * * 2"
lateness = "12h"
"""
KEY = "0123456789abcdef0123456789abcdef"


@dataclass(frozen=True)
class Desk:
    """A folder with a config.toml, and a database."""

    folder: Path
    database_url: str

    def configure(self, config: str) -> None:
        """What config.toml says."""
        (self.folder / "config.toml").write_text(config, encoding="utf-8")

    def run(self, command: Command, *args: str, typed: str = "", **secrets: str) -> Result:
        """A command's output and exit code; what it raised stands in the result."""
        env = {
            "BUDSTIKKE_CONFIG": str(self.folder / "config.toml"),
            "DATABASE_URL": self.database_url,
            "BUDSTIKKE_SECRET_KEY": KEY,
        }
        return CliRunner(env=env | secrets).invoke(command, list(args), input=typed)


def desk(folder: Path, database_url: str) -> Desk:
    """A desk with the least configuration that works."""
    made = Desk(folder, database_url)
    made.configure(CONFIG)
    return made
