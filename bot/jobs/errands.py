"""Small work beside sending: each errand has a thread, so that one which waits for a vendor holds up no other."""

import logging
import threading
from collections.abc import Callable, Mapping

from digests.errors import BudstikkeError

log = logging.getLogger(__name__)

IDLE = 2.0  # seconds between looks for something to do

Act = Callable[[], bool]  # does a little; whether there was something to do


class Errands:
    """Acts by name, repeated until they are told to stop; `idle`: seconds after one that found nothing to do."""

    def __init__(self, acts: Mapping[str, Act], idle: float = IDLE) -> None:
        self._idle = idle
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._repeat, args=(name, act), name=name, daemon=True)
            for name, act in acts.items()
        ]

    def start(self) -> None:
        """Begins each of them."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Returns when what is in hand is done."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _repeat(self, name: str, act: Act) -> None:
        while not self._stopping.is_set():
            try:
                busy = act()
            except BudstikkeError as error:
                log.warning("%s: waits: %s", name, error)
                busy = False
            except Exception:  # a fault of ours: said, and tried again, because a thread that ends would wait for ever
                log.exception("%s: does not go on", name)
                busy = False
            if not busy:
                self._stopping.wait(self._idle)
