"""Feeds one channel: fetches what it may send and keeps its lanes busy, one delivery in `sending` per lane."""

import logging
import random
import threading
from collections.abc import Callable, Collection, Generator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TypeVar

from bot.jobs.tray import Tray
from digests.clock import Clock
from digests.db import Database
from digests.delivery import outbox
from digests.delivery.channel import Channel, Lane, SteppedLane
from digests.delivery.model import Outcome, Parcel, Result
from digests.delivery.outbox import Finished, Retry, Starting, Step
from digests.errors import DatabaseError
from digests.people.model import ChannelName

log = logging.getLogger(__name__)
T = TypeVar("T")
Steps = Generator[None, None, Outcome]
Turns = Generator[bool, None, None]  # whether there was anything to do
Begin = Callable[[Parcel], Steps]

GONE = "the person was erased, left, stopped or paused after it was composed"
FETCH = 250  # deliveries loaded at once: what memory holds per channel
TURNS = 1  # in which a thread's lanes are served: while the relay takes what one thread sent, another builds
IDLE = 0.5  # seconds between looks at an empty outbox
FIRST_PAUSE = timedelta(seconds=5)  # after a channel said that nothing can go out; doubled each time
LONGEST_PAUSE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Feeding:
    """What every channel's pump shares."""

    database: Database
    clock: Clock
    worker: str
    retry: Retry
    load: Callable[[Sequence[int]], list[Parcel]]
    skip_late: Callable[[], None]  # called when a channel comes back after it was down


