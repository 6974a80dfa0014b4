"""The report as whoever runs this Budstikke has configured it."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from digests.config import Config
from digests.measure.disclosure import Rules
from digests.measure.goals import configured
from digests.measure.model import Report
from digests.measure.report import report
from digests.measure.uplift import Window


def asked(
    connection: Connection, config: Config, since: datetime, until: datetime, now: datetime, *, names: bool = False
) -> Report:
    """The report of a period, by the privacy rules of the configuration; with `names`, who did what, where it may."""
    privacy = config.privacy
    rules = Rules(privacy.mode, privacy.k, privacy.countries)
    raw = now - timedelta(days=privacy.raw_days)
    hits = now - timedelta(days=privacy.keep.days(privacy.raw_days)["hits"])
    window = Window(config.relevance.hold_out_days, hits)
    return report(connection, since, until, rules, raw, configured(config), window, names=names)
