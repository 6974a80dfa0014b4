"""How fast a workspace, tenant or relay is pressed: the generic cell rate algorithm, shared by every lane."""

import threading
from collections.abc import Callable

Ticks = Callable[[], float]  # seconds of a steady clock, such as time.monotonic
Sleep = Callable[[float], object]


class Gcra:
    """At most `per_second` on average and `burst` at once; times are seconds of one clock that only goes forward."""

    def __init__(self, per_second: float, burst: int = 1) -> None:
        self._interval = 1 / per_second
        self._tolerance = (burst - 1) * self._interval
        self._due = float("-inf")  # when the next place would be, at an even pace
        self._held = float("-inf")
        self._lock = threading.Lock()

    def take(self, now: float) -> float:
        """Takes the next place; the seconds from `now` until it comes."""
        with self._lock:
            due = max(self._due, now)
            self._due = due + self._interval
            return max(0.0, due - self._tolerance - now)

    def push_back(self, until: float) -> None:
        """Nobody goes before `until`, and from there on at an even pace; places taken before are lost."""
        with self._lock:
            self._held = max(self._held, until)
            self._due = max(self._due, until + self._tolerance)

    def held(self, now: float) -> float:
        """The seconds from `now` for which everybody waits because the service asked for it."""
        with self._lock:
            return max(0.0, self._held - now)


def turn(pace: Gcra, ticks: Ticks, sleep: Sleep, patience: float) -> float:
    """Waits for a place and returns 0; where all are held for more than `patience` seconds, returns those at once."""
    while True:
        held = pace.held(ticks())
        if held > patience:
            return held
        sleep(pace.take(ticks()))
        if not pace.held(ticks()):
            return 0.0
