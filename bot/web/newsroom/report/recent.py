"""Figures that were worked out a moment ago: who turns from one page of a report to the next waits once."""

from collections import OrderedDict
from datetime import datetime, timedelta

from bot.web.newsroom.report.period import Period
from bot.web.parts import Parts
from digests.config import Config
from digests.ledger import arrivals
from digests.measure.findings import Findings, findings

FRESH = timedelta(minutes=1)
MOST = 8  # periods


class Recent:
    """The newest findings by period. Those with somebody's name in them are never kept: a yes can be taken back."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Period, tuple[datetime, Config, Findings]] = OrderedDict()

    async def of(self, period: Period, found: Parts) -> Findings:
        """What a report of the period is told from, as of at most a minute ago."""
        config, now = found.settings.config, found.clock()
        at, under, kept = self._kept.get(period, (None, None, None))
        if kept is not None and at is not None and under is config and now - at < FRESH:
            return kept
        until = await found.database.aread(arrivals.newest)
        while await found.database.awrite(arrivals.expand, until):
            pass
        made = await found.database.aread(
            findings, config, period.since, period.until, now, compared=period.compared, names=True
        )
        if not made.report.people:
            self._kept[period] = now, config, made
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return made