class Pump:
    """Threads of one channel. `stop()` lets each lane finish the message in hand and drops the rest back."""

    def __init__(self, channel: Channel, feeding: Feeding) -> None:
        self._channel = channel
        self._feeding = feeding
        self._tray = Tray()
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._pause = timedelta(0)
        self._paused = threading.Event()
        self._chance = random.Random()  # noqa: S311 - spreads retries, guards nothing
        self._threads: list[threading.Thread] = []

    @property
    def name(self) -> ChannelName:
        """The channel's."""
        return self._channel.name

    @property
    def down(self) -> bool:
        """Whether the channel said that nothing can go out now."""
        return self._paused.is_set()

    def start(self) -> None:
        """Starts fetching and as many lanes as the channel has."""
        self._spawn(self._fetch, f"{self._channel.name}-feed")
        lanes, crew = self._channel.lanes, self._channel.crew
        for first in range(0, lanes, crew):
            self._spawn(partial(self._work, min(crew, lanes - first)), f"{self._channel.name}-{first}")

    def wake(self) -> None:
        """Looks at the outbox now instead of in half a second."""
        self._wake.set()

    def stop(self) -> None:
        """Returns when every lane has finished the message in hand."""
        self._stopping.set()
        self._wake.set()
        for thread in self._threads:
            thread.join()

    def _spawn(self, target: Callable[[], None], name: str) -> None:
        thread = threading.Thread(target=target, name=name, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _fetch(self) -> None:
        while not self._stopping.is_set():
            if self._paused.is_set():
                self._sit_out()
                continue
            if not self._fetched():
                self._wake.wait(IDLE)
                self._wake.clear()

    def _fetched(self) -> bool:
        try:
            return bool(self._until_stored(self._take))
        except Exception:  # a fault of ours: said, and tried again, because a feed that ends would wait for ever
            log.exception("%s cannot be fed", self._channel.name.value)
            self._paused.set()
            return False

    def _take(self) -> int:
        feeding = self._feeding
        in_hand = self._tray.in_hand
        room = FETCH - len(in_hand)
        if room < FETCH - FETCH // 2:
            return 0
        ids = feeding.database.read(outbox.sendable, self._channel.name, feeding.clock(), room, in_hand)
        parcels = feeding.load(ids) if ids else []
        if len(parcels) < len(ids):
            there = {parcel.digest.delivery_id for parcel in parcels}
            feeding.database.write(outbox.skip, [one for one in ids if one not in there], GONE, feeding.clock())
        if parcels:
            self._channel.prepare(parcels)
            self._tray.put(parcels)
        return len(ids)

    def _sit_out(self) -> None:
        self._tray.clear()
        self._pause = min(max(self._pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
        self._stopping.wait(self._pause.total_seconds())
        self._paused.clear()
        self._until_stored(self._feeding.skip_late)

    def _work(self, crew: int) -> None:
        lanes = [self._channel.open() for _ in range(crew)]
        begin = [_steps(lane) for lane in lanes]
        size = -(-crew // TURNS)
        going = [self._turns(begin[first : first + size]) for first in range(0, crew, size)]
        try:
            while going:
                said = [(turns, next(turns, None)) for turns in going]
                going = [turns for turns, busy in said if busy is not None]
                if not any(busy for _, busy in said):
                    self._idle()
        finally:
            for lane in lanes:
                lane.close()

    def _idle(self) -> None:
        if self._paused.is_set():
            self._stopping.wait(IDLE)
        else:
            self._tray.wait(IDLE)

    def _turns(self, begin: Sequence[Begin]) -> Turns:
        """One turn after the other for some lanes of a thread, pausing wherever the other side is to answer."""
        finished: list[Finished] = []
        while not self._stopping.is_set():
            parcels = [] if self._paused.is_set() else self._tray.take(len(begin))
            if parcels or finished:
                finished = yield from self._turn(begin, finished, parcels)
            else:
                yield False
        yield from self._turn(begin, finished, [])

    def _turn(
        self, begin: Sequence[Begin], finished: Sequence[Finished], parcels: Sequence[Parcel]
    ) -> Generator[bool, None, list[Finished]]:
        """Makes the parcels ready, writes down what is finished and what starts, and then sends what is ours.

        One parcel goes on each lane, all of them under way at once where the lanes can pause.
        """
        now = self._feeding.clock()
        starting = tuple(
            Starting(parcel.digest.delivery_id, self._channel.name, now, parcel.loaded_at or now) for parcel in parcels
        )
        step = Step(tuple(finished), starting)
        tries = [_Try(parcel.digest.delivery_id, start(parcel)) for start, parcel in zip(begin, parcels, strict=False)]
        for one in tries:
            self._advance(one, Result.LATER)
        won = self._won(step)
        ended = {one.delivery_id for one in finished}
        self._let_go(ended.union(one.delivery_id for one in tries) - won)
        going = mine = [one for one in tries if one.delivery_id in won]
        while going := [one for one in going if one.outcome is None]:
            for one in going:
                self._advance(one, Result.UNKNOWN)
            yield True
        return [self._finished(one.delivery_id, one.outcome) for one in mine if one.outcome is not None]

    def _won(self, step: Step) -> frozenset[int]:
        """Which deliveries are ours to send, once that is written down; none when we are told to stop before."""
        feeding = self._feeding
        write = partial(feeding.database.write, outbox.take_step, feeding.worker, feeding.retry, step)
        return self._until_stored(write) or frozenset()

    def _advance(self, going: "_Try", fault: Result) -> None:
        try:
            next(going.steps)
        except StopIteration as end:
            going.outcome = end.value
        except Exception:
            log.exception("delivery %d on %s", going.delivery_id, self._channel.name.value)
            going.outcome = Outcome(fault, "a fault of ours while sending; see the log")

    def _finished(self, delivery_id: int, outcome: Outcome) -> Finished:
        if outcome.result is Result.DOWN:
            if not self._paused.is_set():
                log.warning("%s is down: %s", self._channel.name.value, outcome.reason)
            self._paused.set()
        elif outcome.result is Result.SENT:
            self._pause = timedelta(0)
        return Finished(delivery_id, self._channel.name, outcome, self._feeding.clock(), self._chance.random())

    def _let_go(self, ids: Collection[int]) -> None:
        if ids and self._tray.let_go(ids) <= FETCH // 2:
            self._wake.set()

    def _until_stored(self, act: Callable[[], T]) -> T | None:
        """What happened must reach the ledger: a database that is full or away is asked again until we stop."""
        while True:
            try:
                return act()
            except DatabaseError as error:
                log.warning("%s waits for the database: %s", self._channel.name.value, error)
                if self._stopping.wait(1):
                    return None


def _steps(lane: Lane) -> Begin:
    return lane.steps if isinstance(lane, SteppedLane) else partial(_one_step, lane)


def _one_step(lane: Lane, parcel: Parcel) -> Steps:
    yield  # nothing can be made ready apart from sending it
    return lane.send(parcel)


@dataclass(slots=True)
class _Try:
    """A parcel on its way; `outcome` once it is known."""

    delivery_id: int
    steps: Steps
    outcome: Outcome | None = None
