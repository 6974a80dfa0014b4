"""The embedded runner: composes what is due, feeds every channel, and keeps the house, in one process."""

import logging
import sys
import threading
from collections.abc import Callable, Collection
from datetime import timedelta

from bot.jobs.asking import Asker
from bot.jobs.batch import Batch
from bot.jobs.errands import Act, Errands
from bot.jobs.feeds import Feeder
from bot.jobs.keeping import Keeper
from bot.jobs.lanes import Feeding, Pump
from bot.jobs.notes import Notes
from bot.jobs.recalls import Recaller
from bot.jobs.reminders import Reminders
from bot.jobs.work import Work, schedules
from digests.delivery import outbox
from digests.delivery.model import Delivery
from digests.delivery.store import counts, in_doubt, next_ready
from digests.edition import extra
from digests.errors import BudstikkeError

log = logging.getLogger(__name__)

SWITCH = 0.0005  # seconds a thread that computes may keep those waiting that send; Python's own 0.005 halves the pace
COMPOSE = 500  # deliveries composed at once: what memory holds
IDLE = 0.5  # seconds between looks for what is due
GLANCE = 0.02  # seconds between looks at how far sending is
LOOKS = 2  # in a row that find nothing to do: between two statements a delivery may change its channel
FAILURES = 3  # of composing, in a row, after which nobody is kept waiting


class Runner:
    """Whoever runs one holds the sending lock. `stop()` finishes the messages in hand."""

    def __init__(self, work: Work, *, keeps_house: bool = False) -> None:
        self._work = work
        self._batch = Batch(work)
        feeding = Feeding(work.database, work.clock, work.worker, work.retry, self._batch.parcels, self._skip_late)
        self._pumps = [Pump(channel, feeding) for channel in work.channels.values()]
        self._keeper = Keeper(work) if keeps_house else None
        errands: dict[str, Act] = {"recalls": Recaller(work), "cards": Asker(work), "reminders": Reminders(work)}
        errands["notes"] = Notes(work, work.makers)
        if work.reading is not None:
            errands["feeds"] = Feeder(work, work.reading)
        self._errands = Errands(errands if keeps_house else {})
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._composing = threading.Thread(target=self._compose, name="compose", daemon=True)
        self._failed = 0  # how often in a row composing came to nothing, for want of the database or by a fault of ours

    def start(self) -> None:
        """Settles what the last process left behind, then begins."""
        sys.setswitchinterval(SWITCH)
        self.recover()
        self._composing.start()
        for pump in self._pumps:
            pump.start()
        if self._keeper:
            self._keeper.start()
        self._errands.start()

    def stop(self) -> None:
        """Gives back what is not being sent, and returns when nothing is."""
        self._stopping.set()
        self._wake.set()
        self._composing.join()
        for pump in self._pumps:
            pump.stop()
        if self._keeper:
            self._keeper.stop()
        self._errands.stop()

    def recover(self) -> None:
        """After a crash: what was in `sending` is in doubt, and each channel is asked what it knows."""
        database, now = self._work.database, self._work.clock()
        found = database.write(outbox.recover, now)
        if found:
            log.warning("%d deliveries were being sent when the last process ended", len(found))
        _asked(self._work, database.read(in_doubt))
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
        for schedule in (*schedules(self._work.settings), extra.SCHEDULE):
            self._work.database.write(
                outbox.skip_late, schedule.name, schedule.lateness, self._work.clock(), composed=composed
            )


def _asked(work: Work, in_doubt: Collection[Delivery]) -> None:
    """Each channel is asked what it knows of deliveries in doubt, and what it can tell is written down."""
    for delivery in in_doubt:
        channel = work.channels.get(delivery.channel) if delivery.channel else None
        if channel is not None:
            outcome = channel.find(delivery.id, delivery.ref)
            work.database.write(outbox.resolve, delivery.id, outcome, work.clock())
