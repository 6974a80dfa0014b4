"""What a report is told from: the figures of a period, the one before, and what the queue has to offer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from digests.config import Config
from digests.content.store import load_items
from digests.measure.asked import asked
from digests.measure.model import Report
from digests.measure.steps import Supply
from digests.measure.supply import load_supply


@dataclass(frozen=True, slots=True)
class Findings:
    """All that a report is told from; without `before` nothing is compared, without `supply` nothing is advised."""

    report: Report
    before: Report | None = None
    supply: Supply | None = None
    wordings: Mapping[str, str] = field(default_factory=dict)  # suggested texts by key
    mode: str = "works_council"


def findings(
    connection: Connection,
    config: Config,
    since: datetime,
    until: datetime,
    now: datetime,
    *,
    compared: bool = False,
    names: bool = False,
) -> Findings:
    """Everything that a report in words is made of; `compared` with the period of the same length before it."""
    found = asked(connection, config, since, until, now, names=names)
    return Findings(
        report=found,
        before=asked(connection, config, since - (until - since), since, now) if compared else None,
        supply=load_supply(connection, found, now),
        wordings=_wordings(connection, found),
        mode=config.privacy.mode,
    )


def _wordings(connection: Connection, found: Report) -> dict[str, str]:
    wanted = {text.key for item in found.items for text in item.texts}
    if not wanted:
        return {}
    queue = load_items(connection, ids=[item.id for item in found.items])
    return {text.key: text.text for item in queue for text in item.texts if text.key in wanted}
