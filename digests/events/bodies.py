"""What an event tells: the item, the network and the hour; more only where people may be shown by name."""

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256

from digests.events.model import Act, Announcing, Event, EventKind, Value

PREFIX = "evt_"
PERSONAL = ("department", "country")  # told where the person may be, too
OPEN = "open"
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


def content(event: Event, announcing: Announcing) -> bytes:
    """What is sent, to the byte the same at every try, so that a receiver can compare.

    What was kept while people were shown by name is told without them once they no longer are.
    """
    shown = event.person_id is not None and announcing.mode_in(str(event.body.get("country"))) == OPEN
    data = {name: value for name, value in event.body.items() if shown or name not in PERSONAL}
    if shown:
        data["person_id"] = event.person_id
    at = event.at.astimezone(UTC) if shown else _hour(event.at)
    told = {"type": event.kind.value, "timestamp": at.isoformat().replace("+00:00", "Z"), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def event_id(key: bytes, kind: EventKind, source: str) -> str:
    """The same for the same source, and nothing can be told from it: a keyed hash."""
    return PREFIX + hmac.new(key, f"event {kind} {source}".encode(), sha256).hexdigest()[:LENGTH]


def open_to(announcing: Announcing, act: Act) -> bool:
    """Whether the person may be shown: by today's mode, by their country's, and by the one it was collected under."""
    return announcing.mode_in(act.country) == OPEN and act.collected_under == OPEN


def _event(announcing: Announcing, kind: EventKind, act: Act, more: Mapping[str, Value]) -> Event | None:
    if kind not in announcing.kinds:
        return None
    shown = open_to(announcing, act)
    at = act.at.astimezone(UTC) if shown else _hour(act.at)
    body: dict[str, Value] = {"item_id": act.item_id, "network": act.network, **more}
    if shown:
        body |= {"department": act.department, "country": act.country}
    return Event(
        id=event_id(announcing.key, kind, act.source),
        kind=kind,
        at=at,
        body=body,
        person_id=act.person_id if shown else None,
    )


def _hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
