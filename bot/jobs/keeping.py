"""Housekeeping: editions are closed, facts settled and counted, and what has lived its time is cleared."""

import logging
import threading
import time
from datetime import datetime, timedelta
from itertools import count

from bot.jobs.work import Work
from digests import privacy
from digests.delivery import outbox
from digests.employee import reminders
from digests.errors import BudstikkeError
from digests.events.announcing import announcing
from digests.ledger import arrivals
from digests.measure import conversions, rollup
from digests.measure.goals import configured, named
from digests.sharing import links

log = logging.getLogger(__name__)

KEEP = timedelta(seconds=10)  # between two rounds
REST = 9  # as long as a step took: whoever follows a link, or is sent a digest, has nine tenths of the writer
STEPS = 8  # between two times that SQLite's log is written back
LAST = 50  # steps before it stops
RETAIN = timedelta(hours=6)  # between two rounds of forgetting


class Keeper:
    """One thread; several processes may keep the same house, because each step may be done twice."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._retained: datetime | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="keep", daemon=True)

    def start(self) -> None:
        """Begins with a round."""
        self._thread.start()

    def stop(self) -> None:
        """Returns when the step in hand is done."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._round(self._work.clock())
            except BudstikkeError as error:
                log.warning("housekeeping waits: %s", error)
            except Exception:  # a fault of ours: said, and tried again, because a house that nobody keeps fills up
                log.exception("the house cannot be kept")
            self._stopping.wait(KEEP.total_seconds())
        try:
            self._lay_out_last()
        except BudstikkeError as error:
            log.warning("what has arrived waits for the next start: %s", error)

    def _round(self, now: datetime) -> None:
        self._work.database.write(outbox.close_finished, now)
        self._lay_out()
        self._settle(now)
        if self._retained is None or now - self._retained > RETAIN:
            self._forget(now)
            self._retained = now

    def _lay_out(self) -> None:
        """What has arrived so far gets its place among the facts; between two steps others have the writer."""
        database = self._work.database
        until = database.read(arrivals.newest)
        for step in count():
            if step % STEPS == 0:
                database.write_back()
            begun = time.monotonic()
            if self._stopping.is_set() or not database.write(arrivals.expand, until):
                return
            self._stopping.wait(REST * (time.monotonic() - begun))

    def _lay_out_last(self) -> None:
        """The same before it stops, for a moment; the next start does the rest."""
        database = self._work.database
        until = database.read(arrivals.newest)
        for _ in range(LAST):
            if not database.write(arrivals.expand, until):
                return

    def _settle(self, now: datetime) -> None:
        """Facts get their final verdict, the conversions that waited for them are decided, and counters go on."""
        database = self._work.database
        told, goals = announcing(self._work.settings), named(configured(self._work.settings.config))
        while not self._stopping.is_set() and database.write(links.settle, now, told):
            pass
        while not self._stopping.is_set() and database.write(conversions.settle, now, goals, told):
            pass
        while not self._stopping.is_set() and database.write(rollup.advance, now):
            pass

    def _forget(self, now: datetime) -> None:
        limits = self._work.settings.config.privacy
        self._work.database.write(reminders.give_up, now)
        while not self._stopping.is_set():
            keep = limits.keep.days(limits.raw_days)
            if self._work.database.write(privacy.retention, now, limits.raw_days, limits.leaver_days, keep=keep).done:
                return
