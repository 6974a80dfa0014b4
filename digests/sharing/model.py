"""A short link, and what a signed address stands for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    """Where a code leads, and whose share it is; `withdrawn` or past `expires` it leads nowhere.

    `url` has UTM, but not what differs per hit: `landing` adds that.
    """

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
    around_hit: tuple[str, str] | None = None  # where each hit's own id goes into the address; None: it is not told

    def state(self, now: datetime) -> LinkState:
        """Whether the item may still be reached."""
        if self.withdrawn:
            return LinkState.WITHDRAWN
        return LinkState.EXPIRED if self.expires is not None and self.expires <= now else LinkState.OPEN


class Identifier(StrEnum):
    """What a landing page is told beside UTM, so that it can say later what led to a conversion."""

    NONE = "none"
    ITEM = "item"  # the item and the network: nobody
    CLICK = "click"  # the click as well: for sites that ask their visitors' consent


@dataclass(frozen=True, slots=True)
class Utm:
    """What is told to a landing page; {item}, {network}, {desk}, {goal}, {campaign} and {text} are filled in."""

    source: str
    medium: str
    campaign: str
    content: str = ""
    identifiers: Mapping[str, Identifier] = field(default_factory=dict)  # by goal; an item without one tells nothing


@dataclass(frozen=True, slots=True)
class Press:
    """What was pressed in a digest: an item on a network, by a person, or by nobody where they are not tracked."""

    item_id: str
    network: str
    text_key: str | None = None
    person_id: str | None = None
    delivery_id: int | None = None
    department: str | None = None
