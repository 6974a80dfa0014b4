"""What is looked at again and again beside sending; each look knows itself whether it is time."""

import logging
import threading
from collections.abc import Callable, Sequence

from digests.errors import BudstikkeError

log = logging.getLogger(__name__)

EVERY = 60.0  # seconds between two rounds
GRACE = 5.0  # seconds that a look in hand has when we are told to stop: one that waits for a vendor is left behind


class Rounds:
    """One thread that goes round; a look that fails keeps no other waiting."""

    def __init__(self, looks: Sequence[Callable[[], None]], every: float = EVERY, grace: float = GRACE) -> None:
        self._looks = looks
        self._grace = grace
        self._every = every
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rounds", daemon=True)

    def start(self) -> None:
        """Begins with a round; without anything to look at there is none."""
        if self._looks:
            self._thread.start()

    def stop(self) -> None:
        """Returns when the look in hand is done, or has had its grace: a look writes whole transactions or nothing."""
        self._stopping.set()
        if self._looks:
            self._thread.join(self._grace)

    def _run(self) -> None:
        while not self._stopping.is_set():
            for look in self._looks:
                self._one(look)
            self._stopping.wait(self._every)

    def _one(self, look: Callable[[], None]) -> None:
        if self._stopping.is_set():
            return
        try:
            look()
        except BudstikkeError as error:
            log.warning("a look has to wait: %s", error)
        except Exception:  # a fault of ours: said, and tried again, because a thread that ends would look no more
            log.exception("a look came to nothing")
