"""One `send`: opens the editions by hand, sends them or hands them to the process that sends already, and watches."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from bot.jobs import editions
from bot.jobs.embedded import Runner
from bot.jobs.lock import SendingLock
from bot.jobs.work import Work
from digests.delivery.model import Delivery
from digests.delivery.outbox import OPEN
from digests.delivery.store import counts, rows
from digests.edition.model import Schedule

GLANCE = 0.5  # seconds between looks at somebody else's progress
ALONE = timedelta(seconds=20)  # without progress for so long, nobody seems to send


class Sending:
    """`with Sending(...) as run`: afterwards whatever was in hand is finished."""

    def __init__(self, work: Work, schedule: Schedule, at: datetime, only: str | None = None) -> None:
        self._work = work
        self._schedule = schedule
        self._at = at
        self._only = only
        self._lock = SendingLock(work.database)
        self._runner: Runner | None = None
        self._editions: list[int] = []
        self.settled_before = 0  # deliveries that were done with when this began

    @property
    def handed_over(self) -> bool:
        """Whether another process sends these."""
        return self._runner is None

    def __enter__(self) -> Self:
        self._editions = editions.open_by_hand(self._work, self._schedule, self._at, self._only)
        self.settled_before = self._settled()
        if self._lock.take():
            self._runner = Runner(self._work)
            try:
                self._runner.start()
            except BaseException:
                self._lock.release()
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            self._runner.stop()
        self._lock.release()

    def counts(self) -> dict[str, int]:
        """Deliveries by state, of the editions of this `send`."""
        return self._work.database.read(counts, self._editions)

    def deliveries(self) -> list[Delivery]:
        """Every delivery of these editions; with `only`, that person's."""
        found = self._work.database.read(rows, edition_ids=self._editions)
        return [one for one in found if self._only in {None, one.person_id}]

    def _settled(self) -> int:
        if self._only:
            return sum(one.state not in OPEN for one in self.deliveries())
        states = self.counts()
        return sum(states.values()) - sum(states[state] for state in OPEN)

    def wait(self, patience: timedelta, watch: Callable[[dict[str, int]], None]) -> None:
        """Returns when all is settled, or when nothing more can go within `patience`."""
        if self._runner is not None:
            self._runner.wait(self._editions, lambda: watch(self.counts()), patience)
            return
        pause, last, since = threading.Event(), self.counts(), self._work.clock()
        while last["queued"] + last["sending"] and self._work.clock() - since < ALONE:
            pause.wait(GLANCE)
            seen = self.counts()
            watch(seen)
            if seen != last:
                last, since = seen, self._work.clock()
