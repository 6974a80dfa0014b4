"""A short link, and what a signed address stands for."""

from dataclasses import dataclass
from datetime import datetime


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
