"""What an event tells: the item, the network and the hour; more only where people may be shown by name."""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256

from digests.events.model import Act, Announcing, Event, EventKind, Value

PREFIX = "evt_"
LENGTH = 32  # hexadecimal signs: 128 bits


def click(announcing: Announcing, act: Act) -> Event | None:
    """A person followed a short link; None where nobody asks."""
    return _event(announcing, EventKind.CLICK, act, {})


def share(announcing: Announcing, act: Act) -> Event | None:
    """Somebody said that they shared an item; None where nobody asks."""
    return _event(announcing, EventKind.SHARE, act, {})


def conversion(  # noqa: PLR0917 - each is a field of the body
    announcing: Announcing,
    act: Act,
    goal: str,
    value: float | None,
    currency: str | None,
    verified: bool = True,  # noqa: FBT001, FBT002
) -> Event | None:
    """A goal was reached, through the act's item where it is known; None where nobody asks."""
    more = {"goal": goal, "value": value, "currency": currency, "verified": verified}
    return _event(announcing, EventKind.CONVERSION, act, more)


def event_id(key: bytes, kind: EventKind, source: str) -> str:
    """The same for the same source, and nothing can be told from it: a keyed hash."""
    return PREFIX + hmac.new(key, f"event {kind} {source}".encode(), sha256).hexdigest()[:LENGTH]


def open_to(announcing: Announcing, act: Act) -> bool:
    """Whether the person may be shown: by today's mode, by their country's, and by the one it was collected under."""
    today = announcing.countries.get(act.country, announcing.mode)
    return today == "open" and act.collected_under == "open"


def _event(announcing: Announcing, kind: EventKind, act: Act, more: Mapping[str, Value]) -> Event | None:
    if kind not in announcing.kinds:
        return None
    shown = open_to(announcing, act)
    at = act.at.astimezone(UTC) if shown else _hour(act.at)
    body: dict[str, Value] = {"item_id": act.item_id, "network": act.network, **more}
    if shown:
        body["department"] = act.department
    return Event(
        id=event_id(announcing.key, kind, act.source),
        kind=kind,
        at=at,
        body=body,
        person_id=act.person_id if shown else None,
    )


def _hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
