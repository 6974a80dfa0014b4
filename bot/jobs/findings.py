"""What a report is told from: the figures of a period, the one before, and what the queue has to offer."""

from datetime import datetime

from sqlalchemy import Connection

from bot.rendering.report.view import Findings
from digests.config import Config
from digests.content.store import load_items
from digests.db import Database
from digests.measure.asked import asked
from digests.measure.model import Report
from digests.measure.supply import load_supply


def measured(
    config: Config, database: Database, since: datetime, until: datetime, now: datetime, *, names: bool = False
) -> Report:
    """The report of a period, by the privacy rules of the configuration; with `names`, who did what, where it may."""
    return database.read(asked, config, since, until, now, names=names)


def findings(
    config: Config,
    database: Database,
    since: datetime,
    until: datetime,
    now: datetime,
    *,
    compared: bool = False,
    names: bool = False,
) -> Findings:
    """Everything that a report in words is made of; `compared` with the period of the same length before it."""
    found = measured(config, database, since, until, now, names=names)
    earlier = measured(config, database, since - (until - since), since, now) if compared else None
    return Findings(
        report=found,
        before=earlier,
        supply=database.read(load_supply, found, now),
        wordings=database.read(_wordings, found),
        mode=config.privacy.mode,
    )


def _wordings(connection: Connection, found: Report) -> dict[str, str]:
    wanted = {text.key for item in found.items for text in item.texts}
    if not wanted:
        return {}
    queue = load_items(connection, ids=[item.id for item in found.items])
    return {text.key: text.text for item in queue for text in item.texts if text.key in wanted}
