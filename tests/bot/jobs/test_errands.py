"""Small work goes on beside sending, whatever becomes of one of its rounds."""

import threading

from bot.jobs.errands import Errands
from digests.errors import DatabaseError


def test_an_errand_goes_on_after_trouble_and_after_a_fault_of_ours() -> None:
    troubles: list[Exception | None] = [DatabaseError("busy"), ValueError("a fault"), None]
    over = threading.Event()

    def act() -> bool:
        trouble = troubles.pop(0) if troubles else None
        if trouble is not None:
            raise trouble
        over.set()
        return False

    errands = Errands({"an errand": act})
    errands.start()
    assert over.wait(30)
    errands.stop()


def test_an_errand_that_is_busy_is_done_again_at_once_and_stops_when_told() -> None:
    rounds, over = [0], threading.Event()

    def act() -> bool:
        rounds[0] += 1
        if rounds[0] == 50:
            over.set()
        return rounds[0] < 50

    errands = Errands({"an errand": act})
    errands.start()
    assert over.wait(30)
    errands.stop()
    assert rounds[0] >= 50
