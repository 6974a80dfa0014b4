"""The clock: APScheduler wakes us at each slot; the plan says which slot it is."""

import logging
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.jobs import editions
from bot.jobs.weekly import Weekly
from bot.jobs.work import Work, schedules
from digests.edition import plan
from digests.edition.model import Schedule
from digests.errors import BudstikkeError

log = logging.getLogger(__name__)

AHEAD = (timedelta(days=8), timedelta(days=400))  # most rhythms' next slot lies within the first, any within the last
REFRESH_MINUTES = 5  # new time zones appear with new people


class SlotTrigger(BaseTrigger):  # type: ignore[misc]
    """Fires when the plan has a slot: APScheduler waits, and decides nothing."""

    def __init__(self, schedule: Schedule, zone: str) -> None:
        self._schedule = schedule
        self._zone = zone

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        """The moment of the next slot after the previous one."""
        after = previous or now
        ahead = (plan.slots(self._schedule, self._zone, after, after + far) for far in AHEAD)
        return next((upcoming[0].at for upcoming in ahead if upcoming), None)


class Clockwork:
    """One job per schedule and time zone present among the people, in memory."""

    def __init__(self, work: Work, weekly: Weekly | None = None) -> None:
        self._work = work
        self._weekly = weekly
        self._known: dict[str, Schedule] = {}  # by job: what it was made of
        self._scheduler = BackgroundScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    def start(self) -> None:
        """Catches up after downtime, then waits for the next slots."""
        self._refresh()
        self._scheduler.add_job(self._refresh, IntervalTrigger(minutes=REFRESH_MINUTES), id="refresh")
        self._scheduler.start()

    def follow(self) -> None:
        """The schedules were changed: looks at them at once."""
        self._scheduler.modify_job("refresh", next_run_time=datetime.now(UTC))

    def stop(self) -> None:
        """Fires nothing more."""
        self._scheduler.shutdown(wait=True)

    def _refresh(self) -> None:
        try:
            zones = self._work.database.read(editions.zones, self._work.settings.config.company.timezone)
        except BudstikkeError as error:
            log.warning("the schedules wait for the database: %s", error)
            return
        wanted = {
            f"{schedule.name}@{zone}": (schedule, zone)
            for schedule in schedules(self._work.settings)
            if schedule.on
            for zone in zones
        }
        for name in [name for name in self._known if name not in wanted]:
            del self._known[name]
            if self._scheduler.get_job(name) is not None:
                self._scheduler.remove_job(name)
        for name, (schedule, zone) in wanted.items():
            self._fire(schedule, zone)  # also what a slot could not open because the database was away
            if self._known.get(name) != schedule or self._scheduler.get_job(name) is None:
                trigger = SlotTrigger(schedule, zone)
                self._scheduler.add_job(self._fire, trigger, (schedule, zone), id=name, replace_existing=True)
                self._known[name] = schedule
        self._report()

    def _report(self) -> None:
        reports = self._weekly.schedule if self._weekly else None
        if self._weekly is None or reports is None:
            return
        self._weekly.fire()  # also what a place could not take at its slot
        if self._scheduler.get_job(reports.name) is None:
            trigger = SlotTrigger(reports, self._weekly.zone)
            self._scheduler.add_job(self._weekly.fire, trigger, id=reports.name)

    def _fire(self, schedule: Schedule, zone: str) -> None:
        try:
            opened = editions.catch_up(self._work, schedule, zone)
        except BudstikkeError as error:
            log.warning("%s in %s waits: %s", schedule.name, zone, error)
            return
        if opened:
            log.info("%s opened in %s: edition %s", schedule.name, zone, opened)
