"""Deliveries, attempts, and what came of a try."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from digests.edition.model import Digest
from digests.people.model import ChannelName, Person


class DeliveryState(StrEnum):
    """queued → sending → sent | failed | skipped | unknown."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Delivery:
    """The sending of one digest to one person; unique per schedule, period and person."""

    id: int
    edition_id: int
    schedule: str
    period: str
    person_id: str | None  # None after erasure
    state: DeliveryState
    reason: str
    due_at: datetime
    channel: ChannelName | None
    tries: int = 0
    ref: str = ""  # what the channel calls the message
    sent_at: datetime | None = None


class Result(StrEnum):
    """How a try on a channel ended."""

    SENT = "sent"
    REFUSED = "refused"  # definite: the next channel may try
    LATER = "later"  # definite: the same channel may try this message again, up to its number of tries
    DOWN = "down"  # definite, and not this message's fault: nothing can go out here now; no try is counted
    UNKNOWN = "unknown"  # nobody knows: never resent blindly


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a try; `ref` is the channel's name for the message, `reason` a sentence without personal data."""

    result: Result
    reason: str = ""
    ref: str = ""
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """A composed digest with the person it goes to, ready for a channel."""

    digest: Digest
    person: Person
    token: str  # signs every address in the digest
    test_to: str = ""  # a test send goes here, with [Test] in its title, and leaves no trace
    loaded_at: datetime | None = None  # when it was read: a digest may be composed anew before it is sent
