"""Looks are taken round after round, whatever becomes of one of them."""

import threading

from bot.jobs.rounds import Rounds
from digests.errors import DatabaseError
from tests.bot.jobs.house import until


def test_a_look_that_fails_keeps_no_other_waiting_and_is_taken_again() -> None:
    seen: list[str] = []
    twice = threading.Event()

    def failing() -> None:
        seen.append("failing")
        raise DatabaseError("busy") if len(seen) < 3 else ValueError("a fault")

    def other() -> None:
        seen.append("other")
        if len(seen) > 3:
            twice.set()

    rounds = Rounds([failing, other], every=0)
    rounds.start()
    until(twice)
    rounds.stop()
    assert seen[:4] == ["failing", "other", "failing", "other"]


def test_nothing_to_look_at_needs_no_thread() -> None:
    before = threading.active_count()
    rounds = Rounds([])
    rounds.start()
    assert threading.active_count() == before
    rounds.stop()


def test_a_round_that_is_stopped_takes_no_further_look() -> None:
    seen: list[str] = []
    rounds = Rounds([])
    rounds._looks = [rounds._stopping.set, lambda: seen.append("too late")]
    rounds.start()
    rounds.stop()
    assert seen == []


def test_a_look_that_does_not_end_keeps_nobody_from_stopping() -> None:
    begun, ended = threading.Event(), threading.Event()

    def endless() -> None:
        begun.set()
        ended.wait(30)

    rounds = Rounds([endless], grace=0.01)
    rounds.start()
    until(begun)
    rounds.stop()
    assert not ended.is_set()
    ended.set()
