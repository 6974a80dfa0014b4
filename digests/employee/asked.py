"""What people ask for from a page and are answered on their own channel: their page, a newer address, another channel.

Whoever holds an old digest can ask, and learns nothing by it; what comes of it goes to its person alone.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select

from digests.delivery import notes
from digests.delivery.store import deliveries
from digests.employee import fresh, quiet
from digests.employee.fresh import Fresh
from digests.employee.own import newest_delivery
from digests.people.model import ChannelName, Preferences
from digests.people.store import load_people, load_preferences


class Kind(StrEnum):
    """The notes that answer."""

    OWN = "own_page"
    PAGE = "fresh_page"
    CHANNEL = "channel_change"
    UNDO = "channel_changed"


def own_page(connection: Connection, person_id: str, now: datetime) -> bool:
    """A fresh link to their own page is on its way to a person; False where they were sent enough of them."""
    return _ask(connection, Kind.OWN, person_id, {}, now)


def page(connection: Connection, delivery_id: int, path: Sequence[str], now: datetime) -> bool:
    """A newer address of a page of a digest is on its way to its person; False where nobody is sent any."""
    person_id = connection.scalar(select(deliveries.c.person_id).where(deliveries.c.id == delivery_id))
    if person_id is None:
        return False
    return _ask(connection, Kind.PAGE, person_id, {"delivery": delivery_id, "path": list(path)}, now)


def channel(connection: Connection, person_id: str, wanted: ChannelName | None, now: datetime) -> bool:
    """Whether a person has to confirm that their digests are to come this way: they are asked where they come today.

    A channel that brought their newest digest is kept at once: nothing changes by it.
    """
    before = load_preferences(connection, person_id).channel
    if wanted is before:
        return False
    if wanted is not None and wanted is _reached_by(connection, person_id):
        quiet.choose(connection, person_id, lambda chosen: replace(chosen, channel=wanted), now)
        return False
    _ask(connection, Kind.CHANNEL, person_id, {"channel": wanted.value if wanted else ""}, now)
    return True


def change_channel(connection: Connection, person_id: str, wanted: ChannelName | None, now: datetime) -> Preferences:
    """The digests come by this channel from now on (None: as the company has it); the one before is told of it."""
    before = load_preferences(connection, person_id).channel
    told = before or _reached_by(connection, person_id)
    chosen = quiet.choose(connection, person_id, lambda now_chosen: replace(now_chosen, channel=wanted), now)
    if wanted is not before and wanted is not told:
        about = {"before": before.value if before else "", "after": wanted.value if wanted else ""}
        notes.ask(connection, Kind.UNDO, person_id=person_id, about=about, channel=told, now=now)
    return chosen


def undo_channel(connection: Connection, found: Fresh, now: datetime) -> bool:
    """Takes a change of channel back; False where the channel was changed again since."""
    before, after = (named(found.about.get(name, "")) for name in ("before", "after"))
    if load_preferences(connection, found.person_id).channel is not after:
        return False
    quiet.choose(connection, found.person_id, lambda chosen: replace(chosen, channel=before), now)
    return True


def named(channel_name: str) -> ChannelName | None:
    """The channel of this name; none: as the company has it."""
    return ChannelName(channel_name) if channel_name else None


def _ask(connection: Connection, kind: Kind, person_id: str, about: dict[str, object], now: datetime) -> bool:
    if not load_people(connection, [person_id]) or notes.waiting(connection, kind, person_id):
        return False
    if fresh.sent_lately(connection, person_id, now) >= fresh.MOST:
        return False
    notes.ask(connection, kind, person_id=person_id, about=about, now=now)
    return True


def _reached_by(connection: Connection, person_id: str) -> ChannelName | None:
    """The channel that brought the person's newest digest."""
    newest = newest_delivery(connection, person_id)
    found = connection.scalar(select(deliveries.c.channel).where(deliveries.c.id == newest)) if newest else None
    return ChannelName(found) if found else None
