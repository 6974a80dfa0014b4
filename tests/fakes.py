"""A channel that does as a test says, and remembers what it was asked."""

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from digests.delivery.model import Outcome, Parcel, Result
from digests.people.model import ChannelName, Person

SENT = Outcome(Result.SENT, ref="kept")
Answer = Outcome | Exception


@dataclass
class FakeChannel:
    """Answers each person with what is planned for them, in order, and then with `usual`."""

    name: ChannelName = ChannelName.EMAIL
    crew: int = field(default=1, init=False)
    lanes: int = 2
    usual: Answer = SENT
    found: Outcome = field(default_factory=lambda: Outcome(Result.UNKNOWN))  # what it knows of a message in doubt
    plans: defaultdict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    sent: list[Parcel] = field(default_factory=list)  # every try, whatever came of it
    prepared: list[int] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    at_once: list[int] = field(default_factory=list)  # how many were in `send` together
    closed: int = 0
    fault: Exception | None = None  # what `find` raises
    meet: Callable[[Parcel], None] = lambda _: None  # called in the middle of sending
    broken: list[Exception] = field(default_factory=list)  # what `prepare` raises first
    _inside: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def plan(self, person_id: str, *answers: Answer) -> None:
        """What the next tries for this person meet."""
        self.plans[person_id] += answers

    def tried(self, person_id: str) -> int:
        """How often this person was tried."""
        return sum(one.person.id == person_id for one in self.sent)

    def wait_for(self, number: int, timeout: float = 30) -> bool:
        """Returns once there were so many tries."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.sent) >= number, timeout)

    def reaches(self, person: Person) -> bool:
        """Everybody with an address of the kind."""
        return bool(person.email if self.name is ChannelName.EMAIL else person.slack_id)

    def prepare(self, parcels: Sequence[Parcel]) -> None:
        """Remembers for whom."""
        if self.broken:
            raise self.broken.pop(0)
        self.prepared += [one.digest.delivery_id for one in parcels]

    def open(self) -> "FakeLane":
        """A lane of this channel."""
        return FakeLane(self)

    def find(self, delivery_id: int, ref: str) -> Outcome:  # noqa: ARG002 - a fake knows its messages by delivery
        """What the test says."""
        self.asked.append(delivery_id)
        if self.fault:
            raise self.fault
        return self.found

    def take(self, parcel: Parcel) -> Outcome:
        """One try."""
        with self._changed:
            self._inside += 1
            self.at_once.append(self._inside)
            self.sent.append(parcel)
            planned = self.plans[parcel.person.id]
            answer = planned.pop(0) if planned else self.usual
            self._changed.notify_all()
        try:
            self.meet(parcel)
        finally:
            with self._changed:
                self._inside -= 1
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class FakeLane:
    """One connection of a fake channel."""

    channel: FakeChannel

    def send(self, parcel: Parcel) -> Outcome:
        """As planned."""
        return self.channel.take(parcel)

    def close(self) -> None:
        """Is counted."""
        self.channel.closed += 1
