"""Events: what other systems are told of, to whom, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

Value = str | int | float | bool | None


class EventKind(StrEnum):
    """What other systems may be told of."""

    CLICK = "click.human"  # a hit on a short link that was a person's, once its verdict is final
    CONVERSION = "conversion"  # a goal was reached
    SHARE = "share.confirmed"  # somebody said that they shared an item


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `id` is unique, gives nothing away, and is the receiver's `webhook-id`.

    `person_id` is there only where people may be shown by name; apart from the body, so that erasure reaches it.
    """

    id: str
    kind: EventKind
    at: datetime
    body: Mapping[str, Value]
    person_id: str | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """What an event is about: `source` is the id of the fact or conversion.

    `collected_under` is the mode of the delivery it came from; whoever does not know it leaves the strictest.
    """

    source: str
    at: datetime
    item_id: str | None = None
    network: str | None = None
    person_id: str | None = None
    department: str | None = None
    country: str = ""
    collected_under: str = "works_council"


@dataclass(frozen=True, slots=True)
class Announcing:
    """Which kinds of events some endpoint asks for, and how much may be told; with no kinds, nothing is kept."""

    kinds: frozenset[EventKind] = frozenset()
    mode: str = "works_council"
    countries: Mapping[str, str] = field(default_factory=dict)
    key: bytes = field(default=b"", repr=False)

    def __bool__(self) -> bool:
        return bool(self.kinds)

    def mode_in(self, country: str) -> str:
        """Today's mode of privacy for the people of a country."""
        return self.countries.get(country, self.mode)


SILENT = Announcing()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A system that is told of events, and its secret (empty while there is none)."""

    name: str
    url: str
    kinds: frozenset[EventKind]
    secret: str = field(default="", repr=False)

    @property
    def fingerprint(self) -> str:
        """Another once its settings change."""
        told = " ".join((self.url, self.secret, *sorted(self.kinds)))
        return sha256(told.encode()).hexdigest()


class SendingState(StrEnum):
    """Where one event stands with one endpoint."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"  # given up


class Result(StrEnum):
    """What one try came to."""

    TAKEN = "taken"
    LATER = "later"  # refused or lost: another try may help
    GONE = "gone"  # 410: nothing more is wanted there


@dataclass(frozen=True, slots=True)
class Sending:
    """An event that is ours to send now; `tries` counts this one."""

    event: Event
    endpoint: str
    worker: str
    tries: int


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a try, and what the endpoint said; `chance` in [0, 1) spreads the next."""

    sending: Sending
    result: Result
    answer: str
    at: datetime
    chance: float = 0.0
    retry_after: timedelta | None = None
