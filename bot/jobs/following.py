"""Sees what communicators change of the programme, so that it holds without a restart, in every process."""

import logging
import threading
from collections.abc import Callable

from digests.errors import BudstikkeError
from digests.programme.effective import Present

log = logging.getLogger(__name__)

EVERY = 2.0  # seconds between two looks


class Following:
    """One thread that looks again and again; `told` is called after each change that was adopted."""

    def __init__(self, present: Present, told: Callable[[], None], every: float = EVERY) -> None:
        self._present = present
        self._told = told
        self._every = every
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="programme", daemon=True)

    def start(self) -> None:
        """Begins with a look."""
        self._thread.start()

    def stop(self) -> None:
        """Returns when the look in hand is done."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                if self._present.look():
                    log.info("the programme was changed")
                    self._told()
            except BudstikkeError as error:
                log.warning("the programme stays as it is: %s", error)
            except Exception:  # a fault of ours: said, and tried again, because a thread that ends would look no more
                log.exception("the programme cannot be followed")
            self._stopping.wait(self._every)
