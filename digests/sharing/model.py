"""A short link, and what a signed address stands for."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Link:
    """A minted short link: one person x item x network, or one item x network for a person who is not tracked."""

    code: str
    item_id: str
    network: str
    url: str  # where it leads, without UTM
    minted_at: datetime
    person_id: str | None = None
    delivery_id: int | None = None
    text_key: str | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a valid token says: which delivery, and until when it is good."""

    delivery_id: int
    expires_at: datetime


class LinkState(StrEnum):
    """What a short link answers with."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a code leads, with UTM, and whose share it is; `withdrawn` or past `expires` it leads nowhere."""

    code: str
    item_id: str
    network: str
    url: str
    withdrawn: bool = False
    expires: datetime | None = None
    person_id: str | None = None
    delivery_id: int | None = None
    department: str | None = None
    own_visitors: frozenset[str] = frozenset()  # of the person who shared it, today

    def state(self, now: datetime) -> LinkState:
        """Whether the item may still be reached."""
        if self.withdrawn:
            return LinkState.WITHDRAWN
        return LinkState.EXPIRED if self.expires is not None and self.expires <= now else LinkState.OPEN


@dataclass(frozen=True, slots=True)
class Utm:
    """What is told to a landing page; {item}, {network}, {desk} and {goal} are filled in."""

    source: str
    medium: str
    campaign: str


@dataclass(frozen=True, slots=True)
class Press:
    """What was pressed in a digest: an item on a network, by a person, or by nobody where they are not tracked."""

    item_id: str
    network: str
    text_key: str | None = None
    person_id: str | None = None
    delivery_id: int | None = None
    department: str | None = None
