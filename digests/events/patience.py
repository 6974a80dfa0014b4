"""How long to wait before an event, or an endpoint, is tried again."""

from datetime import timedelta

# Before the second try, the third and so on: a moment's fault costs seconds, a weekend's outage costs nothing.
WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
TRIES = len(WAITS) + 1
JITTER = 0.2  # so much longer at most, so that not everything comes back at once
LONGEST = timedelta(hours=24)  # that a Retry-After is heeded
CALM = 3  # failures in a row before an endpoint is left alone for a while
FIRST = timedelta(seconds=10)
SLOWEST = timedelta(minutes=10)


def before_next(tries: int, chance: float, asked: timedelta | None = None) -> timedelta | None:
    """The wait after the try numbered `tries` (from 1), at least what was `asked`; None: that was the last.

    `chance` in [0, 1) says where in the jitter it falls.
    """
    if tries >= TRIES:
        return None
    wait = WAITS[tries - 1] * (1 + JITTER * chance)
    return max(wait, min(asked or timedelta(0), LONGEST))


def rest(failures: int, chance: float, asked: timedelta | None = None) -> timedelta:
    """How long nothing is sent to an endpoint after so many failures in a row, at least what it `asked` for."""
    own = timedelta(0)
    if failures >= CALM:
        own = min(FIRST * 2.0 ** min(failures - CALM, 10), SLOWEST) * (1 + JITTER * chance)
    return max(own, min(asked or timedelta(0), LONGEST))
