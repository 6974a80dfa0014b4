"""The embedded runner: composes what is due, feeds every channel, and keeps the house, in one process."""

import logging
import sys
import threading
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from bot.jobs.batch import Batch
from bot.jobs.lanes import Feeding, Pump
from bot.jobs.work import Work, schedules
from digests import privacy
from digests.delivery import outbox
from digests.delivery.store import counts, in_doubt, next_ready
from digests.errors import BudstikkeError
from digests.events.announcing import announcing
from digests.measure import conversions, rollup
from digests.measure.goals import configured, named
from digests.sharing import links

log = logging.getLogger(__name__)

SWITCH = 0.0005  # seconds a thread that computes may keep those waiting that send; Python's own 0.005 halves the pace
COMPOSE = 500  # deliveries composed at once: what memory holds
IDLE = 0.5  # seconds between looks for what is due
GLANCE = 0.02  # seconds between looks at how far sending is
LOOKS = 2  # in a row that find nothing to do: between two statements a delivery may change its channel
FAILURES = 3  # of composing, in a row, after which nobody is kept waiting
KEEP = timedelta(seconds=10)  # between two rounds of housekeeping
RETAIN = timedelta(hours=6)  # between two rounds of forgetting


class Runner:
    """Whoever runs one holds the sending lock. `stop()` finishes the messages in hand."""

    def __init__(self, work: Work, *, keeps_house: bool = False) -> None:
        self._work = work
        self._keeps_house = keeps_house
        self._batch = Batch(work)
        feeding = Feeding(work.database, work.clock, work.worker, work.retry, self._batch.parcels, self._skip_late)
        self._pumps = [Pump(channel, feeding) for channel in work.channels.values()]
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._threads: list[threading.Thread] = []
        self._failed = 0  # how often in a row composing came to nothing, for want of the database or by a fault of ours

    def start(self) -> None:
        """Settles what the last process left behind, then begins."""
        sys.setswitchinterval(SWITCH)
        self.recover()
        for target in (self._compose, self._keep) if self._keeps_house else (self._compose,):
            thread = threading.Thread(target=target, name=target.__name__.strip("_"), daemon=True)
            thread.start()
            self._threads.append(thread)
        for pump in self._pumps:
            pump.start()

    def stop(self) -> None:
        """Gives back what is not being sent, and returns when nothing is."""
        self._stopping.set()
        self._wake.set()
        for thread in self._threads:
            thread.join()
        for pump in self._pumps:
            pump.stop()

    def recover(self) -> None:
        """After a crash: what was in `sending` is in doubt, and each channel is asked what it knows."""
        database, now = self._work.database, self._work.clock()
        found = database.write(outbox.recover, now)
        if found:
            log.warning("%d deliveries were being sent when the last process ended", len(found))
        for delivery in database.read(in_doubt):
            channel = self._work.channels.get(delivery.channel) if delivery.channel else None
            if channel is not None:
                outcome = channel.find(delivery.id, delivery.ref)
                database.write(outbox.resolve, delivery.id, outcome, self._work.clock())
        self._skip_late()

    def wait(self, editions: Collection[int], watch: Callable[[], None], patience: timedelta) -> bool:
        """Returns when these editions have nothing left to do, or nothing that can go within `patience`; which it was.

        `watch` is called about twice a second.
        """
        database, idle = self._work.database, 0
        while True:
            watch()
            up = [pump.name for pump in self._pumps if not pump.down]
            upcoming = database.read(next_ready, editions, up)
            states = database.read(counts, editions)
            if states["queued"] + states["sending"] == 0:
                database.write(outbox.close_finished, self._work.clock())
                return True
            later = upcoming is None or upcoming > self._work.clock() + patience
            idle = idle + 1 if states["sending"] == 0 and (later or self._failed >= FAILURES) else 0
            if idle == LOOKS:
                return False
            self._wake.wait(IDLE)

    def _compose(self) -> None:
        while not self._stopping.is_set():
            composed = self._composed()
            if not composed:
                self._wake.wait(IDLE)
                self._wake.clear()
            self._let_sending_catch_up()

    def _composed(self) -> int:
        try:
            composed = self._compose_some()
        except BudstikkeError as error:
            log.warning("composing waits: %s", error)
        except Exception:  # a fault of ours: said, and tried again, because a thread that ends would wait for ever
            log.exception("digests cannot be composed")
        else:
            self._failed = 0
            return composed
        self._failed += 1
        self._stopping.wait(1)
        return 0

    def _let_sending_catch_up(self) -> None:
        for _ in range(round(IDLE / GLANCE)):
            if not self._batch.full or self._stopping.wait(GLANCE):
                return

    def _compose_some(self) -> int:
        now = self._work.clock()
        ids = self._work.database.read(outbox.composable, now, COMPOSE)
        if ids:
            self._skip_late(composed=False)
            self._batch.compose(ids)
            for pump in self._pumps:
                pump.wake()
        return len(ids)

    def _skip_late(self, *, composed: bool = True) -> None:
        for schedule in schedules(self._work.settings):
            self._work.database.write(
                outbox.skip_late, schedule.name, schedule.lateness, self._work.clock(), composed=composed
            )

    def _keep(self) -> None:
        retained: datetime | None = None
        while not self._stopping.is_set():
            now = self._work.clock()
            try:
                self._work.database.write(outbox.close_finished, now)
                self._settle(now)
                if retained is None or now - retained > RETAIN:
                    self._forget(now)
                    retained = now
            except BudstikkeError as error:
                log.warning("housekeeping waits: %s", error)
            self._stopping.wait(KEEP.total_seconds())

    def _settle(self, now: datetime) -> None:
        """Facts get their final verdict, conversions that waited for them are decided, and what is final is rolled up."""
        told, goals = announcing(self._work.settings), named(configured(self._work.settings.config))
        while self._work.database.write(links.settle, now, told):
            pass
        while self._work.database.write(conversions.settle, now, goals, told):
            pass
        while not self._stopping.is_set() and self._work.database.write(rollup.advance, now):
            pass

    def _forget(self, now: datetime) -> None:
        limits = self._work.settings.config.privacy
        while not self._stopping.is_set():
            keep = limits.keep.days(limits.raw_days)
            if self._work.database.write(privacy.retention, now, limits.raw_days, limits.leaver_days, keep=keep).done:
                return
