"""Facts: what was read, tapped, shared, hit and turned down, and how each is classed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FactKind(StrEnum):
    """What happened; an offer is kept as a pick of a sent delivery, not here."""

    READ = "read"  # the item was opened from the digest
    TAP = "tap"  # a share button was pressed, which opens a composer
    COPY = "copy"  # the suggested text was copied
    CONFIRM = "confirm"  # the person said that they shared it
    DECLINE = "decline"  # "not for me"
    HIT = "hit"  # somebody asked for a short link
    CONVERSION = "conversion"  # a goal was reached
    TRAP = "trap"  # something followed the address in a mail that no person sees


class Verdict(StrEnum):
    """Who was behind a request; only `human` counts."""

    HUMAN = "human"
    DOUBTFUL = "doubtful"
    PREVIEW = "preview"
    MACHINE = "machine"
    SELF = "self"


NOBODY = (Verdict.MACHINE, Verdict.PREVIEW)  # no person stood behind the request


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, the rules that gave it, and when it is final (None: now)."""

    verdict: Verdict
    rules: tuple[str, ...] = ()
    settles_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What a request shows of its sender; never an IP address."""

    method: str
    agent: str
    referrer_host: str = ""
    prefetch: bool = False
    visitor: str = ""  # keyed hash that lives a day
    origin: str = ""  # the same of the network (/24 or /48) that it came from, to tell one network from another
    lacks: tuple[str, ...] = ()  # what a browser would have said: see `headers.lacking`


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the ledger. `id` is unique, so that writing a fact twice is harmless."""

    id: str
    kind: FactKind
    at: datetime
    verdict: Verdict
    rules: tuple[str, ...] = ()
    rule_version: int = 0
    settles_at: datetime | None = None  # None once the verdict is final
    delivery_id: int | None = None
    person_id: str | None = None
    department: str | None = None
    item_id: str | None = None
    network: str | None = None
    code: str | None = None  # the short link
    agent: str | None = None
    referrer_host: str | None = None
    visitor: str | None = None
    origin: str | None = None
