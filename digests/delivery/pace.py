"""How fast a workspace, tenant or relay is pressed: the generic cell rate algorithm, shared by every lane."""

import threading


class Gcra:
    """At most `per_second` on average and `burst` at once; times are seconds of one steady clock that only goes forward."""

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
            return max(0.0, due - self._tolerance - now, self._held - now)

    def push_back(self, until: float) -> None:
        """Nobody goes before `until`, and from there on the pace is even again."""
        with self._lock:
            self._held = max(self._held, until)
            self._due = max(self._due, until + self._tolerance)

    def held(self, now: float) -> bool:
        """Whether everybody waits because the service asked for it; a place taken before that is lost."""
        with self._lock:
            return now < self._held
