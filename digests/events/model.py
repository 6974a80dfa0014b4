"""Events: what other systems are told of, to whom, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

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


SILENT = Announcing()
