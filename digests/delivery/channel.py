"""What every channel can do."""

from collections.abc import Generator, Sequence
from typing import Protocol, runtime_checkable

from digests.delivery.model import Outcome, Parcel
from digests.delivery.notes import Note
from digests.people.model import ChannelName, Person


class Lane(Protocol):
    """One kept connection, used by one thread at a time: at most one delivery of a lane is in `sending`."""

    def send(self, parcel: Parcel) -> Outcome:
        """Tries once. Never raises for trouble of the network, the service or the message."""
        ...

    def close(self) -> None:
        """Lets go of the connection."""
        ...


@runtime_checkable
class SteppedLane(Lane, Protocol):
    """A lane that can pause wherever it waits for an answer, so that one thread serves several of its kind."""

    def steps(self, parcel: Parcel) -> Generator[None, None, Outcome]:
        """As `send`, in steps. The first lets nothing out; each other one ends where the other side is to answer."""
        ...


class Channel(Protocol):
    """A way to reach people; opening lanes and sending is all that the outbox knows of it."""

    @property
    def name(self) -> ChannelName:
        """Which channel this is."""
        ...

    @property
    def lanes(self) -> int:
        """How many may be open at once."""
        ...

    @property
    def crew(self) -> int:
        """How many lanes one thread serves in turn: more than one only where they are stepped lanes."""
        ...

    def reaches(self, person: Person) -> bool:
        """Whether this person can be tried here."""
        ...

    def prepare(self, parcels: Sequence[Parcel]) -> None:
        """Does once for a batch what need not be done per message (compiling templates, say)."""
        ...

    def open(self) -> Lane:
        """A new lane; connects when it first sends."""
        ...

    def find(self, delivery_id: int, ref: str) -> Outcome:
        """Whether a message in doubt arrived (`sent`), did not (`later`), or cannot be told (`unknown`)."""
        ...


@runtime_checkable
class Telling(Protocol):
    """A channel that also carries small messages."""

    def reaches(self, person: Person) -> bool:
        """Whether this person can be tried here."""
        ...

    def tell(self, person: Person, note: Note) -> Outcome:
        """Tries once. Never raises for trouble of the network, the service or the message."""
        ...
