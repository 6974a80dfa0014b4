"""The weekly report: when it is due, and how it reaches each place once."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.rendering.report.model import ReportView
from bot.rendering.report.view import view
from bot.rendering.words import best
from digests.clock import Clock
from digests.config import Config, duration
from digests.db import Database
from digests.delivery.model import Outcome, Result
from digests.edition import plan
from digests.edition.model import Schedule
from digests.errors import BudstikkeError
from digests.measure import posts
from digests.measure.findings import findings
from digests.measure.posts import Post
from digests.settings import Settings

log = logging.getLogger(__name__)

NAME = "report"
WEEK = timedelta(days=7)
BACK = timedelta(days=8)  # how far back the slot of a report that is sent by hand may lie


class Place(Protocol):
    """Somewhere that reports go to; a failing `post` says so in its outcome and does not raise."""

    @property
    def name(self) -> str:
        """What the ledger calls it; names nobody."""

    def post(self, view: ReportView, period: str) -> Outcome:
        """Sends the report of a period once."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One week's report: its name, and the seven whole days that it is about."""

    period: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Weekly:
    """Sends the report of each week to every place that is named; safe to run twice, and on two machines."""

    settings: Settings
    database: Database
    clock: Clock
    places: Sequence[Place]

    @property
    def config(self) -> Config:
        """What holds now."""
        return self.settings.config

    @property
    def zone(self) -> str:
        """The time zone in which a week ends."""
        return self.config.report.timezone or self.config.company.timezone

    @property
    def schedule(self) -> Schedule | None:
        """When reports are due; None where the clock sends none."""
        section = self.config.report
        return Schedule(NAME, section.weekly, duration(section.lateness)) if section.weekly and self.places else None

    def fire(self) -> None:
        """Sends what is due and not too late; says in the log what came of it."""
        schedule, now = self.schedule, self.clock()
        if schedule is None:
            return
        try:
            slots = plan.slots(schedule, self.zone, now - schedule.lateness, now)
            if slots:
                self.send(self.issue(slots[-1].at))
        except BudstikkeError as error:
            log.warning("the weekly report waits: %s", error)
        except Exception:  # a fault of ours: said, and tried again
            log.exception("the weekly report cannot be made")

    def newest(self) -> Issue:
        """The report that `send` by hand is about: of the newest slot, or of now where the clock sends none."""
        schedule, now = self.schedule, self.clock()
        slots = plan.slots(schedule, self.zone, now - BACK, now) if schedule else []
        return self.issue(slots[-1].at if slots else now)

    def issue(self, at: datetime) -> Issue:
        """The report that is due at a moment: of the seven days before that day, named after the last one's week."""
        day = at.astimezone(ZoneInfo(self.zone)).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        year, week, _ = (day - timedelta(days=1)).isocalendar()
        return Issue(f"{year}-W{week:02}", day - WEEK, day)

    def send(self, issue: Issue) -> tuple[Post, ...]:
        """Sends a report to the places that still wait for it; what came of each place, now or before."""
        if self.database.read(posts.waits, issue.period, tuple(place.name for place in self.places)):
            view = self.view(issue)
            for place in self.places:
                self._post(place, view, issue.period)
        return self.database.read(posts.settled, issue.period, self.clock())

    def view(self, issue: Issue) -> ReportView:
        """A report in words, compared with the week before."""
        company = self.config.company
        found = self.database.read(findings, self.config, issue.since, issue.until, self.clock(), compared=True)
        language = best((self.config.report.language,), company.language)
        return view(found, language, company.name, ZoneInfo(self.zone), weekly=True)

    def _post(self, place: Place, view: ReportView, period: str) -> None:
        if not self.database.write(posts.claim, period, place.name, self.clock()):
            return
        try:
            outcome = place.post(view, period)
        except Exception:  # a fault of ours, and nobody knows how far we were
            log.exception("the report of %s broke on its way to %s", period, place.name)
            outcome = Outcome(Result.UNKNOWN, "A fault of ours: see the log, and look there whether it arrived")
        self.database.write(posts.settle, period, place.name, outcome, self.clock())
        if outcome.result is Result.SENT:
            log.info("the report of %s went to %s", period, place.name)
        else:
            log.warning("the report of %s did not reach %s: %s", period, place.name, outcome.reason)
